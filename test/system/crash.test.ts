// kill -9 under load, again and again: every request that reached the upstream has exactly one usage record, nobody pays for more than the
// upstream sent, no balance and no budget is overdrawn, and the books balance. The oracle is the upstream's own log. More rounds by hand: CRASH_ROUNDS=1000 node --test test/system/crash.test.ts
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseUsd } from '../../src/contract/money.ts'
import type { KeyJson } from '../../src/contract/control-api.ts'
import type { UsageJson } from '../../src/contract/usage.ts'
import { acmeYaml, freePort, startRouter, type Router } from './start-router.ts'
import { crashRounds } from './rounds.ts'
import { statusOf, until } from './until.ts'

/** Starts the scripted upstream as a process of its own, so that its log cannot die with anything else. */
async function startUpstream(folder: string): Promise<{ baseUrl: string; log: string; stop(): void }> {
  const port = await freePort()
  const log = join(folder, 'upstream.log')
  const script = join(folder, 'script.json')
  // Longer than a second, so that kills meet streams with a watermark.
  const words = Array.from({ length: 90 }, (_, at) => `w${at}`).join(' ')
  writeFileSync(script, JSON.stringify({ slow: { then: { kind: 'answer', text: words, chunkDelayMs: 20 } } }))
  const program = new URL('../faults/fault-provider.ts', import.meta.url).pathname
  const child = spawn(process.execPath, [program, '--port', String(port), '--log', log, '--script', script], {
    stdio: ['ignore', 'inherit', 'inherit'],
  })
  const baseUrl = `http://127.0.0.1:${port}/v1`
  const ready = await until(
    () => statusOf(`${baseUrl}/models`),
    (status) => status === 200,
  )
  assert.equal(ready, 200, 'the scripted upstream starts')
  return { baseUrl, log, stop: () => void child.kill('SIGKILL') }
}

/** About 200 requests a second of two keys, a third of them streams that take two seconds, until told to stop; failures are ignored. */
function load(router: Router, secondKey: string): { stop(): Promise<void> } {
  let running = true
  const open = new Set<Promise<unknown>>()
  const loop = async (): Promise<void> => {
    for (let sent = 0; running; sent++) {
      const stream = sent % 3 === 0
      const body = { model: stream ? 'slow' : 'a', messages: [{ role: 'user', content: `number ${sent}` }], max_tokens: 200, stream }
      const request = router
        .chat(body, { key: sent % 5 === 0 ? secondKey : router.key })
        .then((response) => response.text())
        .catch(() => undefined)
        .finally(() => open.delete(request))
      open.add(request)
      await sleep(5)
    }
  }
  const looping = loop()
  return {
    async stop() {
      running = false
      await looping
      await Promise.all(open)
    },
  }
}

async function allUsage(router: Router): Promise<UsageJson[]> {
  const records: UsageJson[] = []
  for (let after = ''; ; ) {
    const page = await control<{ data: UsageJson[]; next: string | null }>(router, `/usage?limit=1000${after}`)
    records.push(...page.data)
    if (page.next === null) return records
    after = `&after=${encodeURIComponent(page.next)}`
  }
}

async function control<T>(router: Router, path: string): Promise<T> {
  const headers = { authorization: `Bearer ${router.managementKey}` }
  const response = await fetch(`http://127.0.0.1:${router.port}/control/v1${path}`, { headers })
  assert.equal(response.status, 200)
  return (await response.json()) as T
}

async function balance(router: Router): Promise<bigint> {
  const { data } = await control<{ data: { balance_usd: string; held_usd: string }[] }>(router, '/accounts')
  assert.equal(parseUsd(data[0]?.held_usd ?? ''), 0n, 'no hold stays open')
  // A sign makes it no amount at all.
  return parseUsd(data[0]?.balance_usd ?? '') as bigint
}

interface Reached {
  readonly requestId: string
  readonly bytesSent: number
}

/** Every call that reached the upstream, with what it was sent; calls whose end is not logged are still being written. */
function reachedCalls(log: string): { readonly all: readonly string[]; readonly ended: readonly Reached[] } {
  const lines = readFileSync(log, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Reached & { event: string })
  return {
    all: lines.filter(({ event }) => event === 'call').map(({ requestId }) => requestId),
    ended: lines.filter(({ event }) => event === 'end'),
  }
}

/** It grows by each call that reaches the upstream. */
function lengthOf(log: string): number {
  return existsSync(log) ? statSync(log).size : 0
}

/** Mostly while everything is young, sometimes when streams have run for more than a second. */
function untilKillMs(round: number): number {
  return round % 5 === 4 ? 1_200 + Math.random() * 600 : 60 + Math.random() * 300
}

/** An event of a stream is longer than this, and carries one token. */
const eventBytesLeast = 60

test(`after ${crashRounds} kills under load no request is missing, none is charged twice, and the balance is what was charged`, async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'nexorouter-crash-'))
  const upstream = await startUpstream(folder)
  const router = await startRouter({ yaml: acmeYaml(upstream.baseUrl, ['a', 'slow']) })
  try {
    const before = await balance(router)
    const tight = await router.createKey('--name', 'tight', '--budget-usd', '0.002', '--budget-reset', 'monthly')
    let recoveredMsMost = 0
    for (let round = 0; round < crashRounds; round++) {
      const quiet = lengthOf(upstream.log)
      const traffic = load(router, tight.key)
      // The time begins with the first stream of this round at the upstream, on a busy machine too.
      await until(
        () => lengthOf(upstream.log),
        (length) => length > quiet,
        5,
      )
      await sleep(untilKillMs(round))
      await router.kill('SIGKILL')
      await traffic.stop()
      await router.start()
      assert.ok((await balance(router)) >= 0n)
      const { recovery } = await control<{ recovery: { duration_ms: number } }>(router, '/status')
      recoveredMsMost = Math.max(recoveredMsMost, recovery.duration_ms)
    }
    // Requests of the last moment may still be recovered; the server settled them before it listened.
    const records = await allUsage(router)
    const byId = new Map(records.map((record) => [record.request_id, record]))
    assert.equal(byId.size, records.length, 'no request has two records')
    const reached = reachedCalls(upstream.log)
    assert.ok(reached.all.length > crashRounds * 5, `the load reached the upstream (${reached.all.length} calls)`)
    const missing = reached.all.filter((id) => !byId.has(id))
    assert.deepEqual(missing, [], 'every request that reached the upstream has a record')
    const beyond = reached.ended.filter(({ requestId, bytesSent }) => {
      const record = byId.get(requestId)
      return record !== undefined && record.cost_usd !== '0' && record.completion_tokens * eventBytesLeast > bytesSent && record.stream
    })
    assert.deepEqual(beyond, [], 'nobody paid for output that the upstream did not send')
    const costOf = (some: readonly UsageJson[]): bigint => some.reduce((sum, record) => sum + (parseUsd(record.cost_usd) as bigint), 0n)
    assert.equal(await balance(router), before - costOf(records), 'the balance fell by exactly the sum of the charges')
    const key = await control<KeyJson>(router, `/keys/${tight.id}`)
    const spent = costOf(records.filter(({ key_name: name }) => name === 'tight'))
    assert.equal(parseUsd(key.budget_spent_usd ?? ''), spent, 'the window of a budget has what its requests were charged')
    assert.ok(spent <= 2_000_000n, 'a budget is not overdrawn')
    for (const code of ['recovered_unknown', 'recovered_partial'])
      assert.ok(
        records.some((record) => record.error_code === code),
        `some kill met a request that ended as ${code}`,
      )
    assert.ok(records.some((record) => record.status === 'success'))
    t.diagnostic(`${reached.all.length} calls, ${records.length} records, slowest recovery ${Math.round(recoveredMsMost)} ms`)
    await router.kill('SIGTERM')
    const verified = await router.cli('ledger', 'verify')
    assert.equal(verified.code, 0, verified.stderr + verified.stdout)
  } finally {
    await router[Symbol.asyncDispose]()
    upstream.stop()
    rmSync(folder, { recursive: true, force: true })
  }
})
