// What a chat completion request must look like, as a table of bodies and the field that is named.
import { bufferOf } from '../../base/byte-text.ts'
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readRequest } from './read-request.ts'
import { writeRequest } from './write-request.ts'

const limits = { depthMax: 64, valuesMax: 10_000 }
const user = { role: 'user', content: 'hi' }
const read = (body: unknown) => readRequest(Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)), limits)

const refused: readonly [string, unknown, string | null][] = [
  ['an empty body', '', null],
  ['broken JSON', '{"model":', null],
  ['JSON with a trailing comma', '{"model":"a","messages":[],}', null],
  ['an array', [], null],
  ['no model', { messages: [user] }, 'model'],
  ['an empty model', { model: '', messages: [user] }, 'model'],
  ['a model that is a number', { model: 7, messages: [user] }, 'model'],
  ['no messages', { model: 'a' }, 'messages'],
  ['empty messages', { model: 'a', messages: [] }, 'messages'],
  ['messages that are a text', { model: 'a', messages: 'hi' }, 'messages'],
  ['a message that is a text', { model: 'a', messages: ['hi'] }, 'messages[0]'],
  ['a message without a role', { model: 'a', messages: [user, { content: 'x' }] }, 'messages[1].role'],
  ['content that is a number', { model: 'a', messages: [{ role: 'user', content: 5 }] }, 'messages[0].content'],
  ['a part without a type', { model: 'a', messages: [{ role: 'user', content: [{ text: 'x' }] }] }, 'messages[0].content[0]'],
  ['a text part without text', { model: 'a', messages: [{ role: 'user', content: [{ type: 'text' }] }] }, 'messages[0].content[0].text'],
  [
    'an image without a URL',
    { model: 'a', messages: [{ role: 'user', content: [{ type: 'image_url', image_url: {} }] }] },
    'messages[0].content[0].image_url.url',
  ],
  ['a temperature above 2', { model: 'a', messages: [user], temperature: 2.01 }, 'temperature'],
  ['a temperature below 0', { model: 'a', messages: [user], temperature: -0.1 }, 'temperature'],
  ['a temperature that is a text', { model: 'a', messages: [user], temperature: '1' }, 'temperature'],
  ['top_p above 1', { model: 'a', messages: [user], top_p: 1.1 }, 'top_p'],
  ['max_tokens of 0', { model: 'a', messages: [user], max_tokens: 0 }, 'max_tokens'],
  ['max_tokens with a fraction', { model: 'a', messages: [user], max_tokens: 1.5 }, 'max_tokens'],
  ['max_tokens of 2^53', { model: 'a', messages: [user], max_tokens: 2 ** 53 }, 'max_tokens'],
  ['max_tokens of 1e400', '{"model":"a","messages":[{"role":"user","content":"x"}],"max_tokens":1e400}', 'max_tokens'],
  ['max_completion_tokens of -1', { model: 'a', messages: [user], max_completion_tokens: -1 }, 'max_completion_tokens'],
  ['n of 0', { model: 'a', messages: [user], n: 0 }, 'n'],
  ['n of 129', { model: 'a', messages: [user], n: 129 }, 'n'],
  ['stream as a text', { model: 'a', messages: [user], stream: 'true' }, 'stream'],
  ['include_usage as a text', { model: 'a', messages: [user], stream_options: { include_usage: 'yes' } }, 'stream_options.include_usage'],
  ['tools that are an object', { model: 'a', messages: [user], tools: {} }, 'tools'],
  ['a tool without a type', { model: 'a', messages: [user], tools: [{ function: {} }] }, 'tools'],
  ['a response_format without a type', { model: 'a', messages: [user], response_format: {} }, 'response_format'],
  ['a name twice', '{"model":"a","model":"b","messages":[]}', 'model'],
]
for (const [name, body, param] of refused) {
  test(`a request with ${name} is refused${param === null ? '' : ` naming ${param}`}`, () => {
    const result = read(body)
    assert.ok(!result.ok)
    assert.equal(result.problem.code, 'invalid_request')
    assert.equal(result.problem.param ?? null, param)
    assert.ok(result.problem.message.length > 20)
  })
}

test('the ends of every range are inside it, and null stands for absent', () => {
  for (const more of [
    { temperature: 0 },
    { temperature: 2 },
    { top_p: 0 },
    { top_p: 1 },
    { max_tokens: 1 },
    { temperature: null, max_tokens: null, stream: null, tools: null, stop: null },
  ]) {
    assert.ok(read({ model: 'a', messages: [user], ...more }).ok, JSON.stringify(more))
  }
})

test('a request with a prototype in it changes nothing', () => {
  assert.ok(read('{"model":"a","messages":[{"role":"user","content":"x"}],"__proto__":{"polluted":true}}').ok)
  assert.equal(({} as Record<string, unknown>)['polluted'], undefined)
})

test('inlined images are counted as images and not as text', () => {
  const image = { type: 'image_url', image_url: { url: `data:image/png;base64,${'A'.repeat(10_000)}` } }
  const result = read({ model: 'a', messages: [{ role: 'user', content: [{ type: 'text', text: 'what is this? é' }, image] }] })
  assert.ok(result.ok)
  assert.equal(result.value.images, 1)
  assert.ok(result.value.asciiBytes < 300)
  assert.equal(result.value.otherBytes, 2)
})

const offer = { upstreamModel: 'up-1', outputCapField: 'max_tokens', takesStreamOptions: true, dropsParams: [] } as const

test("what goes upstream is the caller's own bytes with only what must change changed", () => {
  const body = '{"model":"a", "messages":[{"role":"user","content":"h\\u0069"}],"seed":12345678901234567890,"x_vendor":{"b":1,"a":2}}'
  const result = read(body)
  assert.ok(result.ok)
  const written = writeRequest(result.value, offer, 100, false)
  assert.equal(
    bufferOf(written.body).toString(),
    '{"model":"up-1","messages":[{"role":"user","content":"h\\u0069"}],"seed":12345678901234567890,"x_vendor":{"b":1,"a":2},"max_tokens":100}',
  )
})

test('the output cap goes into the field that the offer names, and usage is always asked of a stream', () => {
  const result = read({ model: 'a', messages: [user], stream: true, max_tokens: 9, stream_options: { include_obfuscation: false } })
  assert.ok(result.ok)
  const written = writeRequest(result.value, { ...offer, outputCapField: 'max_completion_tokens' }, 9, true)
  assert.deepEqual(JSON.parse(bufferOf(written.body).toString()), {
    model: 'up-1',
    messages: [user],
    stream: true,
    max_completion_tokens: 9,
    stream_options: { include_obfuscation: false, include_usage: true },
  })
})

test('stream_options is left out where the offer refuses it, and harmless fields it refuses are dropped and named', () => {
  const result = read({ model: 'a', messages: [user], stream: true, logit_bias: {}, seed: 1 })
  assert.ok(result.ok)
  const written = writeRequest(result.value, { ...offer, takesStreamOptions: false, dropsParams: ['logit_bias', 'user'] }, 9, true)
  assert.deepEqual(Object.keys(JSON.parse(bufferOf(written.body).toString()) as object), [
    'model',
    'messages',
    'stream',
    'seed',
    'max_tokens',
  ])
  assert.deepEqual(written.dropped, ['logit_bias'])
})
