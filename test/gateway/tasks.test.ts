// Tasks through one gateway: what goes upstream in which shape, what comes back, what is held and charged, and what is refused before any of it.
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import type { Model } from '../../src/catalog/model.ts'
import type { DialectName } from '../../src/contract/dialects.ts'
import type { TaskName } from '../../src/contract/tasks.ts'
import { nanoPerToken, openTestGateway, type TestGateway, type TestOptions } from './open-test-gateway.ts'
import { hello } from './open-test-streams.ts'

const open: TestGateway[] = []
async function gatewayOver(dialect: DialectName, model: Partial<Model>, options: TestOptions = {}): Promise<TestGateway> {
  const gateway = await openTestGateway({ ...options, model, offer: { dialect, ...options.offer } })
  open.push(gateway)
  return gateway
}
after(() => Promise.all(open.map((gateway) => gateway.close())))

function answering(house: TestGateway, answer: object): void {
  const body = Buffer.from(JSON.stringify(answer)).toString('latin1')
  const bytes = `HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`
  house.providers[0]?.script('*', { then: { kind: 'raw', bytes, then: 'keep' } })
}

interface Sent {
  readonly path: string
  readonly body: Record<string, unknown>
}

function sentBy(house: TestGateway): Sent {
  const [call] = house.providers[0]?.calls ?? []
  return { path: call?.path ?? '', body: JSON.parse(call?.bodyText ?? '{}') as Record<string, unknown> }
}

const embedder: Partial<Model> = { capabilities: new Set(['embeddings']), contextLength: 8_000, maxOutputTokens: 1 }
const asked = { model: 'test-model', input: ['a cat', 'a dog'], dimensions: 2, vendor_extra: 12345678901234567890n.toString() }
const openaiAnswer = {
  object: 'list',
  data: [
    { object: 'embedding', index: 0, embedding: [0.5, -0.25] },
    { object: 'embedding', index: 1, embedding: [1, 0] },
  ],
  model: 'upstream-model',
  usage: { prompt_tokens: 4, total_tokens: 4 },
}
const geminiAnswer = { embeddings: [{ values: [0.5, -0.25] }, { values: [1, 0] }], usageMetadata: { promptTokenCount: 4 } }
const geminiBatch = {
  requests: ['a cat', 'a dog'].map((text) => ({ model: 'models/test-model', content: { parts: [{ text }] }, outputDimensionality: 2 })),
}

test('embeddings of an OpenAI provider: one body with the model changed, charged by its count, no output', async () => {
  const house = await gatewayOver('openai-chat', embedder)
  answering(house, openaiAnswer)
  const call = house.chat(asked, { task: 'embeddings' })
  assert.deepEqual(JSON.parse(await call.text), { ...openaiAnswer, model: 'test-model' })
  const { path, body } = sentBy(house)
  assert.match(path, /\/embeddings$/)
  assert.deepEqual(body, { ...asked, model: 'upstream-model' })
  const record = await house.record(call.call.requestId)
  assert.deepEqual([record?.tokens.prompt, record?.tokens.completion, record?.estimated], [4, 0, false])
  assert.equal(record?.costNano, 4n * nanoPerToken)
  await house.assertAtRest()
})

test('an OpenAI client of a Google provider: vectors in the encoding that it asked for', async () => {
  for (const encoding of ['float', 'base64'] as const) {
    const house = await gatewayOver('gemini', embedder)
    answering(house, geminiAnswer)
    const call = house.chat({ ...asked, encoding_format: encoding, user: 'u' }, { task: 'embeddings' })
    const answer = JSON.parse(await call.text) as typeof openaiAnswer
    const [first] = answer.data
    const vector = encoding === 'float' ? first?.embedding : floatsOf(String(first?.embedding))
    assert.deepEqual(vector, [0.5, -0.25])
    assert.deepEqual([answer.model, answer.usage.prompt_tokens, answer.data[1]?.index], ['test-model', 4, 1])
    const { path, body } = sentBy(house)
    assert.match(path, /\/models\/upstream-model:batchEmbedContents$/)
    assert.deepEqual(body, {
      requests: geminiBatch.requests.map((request) => ({ ...request, model: 'models/upstream-model' })),
    })
    const reply = await call.reply
    assert.equal('headers' in reply && reply.headers['x-nexorouter-dropped-params'], 'user')
  }
})

function floatsOf(base64: string): number[] {
  const bytes = Buffer.from(base64, 'base64')
  return Array.from({ length: bytes.length / 4 }, (_, at) => bytes.readFloatLE(at * 4))
}

test('a Google client, batch and single, of an OpenAI provider and of its own', async () => {
  const single = { content: { parts: [{ text: 'a cat' }] }, taskType: 'RETRIEVAL_QUERY' }
  const cases: readonly [DialectName, string, object, object, object][] = [
    ['openai-chat', 'batchEmbedContents', geminiBatch, openaiAnswer, geminiAnswer.embeddings],
    ['gemini', 'batchEmbedContents', geminiBatch, geminiAnswer, geminiAnswer.embeddings],
    ['openai-chat', 'embedContent', single, { ...openaiAnswer, data: openaiAnswer.data.slice(0, 1) }, { values: [0.5, -0.25] }],
    ['gemini', 'embedContent', single, { embedding: { values: [0.5, -0.25] } }, { values: [0.5, -0.25] }],
  ]
  for (const [dialect, method, body, answer, vectors] of cases) {
    const house = await gatewayOver(dialect, embedder)
    answering(house, answer)
    const call = house.chat(body, { rest: `test-model:${method}` })
    const said = JSON.parse(await call.text) as Record<string, unknown>
    assert.deepEqual(said['embeddings'] ?? said['embedding'], vectors, `${method} over ${dialect}`)
    assert.match(sentBy(house).path, dialect === 'gemini' ? new RegExp(`upstream-model:${method}$`) : /\/embeddings$/)
    const reply = await call.reply
    const dropped = 'headers' in reply ? reply.headers['x-nexorouter-dropped-params'] : undefined
    assert.equal(dropped, dialect === 'openai-chat' && method === 'embedContent' ? 'taskType' : undefined)
    const record = await house.record(call.call.requestId)
    assert.equal(record?.estimated, answer === cases[3]?.[3], 'who counts nothing is estimated')
    await house.assertAtRest()
  }
})

const refusals: readonly [string, Partial<Model>, TaskName | 'chat', object, string][] = [
  ['a model that only talks', {}, 'embeddings', asked, 'invalid_request model'],
  ['a conversation with a model that only embeds', embedder, 'chat', hello, 'invalid_request model'],
  ['no input', embedder, 'embeddings', { model: 'test-model' }, 'invalid_request input'],
  ['an empty text', embedder, 'embeddings', { ...asked, input: ['a', ''] }, 'invalid_request input'],
  ['texts and tokens mixed', embedder, 'embeddings', { ...asked, input: ['a', [1]] }, 'invalid_request input'],
  ['half a dimension', embedder, 'embeddings', { ...asked, dimensions: 1.5 }, 'invalid_request dimensions'],
  ['an unknown encoding', embedder, 'embeddings', { ...asked, encoding_format: 'hex' }, 'invalid_request encoding_format'],
  ['no model', embedder, 'embeddings', { input: 'a' }, 'invalid_request model'],
  ['another model', embedder, 'embeddings', { ...asked, model: 'x' }, 'model_not_found model'],
]
for (const [what, model, task, body, expected] of refusals) {
  test(`refused before anything goes upstream: ${what}`, async () => {
    const house = await gatewayOver('openai-chat', model)
    const reply = await house.chat(body, task === 'chat' ? {} : { task }).reply
    assert.ok(reply.kind === 'problem', `it is refused: ${reply.kind}`)
    assert.equal(`${reply.problem.code} ${reply.problem.param}`, expected)
    assert.equal(house.providers[0]?.calls.length, 0)
    await house.assertAtRest()
  })
}

test('token IDs are counted, held exactly, and sent only to providers that can read them', async () => {
  const tokens = { model: 'test-model', input: [Array.from({ length: 500 }, (_, at) => at)] }
  const google = await gatewayOver('gemini', embedder)
  const refused = await google.chat(tokens, { task: 'embeddings' }).reply
  assert.ok(refused.kind === 'problem' && refused.problem.code === 'invalid_request')
  const house = await gatewayOver('openai-chat', embedder)
  answering(house, { ...openaiAnswer, usage: undefined })
  const call = house.chat(tokens, { task: 'embeddings' })
  await call.text
  const record = await house.record(call.call.requestId)
  assert.equal(record?.holdNano, (500n + 16n + 64n) * nanoPerToken)
  assert.deepEqual([record?.estimated, record?.tokens.prompt], [true, 506])
})

test('what the account cannot pay for is refused; what its provider fails to do costs nothing', async () => {
  const poor = await gatewayOver('openai-chat', embedder, { balanceNano: 10n })
  const refused = await poor.chat(asked, { task: 'embeddings' }).reply
  assert.ok(refused.kind === 'problem' && refused.problem.code === 'insufficient_quota')
  assert.equal(poor.providers[0]?.calls.length, 0)
  const house = await gatewayOver('openai-chat', embedder, { settings: { attemptsMax: 1 } })
  for (const [answer, code] of [
    [{ ...openaiAnswer, data: [] }, 'upstream_error'],
    [{ error: { message: 'no' } }, 'upstream_error'],
    [[1], 'upstream_error'],
  ] as const) {
    answering(house, answer)
    const call = house.chat(asked, { task: 'embeddings' })
    const reply = await call.reply
    assert.ok(reply.kind === 'problem', 'it is an error')
    assert.equal(reply.problem.code, code)
    assert.equal((await house.record(call.call.requestId))?.costNano, 0n)
  }
  await house.assertAtRest()
})

test('a strict caller is refused what the provider has no word for', async () => {
  const house = await gatewayOver('gemini', embedder)
  const strict = { task: 'embeddings' as const, headers: { 'x-nexorouter-strict': 'true' } }
  const reply = await house.chat({ ...asked, user: 'u' }, strict).reply
  assert.ok(reply.kind === 'problem')
  assert.equal(reply.problem.param, 'user')
})

test('a body above the size that is read aside is read there', async () => {
  const house = await gatewayOver('openai-chat', embedder, { settings: { parseAsideBytes: 10 } })
  answering(house, openaiAnswer)
  assert.match(await house.chat(asked, { task: 'embeddings' }).text, /0\.5/)
})
