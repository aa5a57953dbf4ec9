// The sums of usage records in an older file: made once from what rests there, the same as if they had been kept from the start.
import assert from 'node:assert/strict'
import { DatabaseSync } from 'node:sqlite'
import { test } from 'node:test'
import { asId } from '../../contract/ids.ts'
import { emptyStoreFolder, opened } from '../cases/scratch.ts'
import { ann, annKey, furnish, recordOf, requestId, reservation, startMs } from '../cases/scene.ts'
import { corrections } from './engine/migrations/corrections.ts'
import { usageStatisticsMigration } from './engine/migrations/usage-statistics.ts'
import { databaseFile } from './open.ts'
import type { SqliteStore } from './open.ts'

const range = { fromMs: startMs - 86_400_000, untilMs: startMs + 86_400_000 }

async function pages(store: SqliteStore): Promise<unknown> {
  const rows = await store.usageStatistics(ann, { filter: range, by: 'model', everyHours: 1 })
  const steps = (of: readonly (readonly [number, number])[]) => [...of].sort((a, b) => a[0] - b[0])
  return {
    totals: await store.usageTotals(ann, { fromMs: range.fromMs, untilMs: range.untilMs }),
    health: await store.healthDays(0),
    rows: rows.map((row) => ({ ...row, latency: steps(row.latency), ttft: steps(row.ttft) })),
  }
}

test('the sums of an older file are made from its records', async (t) => {
  const folder = await emptyStoreFolder()
  const store = await opened(t, { folder })
  await furnish(store, 0n)
  const written = Array.from({ length: 200 }, (_, at) =>
    store.record(
      recordOf(`m${at}`, BigInt(at), {
        timeMs: startMs + at * 600_000 - 60_000_000,
        model: at % 4 === 0 ? null : `model ${at % 3}`,
        status: at % 5 === 0 ? 'upstream' : 'success',
        latencyMs: at * 3.7,
        ttftMs: at % 2 === 0 ? null : at / 10,
        attempts: [
          { provider: asId('a'), upstreamModel: 'm', startedMs: 0, durationMs: 1, result: 'failed', status: 500, failure: 'server_error' },
          { provider: asId('b'), upstreamModel: 'm', startedMs: 1, durationMs: 1, result: 'answered', status: 200, failure: null },
        ],
      }),
    ),
  )
  await Promise.all(written)
  await store.credit({ accountId: ann, kind: 'manual_credit', reference: 'r', amountNano: 100n, note: '', actor: '', atMs: startMs })
  for (const name of ['c1', 'c2']) {
    await store.reserve(reservation(name, 40n))
    await store.settle({
      id: requestId(name),
      record: recordOf(name, 40n),
      overrunNano: 0n,
      undelivered: name === 'c1' ? 'no_output' : null,
    })
  }
  const words = { accountId: ann, keyId: annKey, kind: 'adjustment', whenShort: 'refuse', note: '', actor: '', atMs: startMs } as const
  await store.adjust({ ...words, reference: `${requestId('c2')}:1`, amountNano: 9n })
  const kept = await pages(store)
  await store.close()
  const file = new DatabaseSync(databaseFile(folder))
  file.exec(
    'DROP TABLE usage_hours; DROP TABLE health_days; DROP INDEX usage_corrected; ALTER TABLE usage_records DROP COLUMN adjusted_nano',
  )
  file.exec(usageStatisticsMigration)
  file.exec(corrections)
  file.close()
  const again = await opened(t, { folder })
  assert.deepEqual(await pages(again), kept)
})

test('absurd token counts of a provider end at a limit and never keep a record from being written', async (t) => {
  const store = await opened(t, { folder: await emptyStoreFolder() })
  await furnish(store, 0n)
  const tokens = { prompt: Number.MAX_SAFE_INTEGER, cached: 0, cacheWrite: 0, completion: 1, reasoning: 0 }
  for (let at = 0; at < 3; at++) await Promise.all([0, 1, 2].map((part) => store.record(recordOf(`a${at}${part}`, 0n, { tokens }))))
  const { requests, promptTokens } = await store.usageTotals(ann, {})
  assert.deepEqual([requests, promptTokens], [9, Number.MAX_SAFE_INTEGER])
})
