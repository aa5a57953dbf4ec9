// Plain requests over real sockets: in whatever pieces they come, one after the other, and no differently from what node's server makes of them.
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import test from 'node:test'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { setTimeout as sleep } from 'node:timers/promises'
import { ByteText } from '../base/byte-text.ts'
import type { ClientStream, Reply } from '../gateway/call.ts'
import type { HttpCall } from './http-call.ts'
import { json, openTestServer, rawExchange, type TestServer } from './open-test-server.ts'

interface Wanted {
  readonly path?: string
  readonly body?: string
  readonly headers?: readonly string[]
}

const key = 'Authorization: Bearer sk-nxr-some-key'

function request({
  path = '/v1/chat/completions',
  body = '{"a":1}',
  headers = ['Content-Type: application/json', key],
}: Wanted = {}): string {
  return `POST ${path} HTTP/1.1\r\nHost: router.example\r\n${headers.map((header) => `${header}\r\n`).join('')}Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`
}

/** Any header that makes node's server read a request, and means nothing to us. */
const forNode = 'TE: trailers'
const bye = 'Connection: close'

/** Sends the pieces, each in a segment of its own, and gives what came until as many answers are there. */
function sendInPieces(server: TestServer, pieces: readonly string[], answers: number): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port: server.port, host: '127.0.0.1', noDelay: true })
    let received = ''
    socket.on('data', (chunk) => {
      received += chunk.toString('latin1')
      if (bodiesOf(received).length === answers) socket.destroy()
    })
    socket.on('close', () => resolve(received))
    socket.on('error', reject)
    const next = (at: number): void => {
      const piece = pieces[at]
      if (piece === undefined) return
      socket.write(piece, 'latin1', () => setImmediate(() => setImmediate(next, at + 1)))
    }
    socket.on('connect', () => next(0))
  })
}

/** The bodies of the whole answers in these bytes. */
function bodiesOf(text: string): string[] {
  const bodies: string[] = []
  for (let at = 0; ; ) {
    const end = text.indexOf('\r\n\r\n', at)
    if (end === -1) return bodies
    const length = Number(/content-length: (\d+)/i.exec(text.slice(at, end))?.[1] ?? 'NaN')
    if (!(text.length >= end + 4 + length)) return bodies
    bodies.push(text.slice(end + 4, end + 4 + length))
    at = end + 4 + length
  }
}

test('a request may come in two pieces, wherever it is cut, and the connection serves the next one', async () => {
  await using server = await openTestServer()
  const both = request({ body: '{"a":1}' }) + request({ body: '{"a":22}' })
  for (let cut = 1; cut < both.length; cut += 1) {
    const text = await sendInPieces(server, [both.slice(0, cut), both.slice(cut)], 2)
    assert.deepEqual(bodiesOf(text), ['{"bytes":7}', '{"bytes":8}'], `cut at ${cut}`)
  }
})

test('requests that come at once are answered in their order, plain or not', async () => {
  await using server = await openTestServer()
  const sizes = [7, 9, 8, 700, 7]
  const requests = sizes.map((size, at) =>
    request({ body: `{"a":${'1'.repeat(size - 6)}}`, headers: ['Content-Type: application/json', key, ...(at === 3 ? [forNode] : [])] }),
  )
  const text = await sendInPieces(server, [requests.join('')], sizes.length)
  assert.deepEqual(
    bodiesOf(text),
    sizes.map((bytes) => `{"bytes":${bytes}}`),
  )
})

const cases: readonly (readonly [name: string, wanted: Wanted])[] = [
  ['an answer', {}],
  ['no key', { headers: ['Content-Type: application/json'] }],
  ['two keys in one header', { headers: ['Content-Type: application/json', `${key} and more`] }],
  ['an unknown path', { path: '/v1/chat/complete' }],
  ['a wrong method', { path: '/v1/models' }],
  ['a wrong type', { headers: ['Content-Type: text/plain', key] }],
  ['no type', { headers: [key] }],
  ['a compressed body', { headers: ['Content-Type: application/json', 'Content-Encoding: gzip', key] }],
  ['a body that is too large', { body: 'a'.repeat(3_000) }],
  ['a browser elsewhere', { headers: ['Content-Type: application/json', 'Origin: https://page.example', key] }],
  ['the dialect of Messages', { path: '/v1/messages', headers: ['Content-Type: application/json', 'x-api-key: sk-nxr-some-key'] }],
]

for (const [name, wanted] of cases) {
  test(`read here or by node's server, a client sees the same: ${name}`, async () => {
    await using server = await openTestServer({ limits: { bodyBytesMax: 2_000 } })
    const headers = wanted.headers ?? ['Content-Type: application/json', key]
    const [here, there] = await Promise.all(
      [headers, [...headers, forNode]].map(async (all) => seen(await sendInPieces(server, [request({ ...wanted, headers: all })], 1))),
    )
    assert.deepEqual(here, there)
  })
}

/** Status, headers in any order, and body, without what is different in every answer. */
function seen(text: string): { status: string; headers: string[]; body: string } {
  const [head = '', body = ''] = text.split('\r\n\r\n')
  const [status = '', ...headers] = head.split('\r\n')
  const plain = (line: string): string => line.replace(/[0-9a-f]{8}-[0-9a-f-]{27}/g, '(id)').replace(/^(date: ).*/i, '$1(now)')
  return { status, headers: headers.map((line) => plain(line).toLowerCase()).toSorted(), body: plain(body) }
}

test('a header that would begin another one never leaves: the client gets a 500, and the connection goes on', async () => {
  for (const [name, value] of [
    ['x-model', 'a\r\nset-cookie: b=c'],
    ['x-model: a\r\nset-cookie', 'b=c'],
    ['x-model', 'a\0'],
  ] as const) {
    const broken: Reply = json({}, { [name]: value })
    await using server = await openTestServer({ plane: { chat: async () => broken } })
    const text = await sendInPieces(server, [request(), request({ path: '/v1/embeddings' })], 2)
    assert.match(text, /^HTTP\/1\.1 500 /)
    assert.doesNotMatch(text, /set-cookie|\0/)
    assert.equal(bodiesOf(text)[1], '{"task":"embeddings"}')
  }
})

test('what a connection keeps of its last caller is not the whole head, nor a credential that is longer than any', async () => {
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as () => void
  await using server = await openTestServer({
    plane: {
      async chat(call) {
        assert.ok(call.credential.ok)
        call.judgedOnce(call.credential.value, () => ({ form: 'malformed', hash: null }))
        await call.readBody()
        return json({})
      },
    },
  })
  const filler = 'f'.repeat(12_000)
  const usual = request({ headers: ['Content-Type: application/json', `X-Filler: ${filler}`, key] })
  const long = request({ headers: ['Content-Type: application/json', `Authorization: Bearer ${filler}`] })
  const many = Array.from({ length: 90 }, (_, at) => `x-${at}: ${at}`)
  const odd = request({ headers: ['Content-Type: application/json', ...many, key] })
  for (const text of [usual, long, odd]) {
    const open: Socket[] = []
    collect()
    const before = process.memoryUsage().heapUsed
    for (let at = 0; at < 300; at++) {
      const socket = connect({ port: server.port, host: '127.0.0.1' })
      open.push(socket)
      for (const again of [text, text.replace('Content-Length: 7', 'Content-Length: 10').replace('{"a":1}', '{"a":1   }')]) {
        socket.write(again)
        await once(socket, 'data')
      }
    }
    collect()
    const each = (process.memoryUsage().heapUsed - before) / open.length
    for (const socket of open) socket.destroy()
    assert.ok(each < 9_000, `${each} bytes of heap for both ends of an idle connection`)
  }
})

test('a stream leaves in chunks, and the connection serves the next request behind it', async () => {
  const stream: Reply = {
    kind: 'stream',
    headers: {},
    start(to) {
      to.write(Buffer.from('data: 1\n\n'))
      setImmediate(() => {
        to.write(Buffer.from('data: 2\n\n'))
        to.end()
      })
    },
  }
  await using server = await openTestServer({ plane: { chat: async () => stream } })
  const text = await rawExchange(
    server.port,
    request() + request({ path: '/v1/embeddings', headers: ['Content-Type: application/json', key] }),
    'embeddings',
  )
  assert.match(text, /transfer-encoding: chunked/i)
  assert.match(text, /\r\n\r\n9\r\ndata: 1\n\n\r\n9\r\ndata: 2\n\n\r\n0\r\n\r\nHTTP\/1\.1 200 OK/)
})

test('a client that leaves while its answer is being made is noticed, also one that has sent its next request already', async () => {
  for (const sent of [request(), request() + request()]) {
    const gone = Promise.withResolvers<void>()
    const begun = Promise.withResolvers<void>()
    await using server = await openTestServer({
      plane: {
        chat: (call) =>
          new Promise((resolve) => {
            call.onGone(() => {
              gone.resolve()
              resolve({ kind: 'gone' })
            })
            begun.resolve()
          }),
      },
    })
    const socket = connect(server.port, '127.0.0.1', () => socket.write(sent))
    await begun.promise
    socket.destroy()
    await gone.promise
  }
})

test('a client that closes its side with a second request half sent harms nobody', async () => {
  await using server = await openTestServer()
  const socket = connect({ port: server.port, host: '127.0.0.1', allowHalfOpen: true })
  const closed = new Promise<void>((resolve) => socket.on('close', () => resolve()))
  socket.on('data', () => {}).on('end', () => socket.end())
  socket.end(request() + request().slice(0, 40))
  await closed
  assert.deepEqual(bodiesOf(await sendInPieces(server, [request()], 1)), ['{"bytes":7}'])
})

test('a connection that says nothing is told so, and one that has said its last is closed', async () => {
  await using server = await openTestServer({ limits: { headersMs: 30, keepAliveMs: 30, sweepMs: 10 } })
  assert.match(await rawExchange(server.port, ''), /^HTTP\/1\.1 400 [^]*arrived too slowly/)
  assert.deepEqual(bodiesOf(await rawExchange(server.port, request())), ['{"bytes":7}'])
})

test('a body that stops on its way is cut, whether somebody reads it or not', async () => {
  await using server = await openTestServer({ limits: { bodyMs: 30, sweepMs: 10 } })
  const half = request({ body: '{"a":1}' }).slice(0, -3)
  assert.match(await rawExchange(server.port, half, 'too slowly'), /arrived too slowly/)
  const unread = request({ body: '{"a":1}', headers: ['Content-Type: application/json'] }).slice(0, -3)
  assert.match(await rawExchange(server.port, unread), /^HTTP\/1\.1 401 /)
})

test('stopping closes idle connections at once and waits for an answer, which ends its own', async () => {
  const answer = Promise.withResolvers<Reply>()
  const begun = Promise.withResolvers<void>()
  await using server = await openTestServer({
    plane: {
      chat() {
        begun.resolve()
        return answer.promise
      },
    },
  })
  const idle = rawExchange(server.port, request({ path: '/v1/embeddings' }))
  const busy = rawExchange(server.port, request())
  await begun.promise
  const closing = server.close(60_000)
  assert.deepEqual(bodiesOf(await idle), ['{"task":"embeddings"}'])
  answer.resolve(json({ late: true }))
  const text = await busy
  assert.deepEqual(bodiesOf(text), ['{"late":true}'])
  assert.match(text, new RegExp(bye, 'i'))
  assert.equal(await closing, 0)
})

test('a client that takes one large answer slowly gets all of it, and one that takes nothing of it is cut', async () => {
  const large = json('a'.repeat(24 * 1_048_576))
  await using server = await openTestServer({ plane: { chat: async () => large }, limits: { noProgressMs: 400, sweepMs: 50 } })
  for (const headers of [[key], [key, forNode]]) {
    const socket = connect(server.port, '127.0.0.1', () => socket.write(request({ headers })))
    let received = 0
    const got = new Promise<number>((resolve) => {
      socket.on('close', () => resolve(received))
      socket.on('data', (chunk: Buffer) => {
        received += chunk.length
        if (received > 24 * 1_048_576) socket.destroy()
        // A little at a time, for several times as long as a client may take nothing.
        socket.pause()
        setTimeout(() => socket.resume(), 4)
      })
    })
    assert.ok((await got) > 24 * 1_048_576, headers.join())
  }
  const idle = connect(server.port, '127.0.0.1', () => idle.write(request({ headers: [key] })))
  idle.pause()
  while (server.openAnswers() === 0) await new Promise((resolve) => setImmediate(resolve))
  while (server.openAnswers() > 0) await new Promise((resolve) => setTimeout(resolve, 10))
  idle.destroy()
})

test('nothing is begun behind an answer that closes its connection', async () => {
  const begun: number[] = []
  await using server = await openTestServer({
    plane: {
      async chat(call) {
        const body = await call.readBody()
        begun.push(body.ok ? body.value.length : -1)
        return json({})
      },
    },
  })
  server.startDraining()
  // Exactly one read of a socket, so that the rest is there in the same turn.
  const first = request({ body: `{"a":"${'a'.repeat(60_000)}"}` })
  const filler = request({ body: `{"a":"${'a'.repeat(60_000 + 65_536 - Buffer.byteLength(first))}"}` })
  assert.equal(Buffer.byteLength(filler), 65_536)
  const text = await rawExchange(server.port, filler + request())
  assert.equal(bodiesOf(text).length, 1)
  assert.equal(begun.length, 1)
})

test('who ends a stream and then destroys it harms no later request of the connection', async () => {
  const later = Promise.withResolvers<Reply>()
  const begun = Promise.withResolvers<void>()
  let ended: ClientStream | undefined
  await using server = await openTestServer({
    plane: {
      chat: async () => ({
        kind: 'stream',
        headers: {},
        start(to) {
          ended = to
          to.write(Buffer.from('data: 1\n\n'))
          to.end()
        },
      }),
      task() {
        begun.resolve()
        return later.promise
      },
    },
  })
  const text = rawExchange(server.port, request() + request({ path: '/v1/embeddings' }), '"second"')
  await begun.promise
  ended?.destroy()
  later.resolve(json({ second: true }))
  assert.match(await text, /"second"/)
})

const leaving: readonly (readonly [how: string, leave: (server: Socket, client: Socket) => void])[] = [
  ['the connection is destroyed', (server) => server.destroy()],
  ['the connection is being ended', (server) => server.end()],
  ['its client has reset it, and nobody has heard of that yet', (_server, client) => client.resetAndDestroy()],
]

for (const [how, leave] of leaving) {
  for (const bytes of [10, 20_000]) {
    test(`an answer of ${bytes} bytes of which not one could be given to its connection is undelivered, once: ${how}`, async () => {
      const told: string[] = []
      let client: Socket | undefined
      await using server = await openTestServer({
        plane: {
          async chat(call) {
            await call.readBody()
            const { socket } = (call as HttpCall).req
            const gone = (): void => leave(socket, client as Socket)
            // A small answer is written at the end of the turn, behind this; a large one at once.
            if (bytes > 16_384) gone()
            else
              void (async () => {
                for (let step = 0; step < 50; step++) await Promise.resolve()
                gone()
              })()
            return { kind: 'json', body: new ByteText('x'.repeat(bytes)), headers: {}, undelivered: (why) => void told.push(why) }
          },
        },
      })
      client = connect(server.port, '127.0.0.1', () => client?.write(request()))
      let came = 0
      client.on('data', (part) => (came += part.length)).on('error', () => {})
      await once(client, 'close')
      while (server.openAnswers() > 0) await sleep(5)
      assert.deepEqual([told, came], [['client_left'], 0])
    })
  }
}

test('an answer that was given to the connection is not undelivered, whatever its client does afterwards', async () => {
  const told: string[] = []
  await using server = await openTestServer({
    plane: {
      async chat(call) {
        await call.readBody()
        return { kind: 'json', body: new ByteText('{"late":1}'), headers: {}, undelivered: (why) => void told.push(why) }
      },
    },
  })
  assert.match(await rawExchange(server.port, request(), '"late"'), /"late":1/)
  while (server.openAnswers() > 0) await sleep(5)
  assert.deepEqual(told, [])
})
