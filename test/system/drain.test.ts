// An orderly end under load: the server says that it is not ready, lets open answers end, admits nothing new, and loses nothing.
import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { request } from 'node:http'
import { dirname, join } from 'node:path'
import { after, before, test } from 'node:test'
import type { AccountJson } from '../../src/contract/control-api.ts'
import { parseUsd } from '../../src/contract/money.ts'
import { startFaultProvider, type FaultProvider } from '../faults/fault-provider.ts'
import { acmeYaml, startRouter, type Router } from './start-router.ts'
import { until } from './until.ts'

const streamsMax = 40
const yaml = (drainMs: number): string => acmeYaml(upstream.baseUrl, ['paced', 'endless'], `timeouts: { drain_ms: ${drainMs} }\n`)
let upstream: FaultProvider
let router: Router
before(async () => {
  upstream = await startFaultProvider()
  const text = 'word '.repeat(60).trim()
  upstream.script('paced', { then: { kind: 'answer', text, chunkDelayMs: 60 } })
  upstream.script('endless', { then: { kind: 'stall_mid_stream', afterChunks: 2 } })
  router = await startRouter({ yaml: yaml(20_000) })
})
after(async () => {
  await router?.[Symbol.asyncDispose]()
  await upstream.close()
})

const ask = (model: string): object => ({
  model,
  messages: [{ role: 'user', content: 'x' }],
  stream: true,
  stream_options: { include_usage: true },
})

/** One request on a connection of its own: a stopping server closes those that wait. */
function once(path: string, body?: object): Promise<{ status: number | undefined; retryAfter: string | undefined }> {
  const headers = { authorization: `Bearer ${router.key}`, 'content-type': 'application/json' }
  return new Promise((resolve, reject) => {
    const options = { port: router.port, host: '127.0.0.1', path, method: body === undefined ? 'GET' : 'POST', headers, agent: false }
    const outgoing = request(options, (response) => {
      response.resume()
      response.on('end', () => resolve({ status: response.statusCode, retryAfter: response.headers['retry-after'] }))
    })
    outgoing.on('error', reject)
    outgoing.end(body === undefined ? undefined : JSON.stringify(body))
  })
}

test('SIGTERM with open streams: not ready at once, nothing new admitted, every stream ends whole, exit 0, and all is on record', async () => {
  const streams = await Promise.all(Array.from({ length: streamsMax }, () => router.chat(ask('paced'))))
  for (const stream of streams) assert.equal(stream.status, 200)
  // None of them ends before everything was seen that only a server with open streams shows.
  upstream.hold()
  const ended = router.kill('SIGTERM')
  // The signal needs a moment to arrive.
  const ready = await until(
    () => once('/readyz'),
    ({ status }) => status !== 200,
  )
  assert.equal(ready.status, 503)
  assert.equal((await once('/healthz')).status, 200)
  const late = await once('/v1/chat/completions', ask('paced'))
  assert.equal(late.status, 503)
  assert.ok(Number(late.retryAfter) > 0)
  upstream.release()
  const texts = await Promise.all(streams.map((stream) => stream.text()))
  for (const text of texts) {
    assert.ok(text.endsWith('data: [DONE]\n\n'))
    assert.equal(text.match(/"content":"word/g)?.length, 60)
  }
  assert.equal(await ended, 0)
  assert.equal(upstream.calls.length, streamsMax)

  const records = await router.usage()
  const finished = records.filter((one) => one.status === 'success')
  assert.equal(finished.length, streamsMax)
  assert.deepEqual(finished.map((one) => one.request_id).sort(), streams.map((stream) => stream.headers.get('x-request-id') ?? '').sort())
  assert.deepEqual(
    records.filter((one) => one.status !== 'success').map((one) => [one.error_code, one.cost_usd]),
    [['upstream_unavailable', '0']],
  )
  const [account] = await router.json<AccountJson[]>('credit', 'show')
  const charged = finished.reduce((sum, one) => sum + (parseUsd(one.cost_usd) as bigint), 0n)
  assert.equal(account?.held_usd, '0')
  assert.equal(parseUsd(account?.balance_usd ?? ''), 5_000_000_000n - charged)
})

test('a stream that does not end in time gets an error event at the deadline, is billed what was received, and the exit is 0 all the same', async () => {
  writeFileSync(join(dirname(router.folder), 'nexorouter.yaml'), yaml(500))
  await router.start()
  const stream = await router.chat(ask('endless'))
  const reader = (stream.body as ReadableStream<Uint8Array>).getReader()
  await reader.read()
  const code = await router.kill('SIGTERM')
  assert.equal(code, 0)
  let rest = ''
  for (let part = await reader.read(); !part.done; part = await reader.read()) rest += Buffer.from(part.value).toString('utf8')
  const last = JSON.parse(rest.slice(rest.lastIndexOf('data: ') + 6)) as { error: { code: string }; choices?: unknown }
  assert.equal(last.error.code, 'upstream_unavailable')
  assert.equal(last.choices, undefined)
  assert.doesNotMatch(rest, /\[DONE\]/)
  const record = (await router.usage()).find((one) => one.request_id === stream.headers.get('x-request-id'))
  assert.ok(record !== undefined && record.completion_tokens > 0 && Number(record.cost_usd) > 0)
  assert.equal(record.status, 'gateway', 'the provider is not to blame')
  assert.equal((await router.json<AccountJson[]>('credit', 'show'))[0]?.held_usd, '0')
})
