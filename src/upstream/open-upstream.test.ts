// Exchanges over real sockets: what goes out, what comes back, reuse, limits, pause and abort.
import assert from 'node:assert/strict'
import { once } from 'node:events'
import type { ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { after, test } from 'node:test'
import { ask, body, closeAll, headFailure, http, json, target, tcp, upstream } from './cases/loopback.ts'

after(closeAll)

test('an answer arrives with its head and its whole body, and nothing but our own headers goes out', async () => {
  const server = await http((_, response) => json(response, '{"ok":true}'))
  const { send, counts } = upstream({ version: '1.2.3' })
  const headers = { 'x-request-id': 'r1', authorization: 'Bearer stolen', host: 'evil.example', 'content-type': 'text/html' }
  const exchange = send(ask(server.port, { headers, accept: 'text/event-stream' }))
  assert.equal((await exchange.head).status, 200)
  assert.equal((await exchange.head).headers['content-type'], 'application/json')
  assert.deepEqual(await body(exchange), { text: '{"ok":true}', failure: null, endings: 1 })
  const seen = server.requests[0]
  assert.equal(seen?.url, '/v1/chat/completions')
  assert.deepEqual(seen?.headers, {
    host: `127.0.0.1:${server.port}`,
    connection: 'keep-alive',
    accept: 'text/event-stream',
    'accept-encoding': 'identity',
    'user-agent': 'nexorouter/1.2.3',
    'content-type': 'application/json',
    authorization: 'Bearer sk-test',
    'x-request-id': 'r1',
    'content-length': '7',
  })
  assert.deepEqual(counts(), { busy: 0, idle: 1, origins: 1 })
})

test('a named header carries the credential where the provider wants it, and no credential where it wants none', async () => {
  const server = await http((_, response) => json(response, '{}'))
  const { send } = upstream()
  const base = `http://127.0.0.1:${server.port}`
  await body(send(ask(target(base, { auth: { kind: 'header', header: 'x-api-key' } }), { headers: { 'X-Api-Key': 'mine' } })))
  await body(send(ask(target(base, { auth: { kind: 'none' } }), { method: 'GET', body: null, path: '/models' })))
  const [first, second] = server.requests
  assert.equal(first?.headers['x-api-key'], 'sk-test')
  assert.equal(first?.headers.authorization, undefined)
  assert.equal(second?.headers.authorization, undefined)
  assert.equal(second?.headers['content-type'], undefined)
  assert.equal(second?.method, 'GET')
})

test('one socket serves one request after another', async () => {
  const server = await http((_, response) => json(response, 'x'.repeat(200_000)))
  const { send } = upstream()
  for (let turn = 0; turn < 5; turn++) assert.equal((await body(send(ask(server.port)))).text.length, 200_000)
  assert.equal(server.connections(), 1)
})

test('requests at once beyond the limit fail as overloaded, and the place comes back', async () => {
  const waiting: ServerResponse[] = []
  const server = await http((_, response) => void waiting.push(response))
  const { send, counts } = upstream({ socketsPerOriginMax: 2 })
  const open = [send(ask(server.port)), send(ask(server.port))]
  assert.equal((await headFailure(send(ask(server.port)))).kind, 'overloaded')
  while (waiting.length < 2) await new Promise(setImmediate)
  for (const response of waiting) json(response, '{}')
  for (const exchange of open) assert.equal((await body(exchange)).failure, null)
  assert.equal(counts().busy, 0)
  const next = send(ask(server.port))
  while (waiting.length < 3) await new Promise(setImmediate)
  waiting[2]?.end('{}')
  assert.equal((await next.head).status, 200)
})

test('errors of the provider arrive as heads, not as failures', async () => {
  const server = await http((_, response) => void response.writeHead(503, { 'retry-after': '7' }).end('{"error":"busy"}'))
  const exchange = upstream().send(ask(server.port))
  assert.deepEqual([(await exchange.head).status, (await exchange.head).headers['retry-after']], [503, '7'])
  assert.equal((await body(exchange)).text, '{"error":"busy"}')
})

test('a redirect is a head like any other and is not followed', async () => {
  const inside = await http((_, response) => json(response, 'secret'))
  const server = await http((_, response) => void response.writeHead(302, { location: `http://127.0.0.1:${inside.port}/meta` }).end())
  const exchange = upstream().send(ask(server.port))
  assert.equal((await exchange.head).status, 302)
  assert.equal((await body(exchange)).failure, null)
  assert.equal(inside.requests.length, 0)
})

test('the last of repeated headers wins', async () => {
  const server = await tcp((socket) => socket.write('HTTP/1.1 200 OK\r\nx-a: 1\r\nX-A: 2\r\n__proto__: 3\r\ncontent-length: 0\r\n\r\n'))
  const { headers } = await upstream().send(ask(server.port)).head
  assert.equal(headers['x-a'], '2')
  assert.equal(Object.getPrototypeOf(headers), null)
})

test('abort while waiting for the head closes the socket and rejects the head', async () => {
  const server = await http(() => {})
  const { send, counts } = upstream()
  const exchange = send(ask(server.port))
  while (server.requests.length === 0) await new Promise(setImmediate)
  const closed = once(server.requests[0]?.socket as Socket, 'close')
  exchange.abort()
  exchange.abort()
  assert.equal((await headFailure(exchange)).kind, 'aborted')
  await closed
  assert.deepEqual(counts(), { busy: 0, idle: 0, origins: 1 })
})

test('abort in the middle of a body closes the socket and ends the sink once', async () => {
  const server = await http((_, response) => void response.write('first'))
  const exchange = upstream().send(ask(server.port))
  await exchange.head
  const closed = once(server.requests[0]?.socket as Socket, 'close')
  const result = await body(exchange, () => {
    exchange.abort()
    exchange.abort()
  })
  assert.deepEqual(result, { text: 'first', failure: { kind: 'aborted', status: 200, retryAfterMs: null }, endings: 1 })
  await closed
})

test('abort between head and read closes the socket, and a later read fails', async () => {
  const server = await http((_, response) => void response.write('first'))
  const exchange = upstream().send(ask(server.port))
  await exchange.head
  const closed = once(server.requests[0]?.socket as Socket, 'close')
  exchange.abort()
  assert.equal((await body(exchange)).failure?.kind, 'aborted')
  await closed
})

test('abort while connecting ends the exchange at once and closes the socket', async () => {
  const { send, counts } = upstream({ lookup: () => {} })
  const exchange = send(ask(target('http://slow.example')))
  exchange.abort()
  assert.equal((await headFailure(exchange)).kind, 'aborted')
  assert.deepEqual(counts(), { busy: 0, idle: 0, origins: 1 })
})

test('abort after the end does not harm the socket, which serves the next request', async () => {
  const server = await http((_, response) => json(response, '{}'))
  const { send } = upstream()
  const exchange = send(ask(server.port))
  await exchange.head
  await body(exchange)
  exchange.abort()
  assert.equal((await body(send(ask(server.port)))).failure, null)
  assert.equal(server.connections(), 1)
})

/** Writes without end and tells how many bytes the other side took before the socket stood still. */
function flood(response: ServerResponse): { settled(): Promise<number> } {
  let written = 0
  const block = Buffer.alloc(65_536)
  const pump = (): void => {
    while (!response.destroyed && response.write(block)) written += block.length
  }
  response.on('drain', pump)
  pump()
  return {
    async settled() {
      for (let last = -1, same = 0; same < 20; ) {
        await new Promise((resolve) => setTimeout(resolve, 5))
        same = written === last ? same + 1 : 0
        last = written
      }
      return written
    },
  }
}

test('nothing is read beyond a little before read, nor while paused, and everything after resume', async () => {
  const floods: ReturnType<typeof flood>[] = []
  const server = await http((_, response) => void floods.push(flood(response)))
  const exchange = upstream().send(ask(server.port, { bytesMax: 1e12 }))
  await exchange.head
  const [running] = floods
  assert.ok(running !== undefined)
  const beforeRead = await running.settled()
  let received = 0
  const ended = body(exchange, (chunk) => {
    received += chunk.length
    if (received === chunk.length) exchange.pause()
  })
  const whilePaused = await running.settled()
  assert.ok(received <= 262_144, `${received} bytes reached a paused sink`)
  assert.ok(whilePaused - beforeRead <= 1_048_576, `${whilePaused - beforeRead} bytes were taken while paused`)
  exchange.resume()
  while (received < whilePaused + 5_000_000) await new Promise(setImmediate)
  exchange.abort()
  assert.equal((await ended).failure?.kind, 'aborted')
})

test('pausing in the middle loses no byte and no order', async () => {
  const text = Array.from({ length: 40_000 }, (_, index) => `line ${index}\n`).join('')
  const server = await http((_, response) => void response.end(text))
  const exchange = upstream().send(ask(server.port))
  await exchange.head
  const result = await body(exchange, () => {
    exchange.pause()
    setImmediate(() => exchange.resume())
  })
  assert.equal(result.failure, null)
  assert.ok(result.text === text)
})

test('unused origins make room for new ones', async () => {
  const server = await http((_, response) => json(response, '{}'))
  const { send, counts } = upstream({ originsMax: 2 })
  for (const name of ['a', 'b', 'c', 'd']) {
    const to = target(`http://${name}.localhost:${server.port}`)
    const exchange = send(ask(to))
    await exchange.head.catch(() => {})
    exchange.abort()
  }
  assert.ok(counts().origins <= 2)
})

test('close ends open exchanges and refuses new ones', async () => {
  const server = await http((_, response) => void response.write('first'))
  const opened = upstream()
  const exchange = opened.send(ask(server.port))
  await exchange.head
  const result = body(exchange)
  await opened.close()
  assert.equal((await result).failure?.kind, 'aborted')
  assert.equal((await headFailure(opened.send(ask(server.port)))).kind, 'aborted')
})
