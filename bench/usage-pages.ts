// What pages over many usage records take in the SQLite store. Run by hand: node bench/usage-pages.ts [records, default 1000000]
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { performance } from 'node:perf_hooks'
import { uuid7 } from '../src/base/uuid7.ts'
import { asId, type ProviderId } from '../src/contract/ids.ts'
import type { UsageRecord } from '../src/contract/usage.ts'
import type { UsageFilter } from '../src/ledger/usage-store.ts'
import { ann, annKey, keyOf, recordOf } from '../src/storage/cases/scene.ts'
import { openSqliteStore, type SqliteStore } from '../src/storage/sqlite/open.ts'

const count = Number(process.argv[2] ?? 1_000_000)
const dayMs = 86_400_000
const untilMs = 1_800_000_000_000
const fromMs = untilMs - 30 * dayMs
const models = ['deepseek-v4-flash', 'gpt-5', 'claude-sonnet-4', 'qwen3']
const statuses = ['success', 'success', 'success', 'success', 'success', 'success', 'success', 'upstream', 'user_error'] as const
/** Written at once; below the store's queue. */
const batch = 5_000

function recordAt(at: number): UsageRecord {
  const timeMs = Math.floor(fromMs + (at * (untilMs - fromMs)) / count)
  const status = statuses[at % statuses.length] as (typeof statuses)[number]
  const provider = asId<ProviderId>(`provider-${at % 3}`)
  return recordOf('', status === 'success' ? BigInt(1_000 + (at % 997)) : 0n, {
    requestId: asId(uuid7(timeMs)),
    timeMs,
    keyId: at % 4 === 0 ? asId('key_other') : annKey,
    model: models[at % models.length] as string,
    provider,
    status,
    errorCode: status === 'success' ? null : at % 1_000 === 8 ? 'rare_error' : 'upstream_error',
    user: at % 50_000 === 3 ? 'rare user' : null,
    latencyMs: 200 + ((at * 7_919) % 4_000),
    attempts: [{ provider, upstreamModel: 'm', startedMs: 1, durationMs: 400, result: 'answered', status: 200, failure: null }],
  })
}

async function fill(store: SqliteStore): Promise<void> {
  await store.createAccount({ id: ann, name: 'Ann', atMs: fromMs })
  await store.createKey(keyOf(), 'hash', null)
  await store.createKey(keyOf({ id: asId('key_other') }), 'other hash', null)
  const started = performance.now()
  for (let at = 0; at < count; at += batch)
    await Promise.all(Array.from({ length: Math.min(batch, count - at) }, (_, index) => store.record(recordAt(at + index))))
  console.log(`${count} records written, ${(((performance.now() - started) * 1_000) / count).toFixed(1)} us each`)
}

async function time(name: string, run: () => Promise<unknown>): Promise<void> {
  const took: number[] = []
  for (let turn = 0; turn < 3; turn++) {
    const started = performance.now()
    await run()
    took.push(performance.now() - started)
  }
  console.log(
    `${name.padEnd(58)} ${Math.max(...took)
      .toFixed(0)
      .padStart(6)} ms (slowest of 3)`,
  )
}

const filters: Readonly<Record<string, UsageFilter>> = {
  'no filter': {},
  'one model': { model: 'qwen3' },
  'errors of a day': { statuses: ['upstream', 'user_error'], fromMs: untilMs - dayMs },
  'a rare error': { errorCode: 'rare_error' },
  'a rare user': { user: 'rare user' },
  'a member without requests': { memberId: 'nobody' },
  'nothing matches': { model: 'none', costNanoMin: 5n },
}

const folder = mkdtempSync(join(tmpdir(), 'nexorouter-bench-'))
const store = await openSqliteStore({ folder, relaxed: true })
try {
  await fill(store)
  for (const [name, filter] of Object.entries(filters)) {
    const ranged = { fromMs, untilMs, ...filter }
    const page = await store.listUsage(ann, filter, 50)
    await time(`page of 50: ${name}`, () => store.listUsage(ann, filter, 50))
    if (page.next !== null) await time(`the page after it: ${name}`, () => store.listUsage(ann, filter, 50, page.next ?? ''))
    await time(`summary: ${name}`, () => store.usageTotals(ann, ranged))
    await time(`histogram of 60: ${name}`, () => store.usageHistogram(ann, ranged, dayMs / 2))
  }
  for (const by of ['model', 'key', 'provider', 'status'] as const)
    await time(`statistics by ${by}`, () => store.usageStatistics(ann, { filter: { fromMs, untilMs }, by, everyHours: null }))
  await time('statistics by model, daily', () => store.usageStatistics(ann, { filter: { fromMs, untilMs }, by: 'model', everyHours: 24 }))
  await time('health of 90 days', () => store.healthDays(untilMs - 90 * dayMs))
} finally {
  await store.close()
  rmSync(folder, { recursive: true, force: true })
}
