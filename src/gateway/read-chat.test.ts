// Reading a request's body: a reader that fails is a refusal like any other, so the caller's record and problem are written.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readChat } from './read-chat.ts'

test('a reader that throws ends in a refusal, and in the log', async () => {
  const logged: unknown[] = []
  const client = {
    name: 'rerank',
    readRequest(): never {
      throw new RangeError('Invalid string length')
    },
  } as const
  const deps = { settings: { parseAsideBytes: 1_000, jsonDepthMax: 64 }, log: { error: (fields: unknown) => logged.push(fields) } }
  const here = () => assert.fail('a small body is read here')
  const largeBodies = { read: here, translate: here, close: async () => undefined }
  const read = await readChat(Buffer.from('{}'), { client }, deps, { largeBodies })
  assert.equal(!read.ok && read.problem.code, 'gateway_error')
  assert.match(JSON.stringify(logged.map((one) => Object.keys(one as object))), /error/)
})
