// A data folder that becomes full, by a limit on the size of files: nothing new is admitted, open answers end, and nothing is lost.
import assert from 'node:assert/strict'
import { execFileSync, spawn } from 'node:child_process'
import { after, before, test } from 'node:test'
import type { AccountJson } from '../../src/contract/control-api.ts'
import { startFaultProvider, type FaultProvider } from '../faults/fault-provider.ts'
import { acmeYaml, freePort, launcher, startRouter, type Router } from './start-router.ts'
import { statusOf, until } from './until.ts'

let upstream: FaultProvider
let router: Router
before(async () => {
  upstream = await startFaultProvider()
  router = await startRouter({ yaml: acmeYaml(upstream.baseUrl, ['a']) })
})
after(async () => {
  await router?.[Symbol.asyncDispose]()
  await upstream.close()
})

const ask = { model: 'a', messages: [{ role: 'user', content: 'x' }], max_tokens: 100 }

/** From now on no file of the server may grow beyond this many bytes; the store meets the error of a full disk. */
function allow(bytes: '1024' | 'unlimited'): void {
  execFileSync('prlimit', [`--pid=${router.process().pid}`, `--fsize=${bytes}:unlimited`])
}

async function readyAs(status: number): Promise<void> {
  const found = await until(
    () => statusOf(`http://127.0.0.1:${router.port}/readyz`),
    (one) => one === status,
  )
  assert.equal(found, status)
}

/** The callers are told that the operator sees why: in the log. */
async function said(words: RegExp): Promise<void> {
  assert.match(await until(router.log, (log) => words.test(log)), words)
}

async function held(): Promise<string | undefined> {
  return (await router.json<AccountJson[]>('credit', 'show'))[0]?.held_usd
}

test('while the disk is full nothing is admitted or sent upstream, an open answer ends, and its charge is made when there is room again', async () => {
  upstream.hold()
  const running = router.chat(ask)
  await upstream.arrived(1)
  allow('1024')
  upstream.release()
  const answered = await running
  assert.equal(answered.status, 200)
  const calls = upstream.calls.length
  for (let tries = 0; tries < 5; tries++) {
    const refused = await router.chat(ask)
    assert.equal(refused.status, 503)
    assert.equal(((await refused.json()) as { error: { code: string } }).error.code, 'upstream_unavailable')
    assert.ok(Number(refused.headers.get('retry-after')) > 0)
  }
  assert.equal(upstream.calls.length, calls)
  await readyAs(503)
  assert.equal((await fetch(`http://127.0.0.1:${router.port}/healthz`)).status, 200)
  const { code, stderr } = await router.cli('healthcheck')
  assert.deepEqual([code, stderr], [1, 'nexorouter: not ready: The disk takes no writes: it is full or failing.\n'])
  await said(/"level":"error".*the disk takes no writes/)

  allow('unlimited')
  await readyAs(200)
  await said(/the disk takes writes again/)
  assert.equal((await router.chat(ask)).status, 200)
  const records = await router.usage((all) => all.length === 7)
  const record = records.find((one) => one.request_id === answered.headers.get('x-request-id'))
  assert.deepEqual([record?.status, record?.cost_usd], ['success', answered.headers.get('x-nexorouter-cost-usd')])
  assert.deepEqual(records.map((one) => one.status).sort(), ['gateway', 'gateway', 'gateway', 'gateway', 'gateway', 'success', 'success'])
  assert.equal(await held(), '0')
})

test('a server whose disk is full still stops in order, and the next start ends what it could not', async () => {
  const calls = upstream.calls.length
  upstream.hold()
  const running = router.chat(ask)
  await upstream.arrived(calls + 1)
  allow('1024')
  upstream.release()
  assert.equal((await running).status, 200)
  assert.equal((await router.chat(ask)).status, 503)
  assert.equal(await router.kill('SIGTERM'), 0)
  await router.start()
  assert.equal(await held(), '0')
  const id = (await running).headers.get('x-request-id')
  assert.equal((await router.usage()).filter((one) => one.request_id === id).length, 1)
  assert.equal((await router.chat(ask)).status, 200)
})

test('a start on a full disk ends with 5, a sentence and no stack, and the data is as it was', async () => {
  await router.kill('SIGTERM')
  // Too full to open anything, and full where the first commit goes: a page of the store has 8 KiB.
  for (const kibibytes of [1, 9]) {
    const serve = `ulimit -S -f ${kibibytes}; exec '${process.execPath}' '${launcher}' serve`
    const env = { ...process.env, NEXOROUTER_DATA_DIR: router.folder, PORT: String(await freePort()) }
    const child = spawn('bash', ['-c', serve], { env, stdio: ['ignore', 'pipe', 'pipe'] })
    let said = ''
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (bytes) => (said += String(bytes)))
    const code = await new Promise((resolve) => child.once('close', resolve))
    assert.equal(code, 5, said)
    assert.match(said, /free (some|disk) space/)
    assert.doesNotMatch(said, /\n\s+at /)
  }
  await router.start()
  assert.equal((await router.chat(ask)).status, 200)
})
