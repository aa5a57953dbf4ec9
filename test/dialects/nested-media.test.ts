// Pictures and files that stand deeper in a request than its messages: they cost the same there, so they are counted or refused.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { DialectName } from '../../src/contract/dialects.ts'
import { dialectNamed } from '../../src/dialects/registry.ts'

const limits = { depthMax: 64, valuesMax: 10_000 }

function read(dialect: DialectName, body: object) {
  return dialectNamed(dialect).readRequest(Buffer.from(JSON.stringify(body)), limits, { model: 'm', stream: false })
}

const hello = [{ role: 'user', parts: [{ text: 'hello' }] }]
const far = { fileData: { fileUri: 'https://video.example/an-hour-long' } }
const picture = { inlineData: { mimeType: 'image/png', data: 'A'.repeat(4_000) } }
const response = (part: object) => [{ role: 'user', parts: [{ functionResponse: { name: 'look', response: {}, parts: [part] } }] }]

test('a file elsewhere is refused wherever it stands', () => {
  const cases: readonly (readonly [dialect: DialectName, body: object, param: string])[] = [
    ['gemini', { contents: response(far) }, 'contents[0].parts[0].functionResponse.parts[0].fileData'],
    ['gemini', { contents: hello, system_instruction: { parts: { file_data: far.fileData } } }, 'systemInstruction.parts[0].fileData'],
    ['gemini', { contents: { parts: far } }, 'contents[0].parts[0].fileData'],
  ]
  for (const [dialect, body, param] of cases) {
    const request = read(dialect, body)
    assert.equal(request.ok ? null : request.problem.param, param)
  }
})

test('a picture is counted as one wherever it stands, and its bytes are no text', () => {
  const gemini = read('gemini', { contents: response(picture) })
  assert.ok(gemini.ok && gemini.value.images === 1 && gemini.value.asciiBytes < 300)
  const image = { type: 'image', source: { type: 'url', url: 'https://pictures.example/1.png' } }
  const document = { type: 'document', source: { type: 'content', content: [image, { type: 'text', text: 'a' }, image] } }
  const messages = read('anthropic-messages', { model: 'm', messages: [{ role: 'user', content: [document] }] })
  assert.ok(messages.ok && messages.value.images === 2)
})

test('one value where a list is meant is read as a list of it, as the vendor does', () => {
  const client = dialectNamed('gemini')
  const request = read('gemini', { system_instruction: { parts: { text: 'Be a cat.' } }, contents: { parts: { text: 'Hello' } } })
  assert.ok(request.ok)
  assert.equal(request.value.messages, 1)
  const { messages, left } = client.requestToCommon(request.value)
  assert.deepEqual(left, [])
  assert.deepEqual(
    messages.map(({ role, parts }) => [role, parts]),
    [
      ['system', [{ kind: 'text', text: 'Be a cat.' }]],
      ['user', [{ kind: 'text', text: 'Hello' }]],
    ],
  )
})
