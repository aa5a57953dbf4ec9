// Cheap requests that would cost a server much: paths that stall it, methods that fault it, answers that nobody reads, coded bodies.
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { connect } from 'node:net'
import { test } from 'node:test'
import { openTestServer, rawExchange } from './open-test-server.ts'
import { dispatch } from './routes.ts'

test('a path of slashes costs no more than reading it', () => {
  // In quadratic time this would take half an hour.
  const found = dispatch('GET', `${'/'.repeat(1_000_000)}x`)
  assert.equal(found.kind === 'refused' && found.problem.code, 'not_found')
  const trailing = dispatch('POST', `/v1/chat/completions${'/'.repeat(1_000_000)}`)
  assert.match(trailing.kind === 'refused' ? trailing.problem.message : '', /Did you mean \/v1\/chat\/completions\?/)
})

test('a method that no control endpoint can have is a 405 and no fault of ours', async () => {
  await using server = await openTestServer()
  const answer = await rawExchange(server.port, 'TRACE /control/v1/keys HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n')
  assert.match(answer, /^HTTP\/1\.1 405 [^]*\r\nallow: GET, HEAD, POST, PATCH, DELETE\r\n/)
  assert.deepEqual(server.logged, [])
})

test('a client that never reads is cut, however many small answers it has asked for', async () => {
  const page = { type: 'text/html; charset=utf-8', bytes: Buffer.alloc(60_000, 32) }
  await using server = await openTestServer({ limits: { noProgressMs: 100, sweepMs: 10 }, dashboard: new Map([['index.html', page]]) })
  const socket = connect(server.port, '127.0.0.1')
  const closed = once(socket, 'close')
  socket.on('error', () => {})
  socket.pause()
  socket.write('GET / HTTP/1.1\r\nhost: a\r\n\r\n'.repeat(300))
  while (server.openAnswers() === 0) await new Promise((resolve) => setImmediate(resolve))
  while (server.openAnswers() > 0) await new Promise((resolve) => setTimeout(resolve, 20))
  socket.destroy()
  await closed
})

test('an answer that takes longer than a reader may is waited for', async () => {
  const slow = Promise.withResolvers<void>()
  setTimeout(slow.resolve, 300)
  const key = async () => {
    await slow.promise
    return { kind: 'json', body: '{"late":true}', headers: {} } as const
  }
  await using server = await openTestServer({ limits: { noProgressMs: 100, sweepMs: 10 }, plane: { key } })
  assert.deepEqual(await (await fetch(`${server.url}/v1/key`)).json(), { late: true })
})

test('a body in another transfer coding than chunks is refused', async () => {
  await using server = await openTestServer()
  const head = 'POST /v1/chat/completions HTTP/1.1\r\nhost: a\r\nauthorization: Bearer sk-nxr-test\r\ncontent-type: application/json\r\n'
  const answer = await rawExchange(server.port, `${head}transfer-encoding: gzip, chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n`, 'request_id')
  assert.match(answer, /^HTTP\/1\.1 415 /)
})
