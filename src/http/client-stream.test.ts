// The event stream to a client: head, heartbeats, back-pressure and the cut.
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { connect } from 'node:net'
import { test } from 'node:test'
import type { ClientStream } from '../gateway/call.ts'
import { openTestServer, type TestServer } from './open-test-server.ts'
import type { HttpLimits } from './limits.ts'

function openStreaming(start: (sink: ClientStream, gone: Promise<void>) => void, limits: Partial<HttpLimits> = {}): Promise<TestServer> {
  return openTestServer({
    limits,
    plane: {
      key: async (call) => {
        const gone = Promise.withResolvers<void>()
        call.onGone(() => gone.resolve())
        return { kind: 'stream', headers: { 'x-nexorouter-provider': 'demo' }, start: (sink) => start(sink, gone.promise) }
      },
    },
  })
}

test('a stream is an uncompressed, uncached event stream that no proxy may buffer', async () => {
  await using server = await openStreaming((sink) => {
    assert.equal(sink.write(Buffer.from('data: 1\n\n')), true)
    sink.write(Buffer.from('data: [DONE]\n\n'))
    sink.end()
    sink.end()
  })
  const response = await fetch(`${server.url}/v1/key`, { headers: { origin: 'https://page.example' } })
  assert.equal(response.headers.get('content-type'), 'text/event-stream; charset=utf-8')
  assert.equal(response.headers.get('cache-control'), 'no-store')
  assert.equal(response.headers.get('x-accel-buffering'), 'no')
  assert.equal(response.headers.get('x-nexorouter-provider'), 'demo')
  assert.equal(response.headers.get('content-encoding'), null)
  assert.equal(response.headers.get('access-control-allow-origin'), '*')
  assert.equal(await response.text(), 'data: 1\n\ndata: [DONE]\n\n')
})

/** Everything that a client of its own sees after sending `request`. */
async function rawAnswer(port: number, request: string): Promise<string> {
  const socket = connect(port, '127.0.0.1')
  let text = ''
  socket.on('data', (bytes) => (text += bytes.toString('latin1')))
  socket.write(request)
  await once(socket, 'close')
  return text
}

test('each write leaves as one chunk, whatever its size, and the connection serves the next request', async () => {
  const sizes = [1, 15, 16, 9_999, 16_384, 16_385, 70_000]
  await using server = await openStreaming((sink) => {
    for (const size of sizes) {
      sink.write(Buffer.alloc(size, 'x'))
      sink.write(Buffer.alloc(0))
    }
    sink.end()
  })
  const get = (connection: string): string => `GET /v1/key HTTP/1.1\r\nhost: a\r\nconnection: ${connection}\r\n\r\n`
  const text = await rawAnswer(server.port, get('keep-alive') + get('close'))
  const wanted = `${sizes.map((size) => `${size.toString(16)}\r\n${'x'.repeat(size)}\r\n`).join('')}0\r\n\r\n`
  const bodies = text.split(/HTTP\/1\.1 200 OK\r\n(?:.+\r\n)+\r\n/)
  assert.ok(bodies.length === 3 && bodies[1] === wanted && bodies[2] === wanted)
})

test('a client of HTTP/1.0 gets the bytes alone, and the end of the connection is theirs', async () => {
  await using server = await openStreaming((sink) => {
    sink.write(Buffer.from('data: 1\n\n'))
    sink.write(Buffer.from('data: 2\n\n'))
    sink.end()
  })
  const text = await rawAnswer(server.port, 'GET /v1/key HTTP/1.0\r\nhost: a\r\n\r\n')
  assert.equal(text.slice(text.indexOf('\r\n\r\n') + 4), 'data: 1\n\ndata: 2\n\n')
  assert.doesNotMatch(text, /transfer-encoding/i)
})

test('a stream that says nothing at first still sends its head, and heartbeats in silence', async () => {
  const sinks: ClientStream[] = []
  await using server = await openStreaming((sink) => void sinks.push(sink), { heartbeatMs: 20, sweepMs: 5 })
  const response = await fetch(`${server.url}/v1/key`)
  const reader = response.body?.getReader()
  const first = await reader?.read()
  assert.equal(Buffer.from(first?.value ?? []).toString(), ': keep-alive\n\n')
  sinks[0]?.end()
  while (!(await reader?.read())?.done);
})

test("in silence a client of Google's wire gets an event that says nothing: its SDKs take a comment for broken JSON", async () => {
  const sinks: ClientStream[] = []
  const models = async () => ({ kind: 'stream' as const, headers: {}, start: (sink: ClientStream) => void sinks.push(sink) })
  await using server = await openTestServer({ limits: { heartbeatMs: 20, sweepMs: 5 }, plane: { models } })
  const response = await fetch(`${server.url}/v1beta/models`)
  const reader = response.body?.getReader()
  const first = Buffer.from((await reader?.read())?.value ?? []).toString()
  assert.match(first, /^data: \{.*\}\r\n\r\n$/)
  const { candidates } = JSON.parse(first.slice(6)) as { candidates: { content: { parts: object[] } }[] }
  assert.deepEqual(candidates[0]?.content.parts, [{ text: '' }])
  sinks[0]?.end()
  while (!(await reader?.read())?.done);
})

test('a slow reader turns write to false, and drain follows when it reads on', async () => {
  const full = Promise.withResolvers<number>()
  const drained = Promise.withResolvers<void>()
  await using server = await openStreaming((sink) => {
    const chunk = Buffer.alloc(65_536, 'x')
    let written = 1
    sink.onDrain(() => {
      drained.resolve()
      sink.end()
    })
    while (sink.write(chunk)) written += 1
    full.resolve(written)
  })
  const socket = connect(server.port, '127.0.0.1')
  socket.pause()
  socket.write('GET /v1/key HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n')
  const written = await full.promise
  let received = 0
  socket.on('data', (chunk) => (received += chunk.length))
  socket.resume()
  await drained.promise
  await once(socket, 'close')
  assert.ok(received >= written * 65_536)
})

test('a client that takes nothing is cut after the no-progress time and reported gone', async () => {
  const left = Promise.withResolvers<void>()
  await using server = await openStreaming(
    (sink, gone) => {
      const chunk = Buffer.alloc(1_048_576, 'x')
      for (let count = 0; count < 32; count += 1) sink.write(chunk)
      void gone.then(left.resolve)
    },
    { noProgressMs: 40, sweepMs: 5 },
  )
  const socket = connect(server.port, '127.0.0.1')
  socket.on('error', () => {})
  socket.pause()
  socket.write('GET /v1/key HTTP/1.1\r\nhost: a\r\n\r\n')
  await left.promise
  assert.equal(server.openAnswers(), 0)
  socket.destroy()
})

test('destroying a stream breaks the connection without a proper end', async () => {
  await using server = await openStreaming((sink) => {
    sink.write(Buffer.from('data: 1\n\n'))
    setImmediate(() => sink.destroy())
  })
  const response = await fetch(`${server.url}/v1/key`)
  await assert.rejects(response.text())
})

test('a stream whose head cannot be sent begins all the same, so that its hold ends, and its client is gone', async () => {
  const begun = Promise.withResolvers<void>()
  await using server = await openTestServer({
    plane: {
      key: async (call) => ({
        kind: 'stream',
        headers: { 'x-nexorouter-provider': 'größe 日本' },
        start: () => call.onGone(() => begun.resolve()),
      }),
    },
  })
  await assert.rejects(fetch(`${server.url}/v1/key`))
  await begun.promise
  assert.match(server.logged[0]?.sentence ?? '', /a handler threw/)
})
