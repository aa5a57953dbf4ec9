// Large requests between dialects: read, translated and judged on another thread, so that the loop never parses one; the answer comes back all the same.
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { asId, type ProviderId } from '../../src/contract/ids.ts'
import { Secret } from '../../src/base/secret.ts'
import type { Model } from '../../src/catalog/model.ts'
import type { DialectName } from '../../src/contract/dialects.ts'
import type { TaskCapability } from '../../src/contract/tasks.ts'
import type { UpstreamTarget } from '../../src/upstream/send.ts'
import { targetWith } from '../../src/upstream/targets.ts'
import type { AskOptions } from './ask.ts'
import { openTestGateway } from './open-test-gateway.ts'
import { openVendor, sendJson } from './open-vendor.ts'

const closing: { close(): unknown }[] = []
after(() => Promise.all(closing.map((one) => one.close())))

const first = asId<ProviderId>('provider-1')
/** Bodies beyond this are large here; the answers are smaller. */
const parseAsideBytes = 10_000
const message = {
  id: 'msg_1',
  type: 'message',
  role: 'assistant',
  model: 'up',
  content: [{ type: 'text', text: 'Read.' }],
  stop_reason: 'end_turn',
  stop_sequence: null,
  usage: { input_tokens: 4_000, output_tokens: 2 },
}

interface Vendor {
  readonly dialect?: DialectName
  readonly answer?: object
  readonly capability?: TaskCapability
}

async function openHouse({ dialect = 'anthropic-messages', answer = message, capability }: Vendor = {}) {
  const vendor = await openVendor((_request, response) => sendJson(response, answer))
  const place = { provider: first, baseUrl: vendor.baseUrl, auth: { kind: 'bearer' as const }, allowPrivate: true }
  const house = await openTestGateway({
    offer: { dialect },
    ...(capability && { model: taskModel(capability) }),
    settings: { parseAsideBytes },
    deps: (deps) => {
      const own = targetWith(place, [{ name: 'only', weight: 1, secret: new Secret('a') }])
      const targets = new Map<ProviderId, UpstreamTarget>([...deps.targets(), [first, own]])
      return { targets: () => targets }
    },
  })
  closing.push(house, vendor)
  return { house, vendor }
}

function taskModel(capability: TaskCapability): Partial<Model> {
  return { capabilities: new Set([capability]), contextLength: 1_000_000, maxOutputTokens: 1 }
}

/** The longest texts that this thread parsed and printed as JSON meanwhile. */
async function whileWatched(work: () => Promise<unknown>): Promise<{ readonly parsed: number; readonly printed: number }> {
  const { parse, stringify } = JSON
  const longest = { parsed: 0, printed: 0 }
  JSON.parse = (text: string, ...more: []): unknown => {
    longest.parsed = Math.max(longest.parsed, text.length)
    return parse(text, ...more)
  }
  JSON.stringify = (value: unknown, ...more: []): string => {
    const text = stringify(value, ...more)
    longest.printed = Math.max(longest.printed, text?.length ?? 0)
    return text
  }
  try {
    await work()
    return longest
  } finally {
    Object.assign(JSON, { parse, stringify })
  }
}

const text = 'A long story. '.repeat(5_000)
const body = JSON.stringify({ model: 'test-model', messages: [{ role: 'user', content: text }], max_tokens: 50, seed: 1 })
assert.ok(body.length > parseAsideBytes)

test('this thread neither parses nor prints a large request that it translates', async () => {
  const { house, vendor } = await openHouse()
  let answer = ''
  const longest = await whileWatched(async () => void (answer = await house.chat(body).text))
  assert.equal((JSON.parse(answer) as { choices: [{ message: { content: string } }] }).choices[0].message.content, 'Read.')
  assert.ok(longest.parsed < parseAsideBytes && longest.printed < parseAsideBytes, JSON.stringify(longest))
  const sent = JSON.parse(vendor.requests[0]?.body.toString() ?? '') as { messages: [{ content: [{ text: string }] }] }
  assert.equal(sent.messages[0].content[0].text, text)
  await house.assertAtRest()
})

test('a small request is translated here: a thread would only cost it time', async () => {
  const { house } = await openHouse()
  const small = JSON.stringify({
    model: 'test-model',
    messages: [{ role: 'user', content: 'Hi' }],
    seed: 1,
    metadata: { a: 'b'.repeat(200) },
  })
  const { parsed } = await whileWatched(async () => void (await house.chat(small).text))
  assert.ok(parsed >= small.length)
})

for (const [what, strict] of [
  ['what cannot be carried of a large request is named', false],
  ['a large request that wants all of itself carried is refused by the field, before anything is sent', true],
] as const) {
  test(what, async () => {
    const { house, vendor } = await openHouse()
    const options: AskOptions = { headers: { 'x-nexorouter-strict': String(strict) } }
    const longest = await whileWatched(async () => {
      const reply = await house.chat(body, options).reply
      if (reply.kind === 'problem') assert.equal(reply.problem.param, 'seed')
      else if (reply.kind !== 'gone') assert.equal(reply.headers['x-nexorouter-dropped-params'], 'seed')
      assert.equal(reply.kind === 'problem', strict)
    })
    assert.equal(vendor.requests.length, strict ? 0 : 1)
    assert.ok(longest.parsed < parseAsideBytes, JSON.stringify(longest))
  })
}

const long = 'A long story. '.repeat(1_000)
const contentOf = (text: string) => ({ content: { parts: [{ text }] } })
const vectors = { embeddings: [{ values: [0.5, -0.25] }], usageMetadata: { promptTokenCount: 4 } }
const embedded = { object: 'list', data: [{ object: 'embedding', index: 0, embedding: [0.5] }], model: 'm', usage: { prompt_tokens: 4 } }
const chatAnswer = { ...message, usage: { input_tokens: 4, output_tokens: 2 } }
const ranked = { results: [{ index: 0, relevance_score: 0.5 }], usage: { total_tokens: 4 } }
const judged = { id: 'm', model: 'm', results: [{ flagged: false }] }

/** What is asked, of a provider of which dialect, what it answers, and a word of what it is sent. */
const others: readonly (readonly [string, Vendor, object, AskOptions, string])[] = [
  [
    'embeddings in the shape of another provider',
    { dialect: 'gemini', answer: vectors, capability: 'embeddings' },
    { model: 'test-model', input: [long], encoding_format: 'base64' },
    { task: 'embeddings' },
    'batchEmbedContents',
  ],
  [
    'embeddings as they came',
    { dialect: 'openai-chat', answer: embedded, capability: 'embeddings' },
    { model: 'test-model', input: [long] },
    { task: 'embeddings' },
    '/embeddings',
  ],
  [
    "a batch of Google's",
    { dialect: 'gemini', answer: vectors, capability: 'embeddings' },
    { requests: [{ model: 'models/test-model', ...contentOf(long) }] },
    { rest: 'test-model:batchEmbedContents' },
    'batchEmbedContents',
  ],
  [
    "one of Google's for a provider of OpenAI's shape",
    { dialect: 'openai-chat', answer: embedded, capability: 'embeddings' },
    contentOf(long),
    { rest: 'test-model:embedContent' },
    '/embeddings',
  ],
  [
    'documents to rank',
    { dialect: 'openai-chat', answer: ranked, capability: 'rerank' },
    { model: 'test-model', query: 'x', documents: [long] },
    { task: 'rerank' },
    '/rerank',
  ],
  [
    'content to judge',
    { dialect: 'openai-chat', answer: judged, capability: 'moderation' },
    { model: 'test-model', input: long },
    { task: 'moderations' },
    '/moderations',
  ],
  [
    'an older completion as a conversation',
    { answer: chatAnswer },
    { model: 'test-model', prompt: long, max_tokens: 5 },
    { task: 'completion' },
    '/messages',
  ],
  [
    'a prompt to count',
    { dialect: 'gemini', answer: { totalTokens: 42 } },
    { contents: [{ role: 'user', parts: [{ text: long }] }] },
    { rest: 'test-model:countTokens' },
    ':countTokens',
  ],
  [
    'a wrapped prompt to count',
    { dialect: 'gemini', answer: { totalTokens: 42 } },
    { generateContentRequest: { model: 'models/test-model', contents: [{ role: 'user', parts: [{ text: long }] }] } },
    { rest: 'test-model:countTokens' },
    ':countTokens',
  ],
]

for (const [what, asks, request, options, path] of others) {
  test(`this thread neither parses nor prints a large body: ${what}`, async () => {
    const { house, vendor } = await openHouse(asks)
    let answer = ''
    const large = JSON.stringify(request)
    const longest = await whileWatched(async () => void (answer = await house.chat(large, options).text))
    const [sent] = vendor.requests
    assert.ok(sent !== undefined && sent.target.includes(path), `${sent?.target}: ${answer}`)
    assert.ok(sent.body.toString().includes(long), 'the text arrives')
    assert.ok(longest.parsed < parseAsideBytes && longest.printed < parseAsideBytes, JSON.stringify(longest))
    if (path === ':countTokens') assert.deepEqual(JSON.parse(answer), { totalTokens: 42 })
    await house.assertAtRest()
  })
}
