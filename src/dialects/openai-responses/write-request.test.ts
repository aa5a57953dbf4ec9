// What a Responses request says to a provider of the same wire, beside the bytes of its caller.
import { bufferOf } from '../../base/byte-text.ts'
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readRequest } from './read-request.ts'
import { writeRequest } from './write-request.ts'

const offer = { upstreamModel: 'theirs', outputCapField: 'max_tokens', takesStreamOptions: false, dropsParams: [] } as const

test("what codex tells its own vendor of its installation goes no further, because OpenAI's API refuses it", () => {
  const asked = { model: 'm', input: 'Hi', client_metadata: { 'x-codex-installation-id': 'b2c4' } }
  const read = readRequest(Buffer.from(JSON.stringify(asked)), { depthMax: 64, valuesMax: 10_000 })
  assert.ok(read.ok)
  const { body, dropped } = writeRequest(read.value, offer, 100, false)
  assert.deepEqual(JSON.parse(bufferOf(body).toString()), { model: 'theirs', input: 'Hi', max_output_tokens: 100, store: false })
  assert.deepEqual(dropped, ['client_metadata'])
})
