// Exports and live tails over real sockets: pieces leave as they are made, at the pace of the client, and places are freed.
import assert from 'node:assert/strict'
import { controlDepsOf } from '../../test/control/open-test-control.ts'
import { connect } from 'node:net'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { systemClock } from '../base/clock.ts'
import { createFirstAccount } from '../control/accounts/create-first-account.ts'
import { createControlApp } from '../control/app.ts'
import { publishing } from '../control/usage/usage-feed.ts'
import { createUsageStreams } from '../control/usage/usage-streams.ts'
import { recordOf } from '../storage/cases/scene.ts'
import { openMemoryStore } from '../storage/memory/open.ts'
import { openTestServer } from './open-test-server.ts'

async function openWithUsage() {
  const clock = systemClock()
  const store = openMemoryStore()
  const usageStreams = createUsageStreams()
  let draining = false
  const deps = controlDepsOf({ clock, store, usageStreams, draining: () => draining })
  const first = await createFirstAccount(deps)
  assert.ok(first)
  const [key] = await store.listKeys(first.accountId)
  assert.ok(key)
  const server = await openTestServer({ control: createControlApp(deps) })
  const ledger = publishing(store, usageStreams.feed)
  const authorization = `Bearer ${first.managementKey.reveal()}`
  let written = 0
  return {
    ...server,
    authorization,
    get: (path: string, signal?: AbortSignal) =>
      fetch(`${server.url}/control/v1${path}`, { headers: { authorization }, ...(signal === undefined ? {} : { signal }) }),
    write: (change: object = {}) =>
      ledger.record(recordOf(`t${written++}`, 0n, { accountId: first.accountId, keyId: key.id, timeMs: clock.now(), ...change })),
    drain: () => void (draining = true),
    /** Open live tails, as the slots count them: taken places that are given back at once. */
    freeTails() {
      const places = []
      for (let place = usageStreams.tails.take(first.accountId); place; place = usageStreams.tails.take(first.accountId)) places.push(place)
      for (const give of places) give()
      return places.length
    },
  }
}

/** Reads on until the text contains what is waited for. */
async function readUntil(reader: ReadableStreamDefaultReader<Uint8Array>, wanted: string): Promise<string> {
  let text = ''
  while (!text.includes(wanted)) {
    const { done, value } = await reader.read()
    if (done) throw new Error(`the stream ended after ${JSON.stringify(text)}`)
    text += Buffer.from(value).toString()
  }
  return text
}

test('a live tail says that it is there, then shows each record under its filters as it is written', async () => {
  await using server = await openWithUsage()
  const response = await server.get('/usage/tail?status=error')
  assert.equal(response.headers.get('content-type'), 'text/event-stream; charset=utf-8')
  assert.ok(response.body)
  const reader = response.body.getReader()
  assert.match(await readUntil(reader, 'ready'), /event: ready/)
  await server.write({ status: 'success' })
  await server.write({ status: 'upstream', errorCode: 'upstream_error' })
  const text = await readUntil(reader, '\n\n')
  const data = JSON.parse(/^data: (.*)$/m.exec(text)?.[1] ?? '') as { status: string; request_id: string }
  assert.deepEqual([data.status, text.includes(`id: ${data.request_id}\n`), text.match(/event: usage/g)?.length], ['upstream', true, 1])
  await reader.cancel()
})

test('a tail whose client leaves frees its place, and so does one of a server that stops', async () => {
  await using server = await openWithUsage()
  const all = server.freeTails()
  const leaving = new AbortController()
  const left = await server.get('/usage/tail', leaving.signal)
  assert.ok(left.body)
  await readUntil(left.body.getReader(), 'ready')
  assert.equal(server.freeTails(), all - 1)
  leaving.abort()
  while (server.freeTails() < all) await sleep(10)
  const stopped = await server.get('/usage/tail')
  server.drain()
  assert.match(await stopped.text(), /event: ready/)
  assert.equal(server.freeTails(), all)
})

test('a watcher that does not read is told how much it missed, and the writer never waits for it', async () => {
  await using server = await openWithUsage()
  const socket = connect(server.port, '127.0.0.1')
  let text = ''
  socket.write(`GET /control/v1/usage/tail HTTP/1.1\r\nhost: localhost\r\nauthorization: ${server.authorization}\r\n\r\n`)
  await new Promise<void>((resolve) => socket.once('data', () => resolve()))
  socket.pause()
  for (let at = 0; at < 2_000; at++) await server.write({ routing: 'x'.repeat(500) })
  socket.on('data', (bytes) => (text += bytes.toString('latin1')))
  socket.resume()
  while (!text.includes('event: gap')) await sleep(10)
  assert.match(text, /data: \{"missed":\d+\}/)
  socket.destroy()
})

test('an export is complete, however many pages it takes, and says what kind of file it is', async () => {
  await using server = await openWithUsage()
  for (let at = 0; at < 2_500; at++) await server.write()
  const response = await server.get('/usage/export')
  assert.match(response.headers.get('content-disposition') ?? '', /^attachment; filename="nexorouter-usage-.*\.csv"$/)
  assert.equal((await response.text()).split('\r\n').length, 2_502)
  const head = await fetch(`${server.url}/control/v1/usage/export`, { method: 'HEAD', headers: { authorization: server.authorization } })
  assert.deepEqual([head.status, await head.text()], [200, ''])
})

test('without a credential there is neither export nor tail', async () => {
  await using server = await openWithUsage()
  for (const path of ['/usage/export', '/usage/tail', '/stats', '/usage/summary'])
    assert.equal((await fetch(`${server.url}/control/v1${path}`)).status, 401, path)
})
