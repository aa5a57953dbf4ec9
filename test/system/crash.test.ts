// kill -9 under load, again and again: every request that reached the upstream has exactly one usage record, and the books balance.
// The oracle is the upstream's own log. More rounds by hand: CRASH_ROUNDS=1000 node --test test/system/crash.test.ts
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseUsd } from '../../src/contract/money.ts'
import type { UsageJson } from '../../src/contract/usage.ts'
import { acmeYaml, freePort, startRouter, type Router } from './start-router.ts'
import { crashRounds } from './rounds.ts'

/** Starts the scripted upstream as a process of its own, so that its log cannot die with anything else. */
async function startUpstream(folder: string): Promise<{ baseUrl: string; log: string; stop(): void }> {
  const port = await freePort()
  const log = join(folder, 'upstream.log')
  const program = new URL('../faults/fault-provider.ts', import.meta.url).pathname
  const child = spawn(process.execPath, [program, '--port', String(port), '--log', log], { stdio: ['ignore', 'inherit', 'inherit'] })
  const baseUrl = `http://127.0.0.1:${port}/v1`
  for (let tries = 0; tries < 200; tries++) {
    if (
      await fetch(`${baseUrl}/models`).then(
        (answer) => answer.ok,
        () => false,
      )
    )
      return { baseUrl, log, stop: () => void child.kill('SIGKILL') }
    await sleep(25)
  }
  throw new Error('the scripted upstream did not start')
}

/** About 200 requests a second, a third of them streams, until told to stop; answers and failures alike are ignored. */
function load(router: Router): { stop(): Promise<void> } {
  let running = true
  const open = new Set<Promise<unknown>>()
  const loop = async (): Promise<void> => {
    for (let sent = 0; running; sent++) {
      const stream = sent % 3 === 0
      const request = router
        .chat({ model: 'a', messages: [{ role: 'user', content: `number ${sent}` }], stream })
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
  let after = ''
  for (;;) {
    const response = await fetch(
      `http://127.0.0.1:${router.port}/control/v1/usage?limit=1000${after === '' ? '' : `&after=${encodeURIComponent(after)}`}`,
      {
        headers: { authorization: `Bearer ${router.managementKey}` },
      },
    )
    assert.equal(response.status, 200)
    const page = (await response.json()) as { data: UsageJson[]; next: string | null }
    records.push(...page.data)
    if (page.next === null) return records
    after = page.next
  }
}

async function balance(router: Router): Promise<bigint> {
  const response = await fetch(`http://127.0.0.1:${router.port}/control/v1/accounts`, {
    headers: { authorization: `Bearer ${router.managementKey}` },
  })
  const { data } = (await response.json()) as { data: { balance_usd: string; held_usd: string }[] }
  assert.equal(parseUsd(data[0]?.held_usd ?? ''), 0n, 'no hold stays open')
  return parseUsd(data[0]?.balance_usd ?? '') as bigint
}

test(`after ${crashRounds} kills under load no request is missing, none is charged twice, and the balance is what was charged`, async () => {
  const folder = mkdtempSync(join(tmpdir(), 'nexorouter-crash-'))
  const upstream = await startUpstream(folder)
  const router = await startRouter({ yaml: acmeYaml(upstream.baseUrl, ['a']) })
  try {
    const before = await balance(router)
    for (let round = 0; round < crashRounds; round++) {
      const traffic = load(router)
      await sleep(60 + Math.random() * 300)
      await router.kill('SIGKILL')
      await traffic.stop()
      await router.start()
    }
    // Requests of the last moment may still be recovered; the server settled them before it listened.
    const records = await allUsage(router)
    const byId = new Map(records.map((record) => [record.request_id, record]))
    assert.equal(byId.size, records.length, 'no request has two records')
    const reached = readFileSync(upstream.log, 'utf8')
      .split('\n')
      .filter((line) => line.includes('"event":"call"'))
      .map((line) => (JSON.parse(line) as { requestId: string }).requestId)
    assert.ok(reached.length > crashRounds * 5, `the load reached the upstream (${reached.length} calls)`)
    const missing = reached.filter((id) => !byId.has(id))
    assert.deepEqual(missing, [], 'every request that reached the upstream has a record')
    const charged = records.reduce((sum, record) => sum + (parseUsd(record.cost_usd) as bigint), 0n)
    assert.equal(await balance(router), before - charged, 'the balance fell by exactly the sum of the charges')
    assert.ok(
      records.some((record) => record.error_code?.startsWith('recovered')),
      'some kill met a request in flight',
    )
    assert.ok(records.some((record) => record.status === 'success'))
  } finally {
    await router[Symbol.asyncDispose]()
    upstream.stop()
    rmSync(folder, { recursive: true, force: true })
  }
})
