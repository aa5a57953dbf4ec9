// What the server takes from the wire and what it refuses: heads, bodies, uploads nobody wants, and requests that smell of smuggling.
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { connect } from 'node:net'
import { test } from 'node:test'
import type { Call } from '../gateway/call.ts'
import { createBodyBudget } from './body-budget.ts'
import { json, openTestServer, rawExchange } from './open-test-server.ts'

const post = 'POST /v1/chat/completions HTTP/1.1\r\nhost: a\r\nauthorization: Bearer sk-nxr-test\r\n'
const jsonType = 'content-type: application/json\r\n'

function assertRefused(answer: string, status: number, code: string): void {
  assert.match(answer, new RegExp(`^HTTP/1.1 ${status} `))
  assert.match(answer, /\r\nx-request-id: [0-9a-f-]{36}\r\n/)
  assert.match(answer, new RegExp(`"code":"${code}"`))
}

test('requests that two servers could read in two ways are refused and the connection closes', async () => {
  await using server = await openTestServer()
  const cases: [string, string][] = [
    ['no Host', 'GET /v1/models HTTP/1.1\r\n\r\n'],
    ['two Hosts', 'GET /v1/models HTTP/1.1\r\nhost: a\r\nHost: b\r\n\r\n'],
    ['absolute-form target', 'GET http://a/v1/models HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n'],
    ['length and chunked', `${post}${jsonType}content-length: 4\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n`],
    ['two lengths', `${post}${jsonType}content-length: 4\r\ncontent-length: 5\r\n\r\n{}`],
    ['signed length', `${post}${jsonType}content-length: +2\r\n\r\n{}`],
    ['chunked is not last', `${post}${jsonType}transfer-encoding: chunked, identity\r\n\r\n0\r\n\r\n`],
    ['space before the colon', 'GET /v1/models HTTP/1.1\r\nhost : a\r\n\r\n'],
    ['folded header', 'GET /v1/models HTTP/1.1\r\nhost: a\r\nx-a: b\r\n c\r\n\r\n'],
    ['bare LF', 'GET /v1/models HTTP/1.1\nhost: a\n\n'],
    ['NUL in a header', 'GET /v1/models HTTP/1.1\r\nhost: a\r\nx-a: b\0c\r\n\r\n'],
    ['unknown version', 'GET /v1/models HTTP/3.7\r\nhost: a\r\n\r\n'],
    ['HTTP/2 preface', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'],
    ['garbage', '\x16\x03\x01\x02\r\n\r\n'],
    ['websocket upgrade', 'GET /v1/models HTTP/1.1\r\nhost: a\r\nconnection: upgrade\r\nupgrade: websocket\r\n\r\n'],
    ['a head over 16 KiB', `GET /v1/models HTTP/1.1\r\nhost: a\r\nx-a: ${'b'.repeat(17_000)}\r\n\r\n`],
    ['more than 100 headers', `GET /v1/models HTTP/1.1\r\nhost: a\r\n${'a: b\r\n'.repeat(101)}\r\n`],
  ]
  for (const [name, text] of cases) {
    const answer = await rawExchange(server.port, text)
    assert.ok(/^HTTP\/1.1 400 /.test(answer), `${name}: ${answer.slice(0, 60)}`)
    assertRefused(answer, 400, 'invalid_request')
    assert.match(answer, /\r\nconnection: close\r\n/i)
  }
})

test('CONNECT is refused', async () => {
  await using server = await openTestServer()
  assertRefused(await rawExchange(server.port, 'CONNECT a:443 HTTP/1.1\r\nhost: a:443\r\n\r\n'), 405, 'method_not_allowed')
})

test('an offer of h2c, which some HTTP clients attach to every request, is ignored', async () => {
  await using server = await openTestServer()
  const head = `${post}${jsonType}connection: Upgrade, HTTP2-Settings\r\nupgrade: h2c\r\nhttp2-settings: AAMAAABk\r\ncontent-length: 2\r\n\r\n{}`
  assert.match(await rawExchange(server.port, head, '"bytes":2}'), /^HTTP\/1.1 200 /)
})

test('100 headers are taken', async () => {
  await using server = await openTestServer()
  const text = `GET /v1/models HTTP/1.1\r\nhost: a\r\nconnection: close\r\n${'a: b\r\n'.repeat(98)}\r\n`
  assert.match(await rawExchange(server.port, text), /^HTTP\/1.1 200 /)
})

test('the body must be uncompressed JSON in UTF-8', async () => {
  await using server = await openTestServer()
  const send = (headers: string): Promise<string> =>
    rawExchange(server.port, `${post}${headers}connection: close\r\ncontent-length: 2\r\n\r\n{}`)
  for (const headers of [
    '',
    'content-type: text/plain\r\n',
    'content-type: application/jsonx\r\n',
    'content-type: application/json; charset=latin1\r\n',
    `${jsonType}content-encoding: gzip\r\n`,
  ]) {
    assertRefused(await send(headers), 415, 'unsupported_media_type')
  }
  for (const headers of [jsonType, 'content-type: Application/JSON; charset="UTF-8"\r\n', `${jsonType}content-encoding: identity\r\n`]) {
    assert.match(await send(headers), /^HTTP\/1.1 200 /)
  }
})

test('an empty body is refused', async () => {
  await using server = await openTestServer()
  for (const framing of ['', 'content-length: 0\r\n', 'transfer-encoding: chunked\r\n']) {
    const tail = framing.startsWith('transfer') ? '0\r\n\r\n' : ''
    assertRefused(await rawExchange(server.port, `${post}${jsonType}${framing}connection: close\r\n\r\n${tail}`), 400, 'invalid_request')
  }
})

test('a body over the limit is refused at its declared length, and a chunked one as soon as it crosses the limit', async () => {
  await using server = await openTestServer({ limits: { bodyBytesMax: 10 } })
  assertRefused(
    await rawExchange(server.port, `${post}${jsonType}content-length: 11\r\nconnection: close\r\n\r\n`, '"}}'),
    413,
    'request_too_large',
  )
  const chunked = `${post}${jsonType}transfer-encoding: chunked\r\n\r\n6\r\naaaaaa\r\n6\r\nbbbbbb\r\n`
  assertRefused(await rawExchange(server.port, chunked, 'request_id'), 413, 'request_too_large')
  assert.match(await rawExchange(server.port, `${post}${jsonType}content-length: 10\r\nconnection: close\r\n\r\n{"a":1234}`), /"bytes":10/)
})

test('an anonymous upload is never read into memory: the refusal arrives while the upload still runs, and the connection closes', async () => {
  let bodies = 0
  await using server = await openTestServer({
    plane: {
      chat: async (call: Call) => {
        if (!call.credential.ok) return { kind: 'problem', problem: call.credential.problem, headers: {} }
        bodies += 1
        return json({})
      },
    },
  })
  const response = await fetch(`${server.url}/v1/chat/completions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: Buffer.alloc(8_000_000, 32),
  })
  assert.equal(response.status, 401)
  assert.equal(response.headers.get('connection'), 'close')
  assert.match(await response.text(), /invalid_api_key/)
  assert.equal(bodies, 0)
})

test('a refused upload that goes on is cut after the linger time', async () => {
  await using server = await openTestServer({ limits: { lingerMs: 20 } })
  const socket = connect(server.port, '127.0.0.1')
  socket.on('error', () => {})
  socket.write('POST /v1/chat/completions HTTP/1.1\r\nhost: a\r\ntransfer-encoding: chunked\r\n\r\n')
  const [first] = (await once(socket, 'data')) as [Buffer]
  assert.match(first.toString(), /^HTTP\/1.1 401 /)
  const drip = setInterval(() => socket.write('1\r\na\r\n'), 5)
  await once(socket, 'close')
  clearInterval(drip)
})

test('a client that expects 100-continue gets it only when its body is wanted', async () => {
  await using server = await openTestServer()
  const expecting = 'expect: 100-continue\r\ncontent-length: 2\r\n'
  const wanted = rawExchange(server.port, `${post}${jsonType}${expecting}connection: close\r\n\r\n{}`)
  assert.match(await wanted, /^HTTP\/1.1 100 Continue\r\n\r\nHTTP\/1.1 200 /)
  const refused = await rawExchange(server.port, `POST /v1/chat/completions HTTP/1.1\r\nhost: a\r\n${expecting}\r\n`)
  assertRefused(refused, 401, 'invalid_api_key')
})

test('a body that comes too slowly is refused', async () => {
  await using server = await openTestServer({ limits: { bodyGraceMs: 10, sweepMs: 5 } })
  const answer = await rawExchange(server.port, `${post}${jsonType}content-length: 100\r\nconnection: close\r\n\r\n{`, '"}}')
  assertRefused(answer, 400, 'invalid_request')
  assert.match(answer, /too slowly/)
})

test('a head that comes too slowly is refused', async () => {
  await using server = await openTestServer({ limits: { headersMs: 30, sweepMs: 5, bodyMs: 10 } })
  const answer = await rawExchange(server.port, 'GET /v1/models HTTP/1.1\r\nhost: a\r\nx-drip: ')
  assertRefused(answer, 400, 'invalid_request')
})

test('bodies in flight are bounded over all calls, and given back when the answer starts', async () => {
  const hold = Promise.withResolvers<void>()
  const read = Promise.withResolvers<void>()
  await using server = await openTestServer({
    limits: { bodiesBytesPerClientMax: 15 },
    plane: {
      chat: async (call) => {
        const body = await call.readBody()
        if (!body.ok) return { kind: 'problem', problem: body.problem, headers: {} }
        read.resolve()
        await hold.promise
        return json({ bytes: body.value.length })
      },
    },
  })
  const send = (key: string): Promise<Response> =>
    fetch(`${server.url}/v1/chat/completions`, {
      method: 'POST',
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
      body: '{"a":12345}',
    })
  const first = send('one')
  await read.promise
  const refused = await send('one')
  assert.equal(refused.status, 503)
  assert.equal(refused.headers.get('retry-after'), '1')
  const other = send('two')
  hold.resolve()
  assert.deepEqual([(await first).status, (await other).status], [200, 200])
  assert.equal((await send('one')).status, 200)
})

test('the body budget refuses without taking, and forgets clients with nothing in flight', () => {
  const budget = createBodyBudget(100, 60)
  assert.deepEqual([budget.take('a', 60), budget.take('a', 1), budget.take('b', 41), budget.take('b', 40)], [true, false, false, true])
  budget.give('a', 60)
  budget.give('b', 40)
  assert.equal(budget.bytes, 0)
})

test('an upload cut short is a refusal to nobody, and its bytes are given back', async () => {
  const ended = Promise.withResolvers<boolean>()
  await using server = await openTestServer({
    plane: {
      chat: async (call) => {
        const body = await call.readBody()
        ended.resolve(body.ok)
        return { kind: 'gone' }
      },
    },
  })
  const socket = connect(server.port, '127.0.0.1')
  socket.write(`${post}${jsonType}content-length: 100\r\n\r\n{"half":`, () => socket.destroy())
  assert.equal(await ended.promise, false)
})

test('small refused bodies are read away and the connection serves the next request', async () => {
  await using server = await openTestServer()
  const refused = 'POST /nowhere HTTP/1.1\r\nhost: a\r\ncontent-length: 5\r\n\r\nhello'
  const answer = await rawExchange(server.port, `${refused}GET /v1/models HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n`)
  assert.match(answer, /^HTTP\/1.1 404 [^]*HTTP\/1.1 200 /)
})
