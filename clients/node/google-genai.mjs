// The `@google/genai` package, unmodified, against a running NexoRouter.
import assert from 'node:assert/strict'
import { ApiError, GoogleGenAI } from '@google/genai'
import { apiKey, baseURL, checkCity, checkText, citySchema, emptyKey, failureOf, requestsDuring, runChecks, wrongKey } from './checks.mjs'

const withKey = (key) => new GoogleGenAI({ apiKey: key, httpOptions: { baseUrl: new URL(baseURL).origin } }).models
const models = withKey(apiKey)
const asked = { model: 'nexo-demo', contents: 'In one sentence: what does a router do?' }
const weather = { role: 'user', parts: [{ text: 'What is the weather in Paris?' }] }
const parameters = { type: 'OBJECT', properties: { city: { type: 'STRING' } }, required: ['city'] }
const config = { tools: [{ functionDeclarations: [{ name: 'get_weather', description: 'Weather of a city', parameters }] }] }

async function answerFrom(call, content) {
  assert.equal(call.name, 'get_weather')
  assert.equal(typeof call.args.city, 'string')
  const functionResponse = { id: call.id, name: call.name, response: { output: '{"temperature_c":21}' } }
  const contents = [weather, content, { role: 'user', parts: [{ functionResponse }] }]
  checkText((await models.generateContent({ model: 'nexo-demo-tools', contents, config })).text)
}

await runChecks({
  async 'models are listed in the shape of the SDK'() {
    const names = []
    for await (const model of await models.list()) names.push(model.name)
    assert.ok(names.includes('models/nexo-demo'), `${names}`)
    assert.equal((await models.get({ model: 'nexo-demo' })).name, 'models/nexo-demo')
  },

  async 'buffered answer with usage'() {
    const answer = await models.generateContent(asked)
    checkText(answer.text)
    assert.equal(answer.candidates[0].finishReason, 'STOP')
    const { promptTokenCount, candidatesTokenCount, totalTokenCount } = answer.usageMetadata
    assert.equal(totalTokenCount, promptTokenCount + candidatesTokenCount)
  },

  async 'streamed answer equals the buffered one, with usage'() {
    const whole = await models.generateContent(asked)
    const seen = { text: '', chunks: 0, last: null }
    for await (const chunk of await models.generateContentStream(asked)) {
      seen.text += chunk.text ?? ''
      seen.chunks += 1
      seen.last = chunk
    }
    assert.equal(seen.text, whole.text)
    assert.ok(seen.chunks > 2, 'the text comes in more than one chunk')
    assert.equal(seen.last.candidates[0].finishReason, 'STOP')
    assert.equal(seen.last.usageMetadata.candidatesTokenCount, whole.usageMetadata.candidatesTokenCount)
  },

  async 'reasoning arrives as thoughts'() {
    const answer = await models.generateContent({ ...asked, model: 'nexo-demo-reasoning' })
    assert.ok(answer.candidates[0].content.parts.some((part) => part.thought && part.text))
    assert.ok(answer.usageMetadata.thoughtsTokenCount > 0)
  },

  async 'tools round trip, buffered'() {
    const answer = await models.generateContent({ model: 'nexo-demo-tools', contents: [weather], config })
    await answerFrom(answer.functionCalls[0], answer.candidates[0].content)
  },

  async 'tools round trip, streamed'() {
    const parts = []
    for await (const chunk of await models.generateContentStream({ model: 'nexo-demo-tools', contents: [weather], config }))
      parts.push(...(chunk.candidates[0].content?.parts ?? []))
    await answerFrom(parts.find((part) => part.functionCall).functionCall, { role: 'model', parts })
  },

  async 'JSON schema answer'() {
    const format = { responseMimeType: 'application/json', responseJsonSchema: citySchema }
    const answer = await models.generateContent({ model: 'nexo-demo-json', contents: 'Name a city and its population.', config: format })
    checkCity(JSON.parse(answer.text))
  },

  async 'input tokens are counted'() {
    assert.ok((await models.countTokens(asked)).totalTokens > 0)
  },

  async 'embeddings, one vector a content, of the length asked for'() {
    const asked = { model: 'nexo-demo-embedding', contents: ['The cat sat', 'A cat sat', 'Revenue grew'], config: { outputDimensionality: 64 } }
    const { embeddings } = await models.embedContent(asked)
    assert.deepEqual(
      embeddings.map(({ values }) => values.length),
      [64, 64, 64],
    )
    const near = (a, b) => embeddings[a].values.reduce((sum, value, at) => sum + value * embeddings[b].values[at], 0)
    assert.ok(near(0, 1) > near(0, 2), 'near texts are near')
  },

  async 'wrong key is ApiError 401, asked once'() {
    const requests = await requestsDuring(async () => {
      const error = await failureOf(() => withKey(wrongKey).generateContent(asked))
      assert.ok(error instanceof ApiError, `got ${error}`)
      assert.equal(error.status, 401)
    })
    assert.equal(requests, 1)
  },

  async 'unknown model is ApiError 404'() {
    assert.equal((await failureOf(() => models.generateContent({ ...asked, model: 'no-such-model' }))).status, 404)
  },

  async 'temperature 3 is ApiError 400 naming the field'() {
    const error = await failureOf(() => models.generateContent({ ...asked, config: { temperature: 3 } }))
    assert.equal(error.status, 400)
    assert.match(error.message, /INVALID_ARGUMENT.*temperature/)
  },

  async 'spent key is 402, asked once'() {
    const requests = await requestsDuring(async () => {
      assert.equal((await failureOf(() => withKey(emptyKey).generateContent(asked))).status, 402)
    })
    assert.equal(requests, 1)
  },

  async 'rate-limited provider is 503'() {
    assert.equal((await failureOf(() => models.generateContent({ ...asked, model: 'nexo-demo-error-429' }))).status, 503)
  },

  async 'failure in mid-stream throws'() {
    const error = await failureOf(async () => {
      for await (const _ of await models.generateContentStream({ ...asked, model: 'nexo-demo-error-midstream' }));
      return 'a stream that ended well'
    })
    assert.ok(error instanceof ApiError, `got ${error}`)
  },

  async 'abort in mid-stream'() {
    const controller = new AbortController()
    let text = ''
    try {
      for await (const chunk of await models.generateContentStream({ ...asked, config: { abortSignal: controller.signal } })) {
        text += chunk.text ?? ''
        if (text) controller.abort()
      }
    } catch (error) {
      assert.match(String(error), /abort/i)
    }
    checkText(text)
  },
})
