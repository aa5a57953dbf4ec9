// The counter must be right before a retry count means anything.
import assert from 'node:assert/strict'
import http from 'node:http'
import type { AddressInfo } from 'node:net'
import { test } from 'node:test'
import { startCountingForwarder } from './counting-forwarder.ts'

test('every request is counted once, on new and on kept connections, and the bytes pass unchanged', async (t) => {
  const server = http.createServer((request, response) => {
    const parts: Buffer[] = []
    request.on('data', (part: Buffer) => parts.push(part)).on('end', () => response.end(Buffer.concat(parts)))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const forwarder = await startCountingForwarder((server.address() as AddressInfo).port)
  t.after(() => {
    forwarder.close()
    server.closeAllConnections()
    server.close()
  })
  const large = 'x'.repeat(300_000)
  for (const [body, headers] of [
    ['a', {}],
    [large, {}],
    ['b', { connection: 'close' }],
    ['c', {}],
  ] as const) {
    const answer = await fetch(forwarder.origin, { method: 'POST', body, headers })
    assert.equal(await answer.text(), body)
  }
  assert.equal(forwarder.requests(), 4)
  assert.equal(await (await fetch(forwarder.counterUrl)).text(), '4')
})
