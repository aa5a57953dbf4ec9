// Interim 100 answers never reach the parser, however they are cut.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { dropContinue, type Readable } from './interim-response.ts'

const interim = 'HTTP/1.1 100 Continue\r\nx-note: one\r\n\r\n'
const final = 'HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok'

function readAll(chunks: readonly Buffer[], awaitingHead: () => boolean): string {
  const queue = [...chunks]
  const socket: Readable = { read: () => queue.shift() ?? null }
  dropContinue(socket, awaitingHead)
  let text = ''
  for (;;) {
    const chunk = socket.read()
    if (chunk === null) return text
    text += chunk.toString()
  }
}

test('interim answers are dropped at every cut, the final one passes whole', () => {
  const cuts = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 12 })
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 3 }), cuts, (count, sizes) => {
      const bytes = Buffer.from(interim.repeat(count) + final)
      const chunks: Buffer[] = []
      for (let at = 0, turn = 0; at < bytes.length; turn++) {
        const size = sizes[turn % sizes.length] ?? 1
        chunks.push(bytes.subarray(at, at + size))
        at += size
      }
      assert.equal(
        readAll(chunks, () => true),
        final,
      )
    }),
  )
})

test('a body that looks like an interim answer is left alone', () => {
  assert.equal(
    readAll([Buffer.from(interim)], () => false),
    interim,
  )
})

test('an interim head that never ends is handed over once it is too large', () => {
  const endless = `HTTP/1.1 100 Continue\r\nx: ${'a'.repeat(9_000)}`
  assert.equal(
    readAll([Buffer.from(endless)], () => true),
    endless,
  )
})
