// The Responses half of the `openai` package, unmodified, against a running NexoRouter.
import assert from 'node:assert/strict'
import OpenAI from 'openai'
import { apiKey, baseURL, checkCity, checkText, citySchema, emptyKey, failureOf, requestsDuring, runChecks, wrongKey } from './checks.mjs'
import { question, weatherParameters, weatherQuestion } from './checks.mjs'

const client = new OpenAI({ baseURL, apiKey })
const tools = [{ type: 'function', name: 'get_weather', description: 'Weather of a city', parameters: weatherParameters, strict: false }]
const asked = { model: 'nexo-demo', input: question }
const withoutRetries = { maxRetries: 0 }

async function answerFrom(response) {
  const call = response.output.find((item) => item.type === 'function_call')
  assert.equal(call.name, 'get_weather')
  assert.equal(typeof JSON.parse(call.arguments).city, 'string')
  const result = { type: 'function_call_output', call_id: call.call_id, output: '{"temperature_c":21}' }
  const answer = await client.responses.create({ model: 'nexo-demo-tools', input: [...weatherQuestion, ...response.output, result], tools })
  assert.equal(answer.status, 'completed')
  checkText(answer.output_text)
}

await runChecks({
  async 'buffered answer with usage and cost'() {
    const { data, response } = await client.responses.create(asked).withResponse()
    checkText(data.output_text)
    assert.deepEqual([data.model, data.status], ['nexo-demo', 'completed'])
    assert.equal(data.usage.total_tokens, data.usage.input_tokens + data.usage.output_tokens)
    assert.ok(data.usage.cost > 0, 'usage.cost is above zero')
    assert.ok(Number(response.headers.get('x-nexorouter-cost-usd')) > 0, 'the cost header is above zero')
  },

  async 'streamed answer equals the buffered one, its events numbered without a gap'() {
    const whole = await client.responses.create(asked)
    const seen = { text: '', numbers: [] }
    let last
    for await (const event of await client.responses.create({ ...asked, stream: true })) {
      seen.numbers.push(event.sequence_number)
      if (event.type === 'response.output_text.delta') seen.text += event.delta
      last = event
    }
    assert.equal(seen.text, whole.output_text)
    assert.deepEqual(
      seen.numbers,
      seen.numbers.map((_, at) => at),
    )
    assert.equal(last.type, 'response.completed')
    assert.ok(last.response.usage.cost > 0, 'usage.cost is above zero')
  },

  async 'the stream helper assembles the same response, reasoning first'() {
    const response = await client.responses.stream({ ...asked, model: 'nexo-demo-reasoning' }).finalResponse()
    assert.deepEqual(
      response.output.map((item) => item.type),
      ['reasoning', 'message'],
    )
    checkText(response.output[0].summary[0].text)
    checkText(response.output_text)
  },

  async 'tools round trip, buffered'() {
    await answerFrom(await client.responses.create({ model: 'nexo-demo-tools', input: weatherQuestion, tools }))
  },

  async 'tools round trip, streamed'() {
    await answerFrom(await client.responses.stream({ model: 'nexo-demo-tools', input: weatherQuestion, tools }).finalResponse())
  },

  async 'JSON schema answer'() {
    const format = { type: 'json_schema', name: 'city', strict: true, schema: citySchema }
    const response = await client.responses.parse({ model: 'nexo-demo-json', input: 'Name a city and its population.', text: { format } })
    checkCity(response.output_parsed)
  },

  async 'what needs a memory is BadRequestError naming the field'() {
    const error = await failureOf(() => client.responses.create({ ...asked, previous_response_id: 'resp_1' }))
    assert.ok(error instanceof OpenAI.BadRequestError, `got ${error}`)
    assert.equal(error.param, 'previous_response_id')
    assert.ok((await failureOf(() => client.responses.retrieve('resp_1'))) instanceof OpenAI.NotFoundError)
    assert.ok((await failureOf(() => client.responses.delete('resp_1'))) instanceof OpenAI.NotFoundError)
  },

  async 'wrong key is AuthenticationError'() {
    const error = await failureOf(() => client.withOptions({ apiKey: wrongKey }).responses.create(asked))
    assert.ok(error instanceof OpenAI.AuthenticationError, `got ${error}`)
  },

  async 'spent key is 402, asked once'() {
    const requests = await requestsDuring(async () => {
      const error = await failureOf(() => client.withOptions({ apiKey: emptyKey }).responses.create(asked))
      assert.deepEqual([error.status, error.code], [402, 'insufficient_quota'])
    })
    assert.equal(requests, 1)
  },

  async 'rate-limited provider is 503 InternalServerError'() {
    const error = await failureOf(() => client.responses.create({ ...asked, model: 'nexo-demo-error-429' }, withoutRetries))
    assert.ok(error instanceof OpenAI.InternalServerError, `got ${error}`)
  },

  async 'failure in mid-stream throws'() {
    const error = await failureOf(async () => {
      for await (const _ of await client.responses.create({ ...asked, model: 'nexo-demo-error-midstream', stream: true }));
      return 'a stream that ended well'
    })
    assert.ok(error instanceof OpenAI.APIError, `got ${error}`)
    assert.equal(error.code, 'upstream_error')
  },

  async 'abort in mid-stream'() {
    const stream = await client.responses.create({ ...asked, stream: true })
    for await (const event of stream) if (event.type === 'response.output_text.delta') stream.controller.abort()
  },
})
