// The Vercel AI SDK, unmodified, against a running NexoRouter. The argument names the provider package: openai or openai-compatible.
import assert from 'node:assert/strict'
import { createOpenAI } from '@ai-sdk/openai'
import { createOpenAICompatible } from '@ai-sdk/openai-compatible'
import { APICallError, generateText, isStepCount, jsonSchema, Output, StreamProviderError, streamText, tool } from 'ai'
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

const connect = {
  openai: (key) => createOpenAI({ baseURL, apiKey: key }).chat,
  'openai-compatible': (key) =>
    createOpenAICompatible({ name: 'nexorouter', baseURL, apiKey: key, includeUsage: true, supportsStructuredOutputs: true }),
}[process.argv[2]]
if (!connect) throw new Error('name the provider package: openai or openai-compatible')
const model = connect(apiKey)
const askDemo = { model: model('nexo-demo'), messages: question }

function weatherTool(asked) {
  return tool({
    description: 'Weather of a city',
    inputSchema: jsonSchema(weatherParameters),
    execute: ({ city }) => {
      asked.push(city)
      return { temperature_c: 21 }
    },
  })
}

/** The errors of a stream do not reject the text: they come as parts. */
async function partsOf(result) {
  const seen = { text: '', textParts: 0, errors: [], raw: [] }
  for await (const part of result.stream) {
    if (part.type === 'raw') seen.raw.push(part.rawValue)
    if (part.type === 'text-delta') {
      seen.text += part.text
      seen.textParts += 1
    }
    if (part.type === 'error') seen.errors.push(part.error)
  }
  return seen
}

/** Retries by the SDK's own default; a failure worth retrying would come wrapped. */
async function callErrorOf(call) {
  const error = await failureOf(() => generateText(call))
  assert.ok(APICallError.isInstance(error), `got ${error}`)
  return { error, problem: JSON.parse(error.responseBody).error }
}

await runChecks({
  async 'buffered answer with usage and cost'() {
    const answer = await generateText(askDemo)
    checkText(answer.text)
    assert.equal(answer.finishReason, 'stop')
    assert.equal(answer.response.modelId, 'nexo-demo')
    assert.ok(answer.usage.inputTokens > 0 && answer.usage.outputTokens > 0)
    assert.ok(Number(answer.response.headers['x-nexorouter-cost-usd']) > 0, 'the cost header is above zero')
  },

  async 'streamed answer equals the buffered one, with usage and cost'() {
    const whole = await generateText(askDemo)
    const result = streamText({ ...askDemo, includeRawChunks: true })
    const seen = await partsOf(result)
    assert.equal(seen.text, whole.text)
    assert.ok(seen.textParts > 1, 'the text comes in more than one part')
    const usage = await result.usage
    assert.deepEqual([usage.inputTokens, usage.outputTokens], [whole.usage.inputTokens, whole.usage.outputTokens])
    assert.ok(
      seen.raw.some((chunk) => chunk.usage?.cost > 0),
      'usage.cost is above zero',
    )
  },

  async 'tools round trip, buffered'() {
    const asked = []
    const answer = await generateText({
      model: model('nexo-demo-tools'),
      messages: weatherQuestion,
      tools: { get_weather: weatherTool(asked) },
      stopWhen: isStepCount(2),
    })
    assert.deepEqual(
      asked.map((city) => typeof city),
      ['string'],
    )
    assert.equal(answer.steps.length, 2)
    checkText(answer.text)
  },

  async 'tools round trip, streamed'() {
    const asked = []
    const seen = await partsOf(
      streamText({
        model: model('nexo-demo-tools'),
        messages: weatherQuestion,
        tools: { get_weather: weatherTool(asked) },
        stopWhen: isStepCount(2),
      }),
    )
    assert.deepEqual(
      asked.map((city) => typeof city),
      ['string'],
    )
    assert.deepEqual(seen.errors, [])
    checkText(seen.text)
  },

  async 'JSON schema answer'() {
    const { output } = await generateText({
      model: model('nexo-demo-json'),
      prompt: 'Name a city and its population.',
      output: Output.object({ schema: jsonSchema(citySchema) }),
    })
    checkCity(output)
  },

  async 'wrong key is APICallError 401, asked once'() {
    const requests = await requestsDuring(async () => {
      const { error, problem } = await callErrorOf({ ...askDemo, model: connect(wrongKey)('nexo-demo') })
      assert.deepEqual([error.statusCode, problem.code, error.isRetryable], [401, 'invalid_api_key', false])
    })
    assert.equal(requests, 1)
  },

  async 'unknown model is APICallError 404'() {
    const { error, problem } = await callErrorOf({ ...askDemo, model: model('no-such-model') })
    assert.deepEqual([error.statusCode, problem.code], [404, 'model_not_found'])
  },

  async 'temperature 3 is APICallError 400 naming the field'() {
    const { error, problem } = await callErrorOf({ ...askDemo, temperature: 3 })
    assert.deepEqual([error.statusCode, problem.code, problem.param], [400, 'invalid_request', 'temperature'])
  },

  async 'spent key is 402, asked once'() {
    const requests = await requestsDuring(async () => {
      const { error, problem } = await callErrorOf({ ...askDemo, model: connect(emptyKey)('nexo-demo') })
      assert.deepEqual([error.statusCode, problem.code], [402, 'insufficient_quota'])
    })
    assert.equal(requests, 1)
  },

  async 'rate-limited provider is 503'() {
    const { error, problem } = await callErrorOf({ ...askDemo, model: model('nexo-demo-error-429'), maxRetries: 0 })
    assert.deepEqual([error.statusCode, problem.code, error.isRetryable], [503, 'upstream_unavailable', true])
  },

  async 'failure in mid-stream is an error part, not a success'() {
    const result = streamText({ ...askDemo, model: model('nexo-demo-error-midstream'), onError: () => {} })
    const seen = await partsOf(result)
    checkText(seen.text)
    assert.deepEqual(
      seen.errors.map((error) => [StreamProviderError.isInstance(error), error.code]),
      [[true, 'upstream_error']],
    )
    assert.ok((await result.finishReason) !== 'stop', 'the stream does not end as a finished one')
  },

  async 'abort in mid-stream, and the server keeps working'() {
    const abort = new AbortController()
    const result = streamText({ ...askDemo, abortSignal: abort.signal })
    let text = ''
    let aborted = false
    for await (const part of result.stream) {
      if (part.type === 'abort') aborted = true
      if (part.type !== 'text-delta') continue
      text += part.text
      abort.abort()
    }
    assert.ok(aborted, 'the SDK reports the abort')
    const whole = (await generateText(askDemo)).text
    assert.ok(whole.length > text.length, 'the abort cut the answer short')
  },
})
