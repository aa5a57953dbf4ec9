// LangChain for JavaScript, unmodified, against a running NexoRouter.
import assert from 'node:assert/strict'
import { HumanMessage, ToolMessage } from '@langchain/core/messages'
import { tool } from '@langchain/core/tools'
import { ChatOpenAI } from '@langchain/openai'
import { concat } from '@langchain/core/utils/stream'
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

const chat = (model, more = {}) => new ChatOpenAI({ model, apiKey, configuration: { baseURL }, ...more })
const asked = [new HumanMessage(question[0].content)]
const weather = tool(() => '{"temperature_c":21}', { name: 'get_weather', description: 'Weather of a city', schema: weatherParameters })

async function answerFrom(bound, first) {
  const [call] = first.tool_calls
  assert.equal(call.name, 'get_weather')
  assert.equal(typeof call.args.city, 'string')
  const result = await weather.invoke(call)
  assert.ok(result instanceof ToolMessage)
  const answer = await bound.invoke([new HumanMessage(weatherQuestion[0].content), first, result])
  checkText(answer.text)
}

async function wholeOf(stream) {
  let whole
  let texts = 0
  for await (const chunk of stream) {
    whole = whole === undefined ? chunk : concat(whole, chunk)
    if (chunk.text) texts += 1
  }
  return { whole, texts }
}

await runChecks({
  async 'buffered answer with usage'() {
    const answer = await chat('nexo-demo').invoke(asked)
    checkText(answer.text)
    assert.equal(answer.response_metadata.finish_reason, 'stop')
    assert.equal(answer.usage_metadata.total_tokens, answer.usage_metadata.input_tokens + answer.usage_metadata.output_tokens)
    assert.ok(answer.usage_metadata.output_tokens > 0)
  },

  async 'streamed answer equals the buffered one, with usage and cost'() {
    const expected = await chat('nexo-demo').invoke(asked)
    const { whole, texts } = await wholeOf(await chat('nexo-demo').stream(asked))
    assert.equal(whole.text, expected.text)
    assert.ok(texts > 1, 'the text comes in more than one chunk')
    assert.deepEqual(
      [whole.usage_metadata.input_tokens, whole.usage_metadata.output_tokens],
      [expected.usage_metadata.input_tokens, expected.usage_metadata.output_tokens],
    )
    assert.ok(whole.response_metadata.usage.cost > 0, 'usage.cost is above zero')
  },

  async 'tools round trip, buffered'() {
    const bound = chat('nexo-demo-tools').bindTools([weather])
    await answerFrom(bound, await bound.invoke([new HumanMessage(weatherQuestion[0].content)]))
  },

  async 'tools round trip, streamed'() {
    const bound = chat('nexo-demo-tools').bindTools([weather])
    const { whole } = await wholeOf(await bound.stream([new HumanMessage(weatherQuestion[0].content)]))
    await answerFrom(bound, whole)
  },

  async 'JSON schema answer'() {
    const structured = chat('nexo-demo-json').withStructuredOutput(citySchema, { name: 'city', method: 'jsonSchema', strict: true })
    checkCity(await structured.invoke('Name a city and its population.'))
  },

  async 'wrong key is 401, asked once'() {
    const requests = await requestsDuring(async () => {
      const error = await failureOf(() => chat('nexo-demo', { apiKey: wrongKey }).invoke(asked))
      assert.deepEqual([error.status, error.code], [401, 'invalid_api_key'])
    })
    assert.equal(requests, 1)
  },

  async 'unknown model is 404'() {
    const error = await failureOf(() => chat('no-such-model').invoke(asked))
    assert.deepEqual([error.status, error.code], [404, 'model_not_found'])
  },

  async 'temperature 3 is 400 naming the field'() {
    const error = await failureOf(() => chat('nexo-demo', { temperature: 3 }).invoke(asked))
    assert.deepEqual([error.status, error.code, error.param], [400, 'invalid_request', 'temperature'])
  },

  async 'spent key is 402, asked once'() {
    const requests = await requestsDuring(async () => {
      const error = await failureOf(() => chat('nexo-demo', { apiKey: emptyKey }).invoke(asked))
      assert.deepEqual([error.status, error.code], [402, 'insufficient_quota'])
    })
    assert.equal(requests, 1)
  },

  async 'rate-limited provider is 503'() {
    const error = await failureOf(() => chat('nexo-demo-error-429', { maxRetries: 0 }).invoke(asked))
    assert.deepEqual([error.status, error.code], [503, 'upstream_unavailable'])
  },

  async 'failure in mid-stream throws'() {
    let text = ''
    const error = await failureOf(async () => {
      for await (const chunk of await chat('nexo-demo-error-midstream').stream(asked)) text += chunk.text
      return 'a stream that ended well'
    })
    checkText(text)
    assert.equal(error.code, 'upstream_error')
  },

  async 'abort in mid-stream, and the server keeps working'() {
    const abort = new AbortController()
    let text = ''
    await failureOf(async () => {
      for await (const chunk of await chat('nexo-demo').stream(asked, { signal: abort.signal })) {
        text += chunk.text
        if (text) abort.abort()
      }
    })
    const whole = (await chat('nexo-demo').invoke(asked)).text
    assert.ok(whole.length > text.length, 'the abort cut the answer short')
  },
})
