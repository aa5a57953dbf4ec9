// The `@anthropic-ai/sdk` package, unmodified, against a running NexoRouter.
import assert from 'node:assert/strict'
import Anthropic from '@anthropic-ai/sdk'
import { apiKey, baseURL, checkCity, checkText, citySchema, emptyKey, failureOf, question, requestsDuring, runChecks } from './checks.mjs'
import { weatherParameters, weatherQuestion, wrongKey } from './checks.mjs'

const client = new Anthropic({ baseURL: new URL(baseURL).origin, apiKey })
const tools = [{ name: 'get_weather', description: 'Weather of a city', input_schema: weatherParameters }]
const asked = { model: 'nexo-demo', max_tokens: 500, messages: question }
const withoutRetries = { maxRetries: 0 }
const textOf = (message) => message.content.flatMap((block) => (block.type === 'text' ? [block.text] : [])).join('')

async function answerFrom(message) {
  assert.equal(message.stop_reason, 'tool_use')
  const call = message.content.find((block) => block.type === 'tool_use')
  assert.equal(call.name, 'get_weather')
  assert.equal(typeof call.input.city, 'string')
  const result = { type: 'tool_result', tool_use_id: call.id, content: '{"temperature_c":21}' }
  const messages = [...weatherQuestion, { role: 'assistant', content: message.content }, { role: 'user', content: [result] }]
  const answer = await client.messages.create({ model: 'nexo-demo-tools', max_tokens: 500, messages, tools })
  assert.equal(answer.stop_reason, 'end_turn')
  checkText(textOf(answer))
}

await runChecks({
  async 'models are listed in the shape of the SDK'() {
    const ids = []
    for await (const model of client.models.list()) ids.push(model.id)
    assert.ok(ids.includes('nexo-demo'), `nexo-demo is in ${ids}`)
    assert.equal((await client.models.retrieve('nexo-demo')).type, 'model')
  },

  async 'buffered answer with usage and cost'() {
    const { data, response } = await client.messages.create(asked).withResponse()
    checkText(textOf(data))
    assert.deepEqual([data.model, data.stop_reason], ['nexo-demo', 'end_turn'])
    assert.ok(data.usage.input_tokens > 0 && data.usage.output_tokens > 0)
    assert.ok(data.usage.cost > 0, 'usage.cost is above zero')
    assert.ok(Number(response.headers.get('x-nexorouter-cost-usd')) > 0, 'the cost header is above zero')
  },

  async 'streamed answer equals the buffered one, with usage and cost'() {
    const whole = await client.messages.create(asked)
    const stream = client.messages.stream(asked)
    const seen = { text: '', chunks: 0 }
    stream.on('text', (delta) => {
      seen.text += delta
      seen.chunks += 1
    })
    const message = await stream.finalMessage()
    assert.equal(seen.text, textOf(whole))
    assert.ok(seen.chunks > 1, 'the text comes in more than one chunk')
    assert.deepEqual([message.usage.input_tokens, message.usage.output_tokens], [whole.usage.input_tokens, whole.usage.output_tokens])
  },

  async 'reasoning arrives as thinking blocks with a signature'() {
    const message = await client.messages.stream({ ...asked, model: 'nexo-demo-reasoning' }).finalMessage()
    const [thought] = message.content
    assert.equal(thought.type, 'thinking')
    checkText(thought.thinking)
    assert.ok(thought.signature, 'there is a signature to send back')
  },

  async 'tools round trip, buffered'() {
    await answerFrom(await client.messages.create({ ...asked, model: 'nexo-demo-tools', messages: weatherQuestion, tools }))
  },

  async 'tools round trip, streamed'() {
    await answerFrom(await client.messages.stream({ ...asked, model: 'nexo-demo-tools', messages: weatherQuestion, tools }).finalMessage())
  },

  async 'JSON schema answer'() {
    const messages = [{ role: 'user', content: 'Name a city and its population.' }]
    const format = { type: 'json_schema', schema: citySchema }
    checkCity(JSON.parse(textOf(await client.messages.create({ ...asked, model: 'nexo-demo-json', messages, output_config: { format } }))))
  },

  async 'input tokens are counted'() {
    const { input_tokens: tokens } = await client.messages.countTokens({ model: 'nexo-demo', messages: question })
    assert.ok(tokens > 0)
  },

  async 'wrong key is AuthenticationError, asked once'() {
    const requests = await requestsDuring(async () => {
      const error = await failureOf(() => client.withOptions({ apiKey: wrongKey }).messages.create(asked))
      assert.ok(error instanceof Anthropic.AuthenticationError, `got ${error}`)
      assert.equal(error.error.error.type, 'authentication_error')
    })
    assert.equal(requests, 1)
  },

  async 'unknown model is NotFoundError'() {
    const error = await failureOf(() => client.messages.create({ ...asked, model: 'no-such-model' }))
    assert.ok(error instanceof Anthropic.NotFoundError, `got ${error}`)
  },

  async 'temperature 3 is BadRequestError naming the field'() {
    const error = await failureOf(() => client.messages.create({ ...asked, temperature: 3 }))
    assert.ok(error instanceof Anthropic.BadRequestError, `got ${error}`)
    assert.deepEqual([error.error.error.type, error.error.error.param], ['invalid_request_error', 'temperature'])
  },

  async 'spent key is 402 billing_error, asked once'() {
    const requests = await requestsDuring(async () => {
      const error = await failureOf(() => client.withOptions({ apiKey: emptyKey }).messages.create(asked))
      assert.deepEqual([error.status, error.error.error.type], [402, 'billing_error'])
    })
    assert.equal(requests, 1)
  },

  async 'rate-limited provider is 503 overloaded_error'() {
    const error = await failureOf(() => client.messages.create({ ...asked, model: 'nexo-demo-error-429' }, withoutRetries))
    assert.deepEqual([error.status, error.error.error.type], [503, 'overloaded_error'])
  },

  async 'failure in mid-stream throws'() {
    const stream = client.messages.stream({ ...asked, model: 'nexo-demo-error-midstream' })
    const error = await failureOf(() => stream.finalMessage())
    assert.ok(error instanceof Anthropic.APIError, `got ${error}`)
    assert.match(error.message, /upstream_error/)
  },

  async 'abort in mid-stream'() {
    const stream = client.messages.stream(asked)
    stream.on('text', () => stream.abort())
    const error = await failureOf(() => stream.finalMessage())
    assert.ok(error instanceof Anthropic.APIUserAbortError, `got ${error}`)
  },
})
