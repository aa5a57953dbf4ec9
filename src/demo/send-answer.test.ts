// Cases for sending over a real socket: a lost client ends the work, a slow one holds it up.
import assert from 'node:assert/strict'
import { createServer, type ServerResponse } from 'node:http'
import { connect, type AddressInfo } from 'node:net'
import { test } from 'node:test'
import { sendEvents } from './send-answer.ts'

/** Events without end: the sending only ends when the client is gone. */
function* endless(seen: { count: number }, text: string): Generator<string> {
  for (;;) {
    seen.count += 1
    yield text
  }
}

for (const [what, pace] of [
  ['before the first event', { firstMs: 3_600_000, tokenMs: 0 }],
  ['between two events', { firstMs: 0, tokenMs: 3_600_000 }],
  ['in full flow', { firstMs: 0, tokenMs: 0 }],
] as const) {
  test(`a client that leaves ${what} ends the stream at once`, async () => {
    const seen = { count: 0 }
    await leave((response, begun) => {
      const sent = sendEvents(response, endless(seen, 'x'.repeat(4_096)), pace, '')
      begun()
      return sent
    })
    const after = seen.count
    await new Promise((resolve) => setImmediate(resolve))
    assert.equal(seen.count, after)
  })
}

test('a reader that reads nothing holds the stream up within the buffers', async () => {
  const seen = { count: 0 }
  await leave(async (response, begun) => {
    const sent = sendEvents(response, endless(seen, 'x'.repeat(65_536)), { firstMs: 0, tokenMs: 0 }, '')
    let before = -1
    // Waits until a whole turn of the clock brings no further event.
    while (before !== seen.count) {
      before = seen.count
      await new Promise((resolve) => setTimeout(resolve, 30))
    }
    begun()
    return sent
  })
  assert.ok(seen.count < 1_000, String(seen.count))
})

/** Opens a socket that never reads, lets the work begin, leaves, and resolves when the work ended. */
async function leave(work: (response: ServerResponse, begun: () => void) => Promise<void>): Promise<void> {
  const ended = Promise.withResolvers<void>()
  const server = createServer((_request, response) => {
    work(response, () => socket.destroy()).then(ended.resolve, ended.reject)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1')
  socket.pause()
  socket.write('GET / HTTP/1.1\r\nhost: a\r\n\r\n')
  await ended.promise
  await new Promise((resolve) => server.close(resolve))
}
