// Exchanges over real sockets: every way a provider can fail us, and every way we refuse to reach one.
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer as createTcp, type Socket } from 'node:net'
import { after, test } from 'node:test'
import { Secret } from '../base/secret.ts'
import { ask, body, closeAll, closers, headFailure, http, json, listen, target, tcp, upstream } from './cases/loopback.ts'

after(closeAll)

test('a port where nobody listens is connect_refused', async () => {
  const server = createTcp()
  const port = await listen(server)
  server.close()
  await once(server, 'close')
  assert.deepEqual(await headFailure(upstream().send(ask(port))), { kind: 'connect_refused', status: null, retryAfterMs: null })
})

for (const code of ['ENOTFOUND', 'EAI_AGAIN']) {
  test(`a name that does not resolve (${code}) is dns_failure`, async () => {
    const { send } = upstream({ lookup: (_, __, answer) => answer(Object.assign(new Error('no'), { code, syscall: 'getaddrinfo' }), []) })
    assert.equal((await headFailure(send(ask(target('http://nowhere.example/v1'))))).kind, 'dns_failure')
  })
}

test('a server that does not speak TLS is tls_failure', async () => {
  const server = createTcp((socket) => {
    socket.on('error', () => {})
    socket.on('data', () => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'))
  })
  closers.push(() => void server.close())
  const port = await listen(server)
  assert.equal((await headFailure(upstream().send(ask(target(`https://127.0.0.1:${port}`))))).kind, 'tls_failure')
})

test('a TLS server that closes in the handshake is tls_failure', async () => {
  const server = createTcp((socket) => {
    socket.on('error', () => {})
    socket.on('data', () => socket.destroy())
  })
  closers.push(() => void server.close())
  const port = await listen(server)
  assert.equal((await headFailure(upstream().send(ask(target(`https://127.0.0.1:${port}`))))).kind, 'tls_failure')
})

test('a handshake that never ends is connect_timeout, and the socket is closed', async () => {
  const accepted: Socket[] = []
  const server = createTcp((socket) => {
    socket.on('error', () => {})
    socket.resume()
    accepted.push(socket)
  })
  closers.push(() => void server.close())
  const port = await listen(server)
  const { send, counts } = upstream({ connectTimeoutMs: 40 })
  assert.equal((await headFailure(send(ask(target(`https://127.0.0.1:${port}`))))).kind, 'connect_timeout')
  while (accepted.length < 1) await new Promise(setImmediate)
  const [socket] = accepted
  if (socket !== undefined && !socket.closed) await once(socket, 'close')
  assert.deepEqual(counts(), { busy: 0, idle: 0, origins: 1 })
})

test('a resolver that never answers is connect_timeout', async () => {
  const { send } = upstream({ connectTimeoutMs: 40, lookup: () => {} })
  assert.equal((await headFailure(send(ask(target('http://slow.example'))))).kind, 'connect_timeout')
})

const beforeHead: [string, (socket: Socket) => void, string][] = [
  ['a reset before the head', (socket) => void socket.resetAndDestroy(), 'reset_before_headers'],
  ['a close before the head', (socket) => void socket.end(), 'reset_before_headers'],
  ['a head cut in the middle', (socket) => void socket.end('HTTP/1.1 200 OK\r\ncontent-ty'), 'reset_before_headers'],
  ['something that is not HTTP', (socket) => void socket.end('hello there\r\n\r\n'), 'bad_response'],
  ['a head beyond every limit', (socket) => void socket.end(`HTTP/1.1 200 OK\r\nx: ${'a'.repeat(100_000)}\r\n\r\n`), 'bad_response'],
  [
    'an unasked upgrade',
    (socket) => void socket.write('HTTP/1.1 101 Switching\r\nconnection: upgrade\r\nupgrade: x\r\n\r\n'),
    'bad_response',
  ],
  [
    'two different lengths',
    (socket) => void socket.end('HTTP/1.1 200 OK\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\nab'),
    'bad_response',
  ],
]
for (const [name, serve, kind] of beforeHead) {
  test(`${name} is ${kind}`, async () => {
    const server = await tcp(serve)
    const { send, counts } = upstream()
    assert.equal((await headFailure(send(ask(server.port)))).kind, kind)
    assert.deepEqual(counts(), { busy: 0, idle: 0, origins: 1 })
  })
}

const head = 'HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n'
const midBody: [string, string, string][] = [
  ['a chunked body without its end', `${head}transfer-encoding: chunked\r\n\r\n4\r\nabcd\r\n`, 'truncated'],
  ['a closing chunked body without its end', `${head}connection: close\r\ntransfer-encoding: chunked\r\n\r\n4\r\nabcd\r\n`, 'truncated'],
  ['a body shorter than announced', `${head}content-length: 9\r\n\r\nabcd`, 'truncated'],
  ['a closing body shorter than announced', `${head}connection: close\r\ncontent-length: 9\r\n\r\nabcd`, 'truncated'],
  ['a chunk size that is no number', `${head}transfer-encoding: chunked\r\n\r\n4\r\nabcd\r\nzz\r\n`, 'bad_response'],
]
for (const [name, bytes, kind] of midBody) {
  test(`${name} is ${kind}, after the bytes that did arrive`, async () => {
    const server = await tcp((socket) => void socket.end(bytes))
    const exchange = upstream().send(ask(server.port))
    await exchange.head
    assert.deepEqual(await body(exchange), { text: 'abcd', failure: { kind, status: 200, retryAfterMs: null }, endings: 1 })
  })
}

for (const framing of [
  'transfer-encoding: chunked\r\n\r\n4\r\nabcd\r\n',
  'content-length: 9\r\n\r\nabcd',
  'connection: close\r\n\r\nabcd',
]) {
  test(`a reset in the middle of a body is reset (${framing.split('\r')[0]})`, async () => {
    const server = await tcp((socket) => void socket.write(head + framing))
    const exchange = upstream().send(ask(server.port))
    await exchange.head
    const result = await body(exchange, () => void server.sockets[0]?.resetAndDestroy())
    assert.deepEqual(result, { text: 'abcd', failure: { kind: 'reset', status: 200, retryAfterMs: null }, endings: 1 })
  })
}

test('a body that ends with its connection is complete', async () => {
  const server = await tcp((socket) => void socket.end('HTTP/1.0 200 OK\r\n\r\nabcd'))
  const exchange = upstream().send(ask(server.port))
  await exchange.head
  assert.deepEqual(await body(exchange), { text: 'abcd', failure: null, endings: 1 })
})

test('interim answers, 100 and 103, are not the answer', async () => {
  const server = await tcp((socket) => {
    socket.write('HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nlink: </x>\r\n\r\n')
    setTimeout(() => socket.write('HTTP/1.1 200 OK\r\nx-final: yes\r\ncontent-length: 2\r\n\r\nok'), 20)
  })
  const { send } = upstream()
  for (let turn = 0; turn < 2; turn++) {
    const exchange = send(ask(server.port))
    const { status, headers } = await exchange.head
    assert.deepEqual([status, headers['x-final'], headers.link], [200, 'yes', undefined])
    assert.equal((await body(exchange)).text, 'ok')
  }
  assert.equal(server.sockets.length, 1)
})

test('bytes nobody asked for on an idle socket never answer the next request', async () => {
  let turn = 0
  const server = await tcp((socket) => {
    turn += 1
    socket.write(`HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nturn${turn}`)
    if (turn === 1) setTimeout(() => socket.write('HTTP/1.1 200 OK\r\ncontent-length: 6\r\n\r\npoison'), 20)
  })
  const { send, counts } = upstream()
  assert.equal((await body(send(ask(server.port)))).text, 'turn1')
  while (counts().idle > 0) await new Promise(setImmediate)
  assert.equal((await body(send(ask(server.port)))).text, 'turn2')
})

test('a compressed answer is bad_response: we asked for none', async () => {
  const server = await http((_, response) => void response.writeHead(200, { 'content-encoding': 'gzip' }).end('x'))
  assert.equal((await headFailure(upstream().send(ask(server.port)))).kind, 'bad_response')
})

test('a compressed error keeps its status and loses its body', async () => {
  const server = await http((_, response) => void response.writeHead(429, { 'content-encoding': 'gzip' }).end('x'))
  const exchange = upstream().send(ask(server.port))
  assert.equal((await exchange.head).status, 429)
  assert.deepEqual(await body(exchange), { text: '', failure: null, endings: 1 })
})

test('a body beyond its limit is too_large and its socket is closed, while one at the limit passes', async () => {
  const sizes = [1_048_576, 1_048_577, 50_000_000]
  const gone: Promise<unknown>[] = []
  const server = await http((_, response) => {
    const size = sizes.shift() ?? 0
    if (size > 1_048_576) gone.push(new Promise((resolve) => response.socket?.on('close', resolve)))
    response.write(Buffer.alloc(size))
    response.end()
  })
  const { send } = upstream()
  const whole = await body(send(ask(server.port, { bytesMax: 1_048_576 })))
  assert.deepEqual([whole.failure, whole.text.length], [null, 1_048_576])
  for (let turn = 0; turn < 2; turn++) {
    const result = await body(send(ask(server.port, { bytesMax: 1_048_576 })))
    assert.deepEqual(result.failure, { kind: 'too_large', status: 200, retryAfterMs: null })
    assert.ok(result.text.length <= 1_048_576)
  }
  await Promise.all(gone)
})

const privateUrls = [
  'http://127.0.0.1',
  'http://[::1]',
  'http://[::ffff:127.0.0.1]',
  'http://localhost',
  'http://2130706433',
  'http://169.254.169.254',
]
for (const url of privateUrls) {
  test(`${url} is refused unless the operator allowed private addresses`, async () => {
    const server = await http((_, response) => json(response, 'inside'))
    const { send, counts } = upstream()
    const to = target(`${url}:${server.port}/v1`, { allowPrivate: false })
    assert.deepEqual(await headFailure(send(ask(to))), { kind: 'address_refused', status: null, retryAfterMs: null })
    assert.equal(server.connections(), 0)
    assert.equal(counts().busy, 0)
  })
}

test('a socket opened for a target that may be private never serves one that may not', async () => {
  const server = await http((_, response) => json(response, 'inside'))
  const { send } = upstream()
  const base = `http://127.0.0.1:${server.port}`
  assert.equal((await body(send(ask(target(base))))).failure, null)
  assert.equal((await headFailure(send(ask(target(base, { allowPrivate: false }))))).kind, 'address_refused')
})

for (const baseUrl of ['', 'not a url', 'file:///etc/passwd', 'ftp://example.com']) {
  test(`the base URL "${baseUrl}" is refused, not thrown`, async () => {
    assert.equal((await headFailure(upstream().send(ask(target(baseUrl))))).kind, 'address_refused')
  })
}

test('a header value that would start another header never leaves', async () => {
  const server = await http((_, response) => json(response, '{}'))
  const { send, counts } = upstream()
  for (const value of ['a\r\nx-injected: 1', 'a\nb', 'a\0b', 'a\u2028b']) {
    assert.equal((await headFailure(send(ask(server.port, { headers: { 'x-note': value } })))).kind, 'bad_request')
  }
  assert.equal((await headFailure(send(ask(server.port, { headers: { 'x note\r\n': 'a' } })))).kind, 'bad_request')
  assert.equal((await headFailure(send(ask(server.port, { path: '/a b\r\n' })))).kind, 'bad_request')
  const broken = target(`http://127.0.0.1:${server.port}`, { credential: new Secret('sk-test\n') })
  assert.equal((await headFailure(send(ask(broken)))).kind, 'unauthorized')
  assert.equal(server.requests.length, 0)
  assert.equal(counts().busy, 0)
})
