// The `openai` package, unmodified, against a running NexoRouter.
import assert from 'node:assert/strict'
import OpenAI from 'openai'
import {
  apiKey,
  baseURL,
  checkCity,
  checkText,
  citySchema,
  emptyKey,
  failureOf,
  question,
  requestsDuring,
  runChecks,
  weatherParameters,
  weatherQuestion,
  wrongKey,
} from './checks.mjs'

const client = new OpenAI({ baseURL, apiKey })
const tools = [{ type: 'function', function: { name: 'get_weather', description: 'Weather of a city', parameters: weatherParameters } }]
const withoutRetries = { maxRetries: 0 }

async function answerFrom(completion) {
  const message = completion.choices[0].message
  assert.equal(completion.choices[0].finish_reason, 'tool_calls')
  const call = message.tool_calls[0]
  assert.equal(call.function.name, 'get_weather')
  assert.equal(typeof JSON.parse(call.function.arguments).city, 'string')
  const messages = [...weatherQuestion, message, { role: 'tool', tool_call_id: call.id, content: '{"temperature_c":21}' }]
  const answer = await client.chat.completions.create({ model: 'nexo-demo-tools', messages, tools })
  assert.equal(answer.choices[0].finish_reason, 'stop')
  checkText(answer.choices[0].message.content)
}

async function readWhole(stream) {
  const seen = { text: '', textChunks: 0, usage: null, finish: null }
  for await (const chunk of stream) {
    const delta = chunk.choices[0]?.delta?.content
    if (delta) {
      seen.text += delta
      seen.textChunks += 1
    }
    seen.finish = chunk.choices[0]?.finish_reason ?? seen.finish
    seen.usage = chunk.usage ?? seen.usage
  }
  return seen
}

await runChecks({
  async 'models are listed'() {
    const ids = []
    for await (const model of client.models.list()) ids.push(model.id)
    for (const id of ['nexo-demo', 'nexo-demo-tools', 'nexo-demo-json']) assert.ok(ids.includes(id), `${id} is in ${ids}`)
  },

  async 'a model is retrieved'() {
    const model = await client.models.retrieve('nexo-demo')
    assert.equal(model.id, 'nexo-demo')
    assert.equal(model.object, 'model')
  },

  async 'buffered answer with usage and cost'() {
    const { data, response } = await client.chat.completions.create({ model: 'nexo-demo', messages: question }).withResponse()
    checkText(data.choices[0].message.content)
    assert.equal(data.model, 'nexo-demo')
    assert.equal(data.usage.total_tokens, data.usage.prompt_tokens + data.usage.completion_tokens)
    assert.ok(data.usage.completion_tokens > 0)
    assert.ok(Number(response.headers.get('x-nexorouter-cost-usd')) > 0, 'the cost header is above zero')
    assert.ok(data._request_id, 'the request ID is where the SDK looks for it')
  },

  async 'streamed answer equals the buffered one, with usage and cost'() {
    const whole = await client.chat.completions.create({ model: 'nexo-demo', messages: question })
    const stream = await client.chat.completions.create({
      model: 'nexo-demo',
      messages: question,
      stream: true,
      stream_options: { include_usage: true },
    })
    const seen = await readWhole(stream)
    assert.equal(seen.text, whole.choices[0].message.content)
    assert.ok(seen.textChunks > 1, 'the text comes in more than one chunk')
    assert.equal(seen.finish, 'stop')
    assert.deepEqual([seen.usage.prompt_tokens, seen.usage.completion_tokens], [whole.usage.prompt_tokens, whole.usage.completion_tokens])
    assert.ok(seen.usage.cost > 0, 'usage.cost is above zero')
  },

  async 'no usage chunk unless asked for'() {
    const seen = await readWhole(await client.chat.completions.create({ model: 'nexo-demo', messages: question, stream: true }))
    checkText(seen.text)
    assert.equal(seen.usage, null)
  },

  async 'the stream helper assembles the same message'() {
    const runner = client.chat.completions.stream({ model: 'nexo-demo', messages: question })
    let text = ''
    runner.on('content', (delta) => {
      text += delta
    })
    assert.equal(await runner.finalContent(), text)
    checkText(text)
  },

  async 'tools round trip, buffered'() {
    await answerFrom(await client.chat.completions.create({ model: 'nexo-demo-tools', messages: weatherQuestion, tools }))
  },

  async 'tools round trip, streamed'() {
    await answerFrom(
      await client.chat.completions.stream({ model: 'nexo-demo-tools', messages: weatherQuestion, tools }).finalChatCompletion(),
    )
  },

  async 'JSON schema answer'() {
    const completion = await client.chat.completions.parse({
      model: 'nexo-demo-json',
      messages: [{ role: 'user', content: 'Name a city and its population.' }],
      response_format: { type: 'json_schema', json_schema: { name: 'city', strict: true, schema: citySchema } },
    })
    checkCity(JSON.parse(completion.choices[0].message.content))
  },

  async 'wrong key is AuthenticationError, asked once'() {
    const requests = await requestsDuring(async () => {
      const error = await failureOf(() =>
        client.withOptions({ apiKey: wrongKey }).chat.completions.create({ model: 'nexo-demo', messages: question }),
      )
      assert.ok(error instanceof OpenAI.AuthenticationError, `got ${error}`)
      assert.deepEqual([error.status, error.code], [401, 'invalid_api_key'])
      assert.ok(error.requestID, 'the error carries the request ID')
    })
    assert.equal(requests, 1)
  },

  async 'unknown model is NotFoundError'() {
    const error = await failureOf(() => client.chat.completions.create({ model: 'no-such-model', messages: question }))
    assert.ok(error instanceof OpenAI.NotFoundError, `got ${error}`)
    assert.deepEqual([error.status, error.code], [404, 'model_not_found'])
  },

  async 'temperature 3 is BadRequestError naming the field'() {
    const error = await failureOf(() => client.chat.completions.create({ model: 'nexo-demo', messages: question, temperature: 3 }))
    assert.ok(error instanceof OpenAI.BadRequestError, `got ${error}`)
    assert.deepEqual([error.status, error.code, error.param], [400, 'invalid_request', 'temperature'])
  },

  async 'spent key is 402, asked once'() {
    const requests = await requestsDuring(async () => {
      const error = await failureOf(() =>
        client.withOptions({ apiKey: emptyKey }).chat.completions.create({ model: 'nexo-demo', messages: question }),
      )
      assert.ok(error instanceof OpenAI.APIError, `got ${error}`)
      assert.deepEqual([error.status, error.code], [402, 'insufficient_quota'])
    })
    assert.equal(requests, 1)
  },

  async 'rate-limited provider is 503 InternalServerError'() {
    const error = await failureOf(() =>
      client.chat.completions.create({ model: 'nexo-demo-error-429', messages: question }, withoutRetries),
    )
    assert.ok(error instanceof OpenAI.InternalServerError, `got ${error}`)
    assert.deepEqual([error.status, error.code], [503, 'upstream_unavailable'])
    assert.ok(Number(error.headers.get('retry-after')) > 0, 'retry-after is told')
  },

  async 'failing provider is 502 and not asked again: x-should-retry is honoured'() {
    const requests = await requestsDuring(async () => {
      const error = await failureOf(() => client.chat.completions.create({ model: 'nexo-demo-error-500', messages: question }))
      assert.ok(error instanceof OpenAI.InternalServerError, `got ${error}`)
      assert.deepEqual([error.status, error.code], [502, 'upstream_error'])
    })
    assert.equal(requests, 1)
  },

  async 'failure in mid-stream throws'() {
    const seen = { text: '' }
    const error = await failureOf(async () => {
      const stream = await client.chat.completions.create({ model: 'nexo-demo-error-midstream', messages: question, stream: true })
      for await (const chunk of stream) seen.text += chunk.choices[0]?.delta?.content ?? ''
      return 'a stream that ended well'
    })
    checkText(seen.text)
    assert.ok(error instanceof OpenAI.APIError, `got ${error}`)
    assert.equal(error.code, 'upstream_error')
  },

  async 'abort in mid-stream, and the server keeps working'() {
    const stream = await client.chat.completions.create({ model: 'nexo-demo', messages: question, stream: true })
    let text = ''
    for await (const chunk of stream) {
      text += chunk.choices[0]?.delta?.content ?? ''
      if (text) stream.controller.abort()
    }
    const whole = (await client.chat.completions.create({ model: 'nexo-demo', messages: question })).choices[0].message.content
    assert.ok(whole.length > text.length, 'the abort cut the answer short')
  },

  async 'abort before the first token'() {
    const signal = AbortSignal.timeout(300)
    let text = ''
    try {
      for await (const chunk of await client.chat.completions.create(
        { model: 'nexo-demo-slow', messages: question, stream: true },
        { signal },
      )) {
        text += chunk.choices[0]?.delta?.content ?? ''
      }
    } catch (error) {
      assert.ok(error instanceof OpenAI.APIUserAbortError, `got ${error}`)
    }
    assert.ok(signal.aborted, 'the answer did not come before the abort')
    assert.equal(text, '')
  },
})
