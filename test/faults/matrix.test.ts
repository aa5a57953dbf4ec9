// Every row of the fault matrix has a test that plays it: the table says which, and this test that it is still there. C4, C15: played here.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { connect } from 'node:net'
import { after, test } from 'node:test'
import { openTestServer, type TestServer } from '../../src/http/open-test-server.ts'
import type { Call } from '../../src/gateway/call.ts'
import { rows } from './upstream-matrix.ts'

/** Rows whose tests stand elsewhere, as [row, file, words of the test's name]. */
const elsewhere: readonly (readonly [string, string, string])[] = [
  ['U2', 'src/upstream/upstream-faults.test.ts', 'is dns_failure'],
  ['U2', 'src/upstream/upstream-faults.test.ts', 'a resolver that never answers is connect_timeout'],
  ['U4', 'src/upstream/upstream-faults.test.ts', 'a handshake that never ends is connect_timeout, and the socket is closed'],
  ['U14', 'src/upstream/upstream-faults.test.ts', 'a reset in the middle of a body is reset'],
  ['U18', 'src/upstream/upstream-faults.test.ts', 'a body beyond its limit is too_large and its socket is closed'],
  ['U23', 'src/upstream/upstream-faults.test.ts', 'interim answers, 100 and 103, are not the answer'],
  ['U24', 'src/upstream/upstream-faults.test.ts', 'bytes nobody asked for on an idle socket never answer the next request'],
  ['C1', 'test/gateway/handle-chat.test.ts', 'a client that leaves while its money is being held pays nothing'],
  ['C1', 'test/gateway/handle-chat.test.ts', 'a client that leaves before the first output pays nothing'],
  ['C1', 'test/gateway/relay-stream.test.ts', 'a client that leaves in the middle closes the upstream and pays what was received'],
  ['C1', 'test/gateway/relay-stream.test.ts', 'a client that leaves after the last word is billed what the provider counted'],
  ['C1', 'test/gateway/continue.test.ts', 'a client that leaves while the next provider is asked'],
  ['C2', 'src/http/client-stream.test.ts', 'a slow reader turns write to false, and drain follows when it reads on'],
  ['C2', 'test/gateway/relay-stream.test.ts', 'while the client reads nothing, the silence of the upstream is not its fault'],
  ['C3', 'src/http/client-stream.test.ts', 'a client that takes nothing is cut after the no-progress time and reported gone'],
  ['C5', 'src/http/inbound-limits.test.ts', 'a body over the limit is refused at its declared length'],
  ['C6', 'src/http/inbound-limits.test.ts', 'the body must be uncompressed JSON in UTF-8'],
  ['C7', 'src/base/json-scan.test.ts', 'the scan refuses'],
  ['C8', 'test/fuzz/targets.ts', 'polluted'],
  ['C9', 'src/http/inbound-limits.test.ts', '100 headers are taken'],
  ['C10', 'src/http/inbound-limits.test.ts', 'requests that two servers could read in two ways are refused and the connection closes'],
  ['C11', 'src/http/inbound-limits.test.ts', 'a head that comes too slowly is refused'],
  ['C12', 'src/http/server.test.ts', 'an encoded slash is no path separator anywhere else'],
  ['C13', 'src/http/hostile-wire.test.ts', 'a body in another transfer coding than chunks is refused'],
  ['C14', 'src/http/inbound-limits.test.ts', 'CONNECT is refused'],
  ['C15', 'src/http/inbound-limits.test.ts', 'an anonymous upload is never read into memory'],
  [
    'P2',
    'test/system/drain.test.ts',
    'SIGTERM with open streams: not ready at once, nothing new admitted, every stream ends whole, exit 0',
  ],
  ['P2', 'test/system/drain.test.ts', 'a stream that does not end in time gets an error event at the deadline'],
]

const here = ['C4', 'C15']
const wanted = [...Array.from({ length: 25 }, (_, at) => `U${at + 1}`), ...Array.from({ length: 15 }, (_, at) => `C${at + 1}`), 'P2']

test('no row of the matrix is without a test', () => {
  const played = new Set([...rows.map(({ id }) => id), ...elsewhere.map(([id]) => id), ...here])
  assert.deepEqual(
    wanted.filter((id) => !played.has(id)),
    [],
  )
  for (const [id, file, words] of elsewhere) {
    assert.ok(readFileSync(new URL(`../../${file}`, import.meta.url), 'utf8').includes(words), `${id}: no test of ${file} says "${words}"`)
  }
})

const servers: TestServer[] = []
after(() => Promise.all(servers.map((server) => server[Symbol.asyncDispose]())))

const head = (length: number, more = ''): string =>
  `POST /v1/chat/completions HTTP/1.1\r\nhost: a\r\nauthorization: Bearer sk-nxr-x\r\ncontent-type: application/json\r\ncontent-length: ${length}\r\n${more}\r\n`

test('C4: a client that closes its half after the request is answered, or treated as gone, and nothing stays open', async () => {
  const calls: Call[] = []
  const server = await openTestServer({
    plane: {
      chat: async (call) => {
        calls.push(call)
        await call.readBody()
        return { kind: 'json', body: '{"answer":1}', headers: {} }
      },
    },
  })
  servers.push(server)
  const socket = connect({ port: server.port, host: '127.0.0.1', allowHalfOpen: true })
  let text = ''
  socket.on('data', (bytes) => (text += String(bytes)))
  const ended = new Promise((resolve) => socket.on('close', resolve))
  socket.end(`${head(2)}{}`)
  socket.on('end', () => socket.destroy())
  await ended
  assert.equal(calls.length, 1)
  assert.ok(text.includes('{"answer":1}') || calls[0]?.gone === true)
  assert.equal(server.openAnswers(), 0)
})

test('C15: slow and endless uploads without a key hold no memory and no honest client up', async () => {
  const server = await openTestServer({
    plane: {
      chat: async (call) =>
        call.credential.ok
          ? { kind: 'json', body: '{"ok":true}', headers: {} }
          : { kind: 'problem', problem: call.credential.problem, headers: {} },
    },
  })
  servers.push(server)
  const hostile = Array.from({ length: 100 }, () => {
    const socket = connect(server.port, '127.0.0.1')
    socket.on('error', () => {})
    socket.write(
      'POST /v1/chat/completions HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\ncontent-length: 20000000\r\n\r\n{"messages":',
    )
    return socket
  })
  const honest = await Promise.all(
    Array.from({ length: 50 }, async () => {
      const response = await fetch(`${server.url}/v1/chat/completions`, {
        method: 'POST',
        headers: { authorization: `Bearer sk-nxr-${'x'.repeat(38)}`, 'content-type': 'application/json' },
        body: '{}',
      })
      return response.status
    }),
  )
  assert.deepEqual([...new Set(honest)], [200])
  for (const socket of hostile) socket.destroy()
})
