// Requests that try to say two things at once, or to incur what has no price.
import { bufferOf } from '../../base/byte-text.ts'
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { scanJsonObject } from '../../base/json-scan.ts'
import { readRequest } from './read-request.ts'
import { writeRequest } from './write-request.ts'

const limits = { depthMax: 64, valuesMax: 10_000 }
const offer = { upstreamModel: 'up', outputCapField: 'max_tokens', takesStreamOptions: true, dropsParams: ['logit_bias'] } as const
const messages = '"messages":[{"role":"user","content":"x"}]'
const read = (body: string) => readRequest(Buffer.from(body), limits)

const escaped: readonly [string, string][] = [
  ['model', `{"mod\\u0065l":"a",${messages}}`],
  ['max_tokens', `{"model":"a",${messages},"max_tok\\u0065ns":100000}`],
  ['max_completion_tokens', `{"model":"a",${messages},"max_completion_tok\\u0065ns":100000}`],
  ['max_completion_tokens beside a small max_tokens', `{"model":"a",${messages},"max_tokens":1,"max_completion_tok\\u0065ns":100000}`],
  ['stream', `{"model":"a",${messages},"str\\u0065am":true}`],
  ['stream_options', `{"model":"a",${messages},"stream":true,"stream_option\\u0073":{"include_usage":false}}`],
]
for (const [name, body] of escaped) {
  test(`the field ${name} written with an escape is refused, or sent once`, () => {
    const request = read(body)
    if (!request.ok) return assert.equal(request.problem.code, 'invalid_request')
    const { body: written } = writeRequest(request.value, offer, 5, request.value.stream)
    assert.equal(scanJsonObject(bufferOf(written), limits).ok, true, bufferOf(written).toString())
    const sent = JSON.parse(bufferOf(written).toString()) as Record<string, unknown>
    assert.equal(sent['max_completion_tokens'], undefined)
    assert.equal(sent['max_tokens'], 5)
  })
}

const unpriced: readonly [string, string][] = [
  ['a video by URL', '{"type":"video_url","video_url":{"url":"https://example.com/film.mp4"}}'],
  ['a file by URL', '{"type":"file","file":{"file_url":"https://example.com/book.pdf"}}'],
  ['a file by ID', '{"type":"file","file":{"file_id":"file-1"}}'],
]
for (const [name, part] of unpriced) {
  test(`${name}, whose size nobody can bound, is refused`, () => {
    const request = read(`{"model":"a","messages":[{"role":"user","content":[${part}]}]}`)
    assert.equal(request.ok, false)
  })
}
