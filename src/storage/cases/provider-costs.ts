// The case list of the port of provider costs. Every store passes all of it.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { asId, type ProviderId } from '../../contract/ids.ts'
import { type AttemptRecord, noUsage, type UsageRecord } from '../../contract/usage.ts'
import type { ProviderCost } from '../../ledger/provider-cost-store.ts'
import { dayMs } from '../../ledger/usage-statistics.ts'
import type { Store } from '../store.ts'
import { bob, furnish, keyOf, type OpenStore, recordOf, startMs } from './scene.ts'

const acme = asId<ProviderId>('acme')
const other = asId<ProviderId>('other')
const bobKey = keyOf({ id: asId('key_bob'), accountId: bob })
const today = Math.floor(startMs / dayMs) * dayMs
const always = [0, 2 * startMs] as const

function lost(provider: ProviderId, lostNano: string | null): AttemptRecord {
  return { provider, upstreamModel: 'm-1', startedMs: 0, durationMs: 5, result: 'failed', status: 200, failure: 'truncated', lostNano }
}

/** Rows of one model and day added up: a store may give several. */
function summed(rows: readonly ProviderCost[]) {
  const places = Map.groupBy(rows, (row) => [row.upstreamModel, row.model, (row.dayMs - today) / dayMs].join(' '))
  const sum = (of: readonly ProviderCost[], value: (row: ProviderCost) => number | bigint): bigint =>
    of.reduce((total, row) => total + BigInt(value(row)), 0n)
  return [...places]
    .map(([place, of]) => ({
      place,
      requests: [sum(of, (row) => row.requests), sum(of, (row) => row.unknownRequests), sum(of, (row) => row.estimatedRequests)],
      costNano: sum(of, (row) => row.costNano),
      tokens: [sum(of, (row) => row.promptTokens), sum(of, (row) => row.cachedTokens), sum(of, (row) => row.completionTokens)],
      lost: [sum(of, (row) => row.lostTries), sum(of, (row) => row.lostNano)],
    }))
    .sort((a, b) => (a.place < b.place ? -1 : 1))
}

export function providerCostCases(name: string, open: OpenStore): void {
  const story = (sentence: string, body: (store: Store) => Promise<void>): void => {
    test(`${name}: ${sentence}`, async () => {
      const store = await open()
      try {
        await furnish(store, 0n)
        await store.createAccount({ id: bob, name: 'Bob', atMs: startMs })
        await store.createKey(bobKey, 'hash of a key of Bob', null)
        await body(store)
      } finally {
        await store.close()
      }
    })
  }
  const answered = (id: string, change: Partial<UsageRecord> = {}): UsageRecord =>
    recordOf(id, 0n, {
      provider: acme,
      model: 'ours',
      upstreamModel: 'm-1',
      providerCostNano: 70n,
      tokens: { ...noUsage, prompt: 10, cached: 4, completion: 2 },
      ...change,
    })

  story('the costs of a provider are summed by its model and UTC day, over all accounts', async (store) => {
    const records = [
      answered('c1'),
      answered('c2', { accountId: bob, keyId: bobKey.id, providerCostNano: 30n, estimated: true }),
      answered('c3', { timeMs: today + dayMs, upstreamModel: 'm-2' }),
      answered('c4', { timeMs: today + dayMs - 1, providerCostNano: null }),
      answered('c5', { provider: other }),
      answered('c6', { tokens: noUsage, providerCostNano: null, status: 'upstream' }),
    ]
    for (const record of records) await store.record(record)
    assert.deepEqual(summed(await store.providerCosts(acme, ...always)), [
      { place: 'm-1 ours 0', requests: [3n, 1n, 1n], costNano: 100n, tokens: [30n, 12n, 6n], lost: [0n, 0n] },
      { place: 'm-2 ours 1', requests: [1n, 0n, 0n], costNano: 70n, tokens: [10n, 4n, 2n], lost: [0n, 0n] },
    ])
    assert.deepEqual(await store.providerCosts(asId<ProviderId>('nobody'), ...always), [])
  })

  story('the range takes its first instant and leaves its last', async (store) => {
    for (const [id, timeMs] of [
      ['c1', today - 1],
      ['c2', today],
      ['c3', today + dayMs - 1],
      ['c4', today + dayMs],
    ] as const)
      await store.record(answered(id, { timeMs }))
    const [row, ...more] = summed(await store.providerCosts(acme, today, today + dayMs))
    assert.deepEqual([row?.requests[0], more], [2n, []])
  })

  story('a try without an answer is counted at the provider that it reached, whoever answered in the end', async (store) => {
    await store.record(answered('c1', { provider: other, attempts: [lost(acme, '8'), lost(acme, null), lost(other, '5')] }))
    await store.record(answered('c2', { attempts: [{ ...lost(acme, '1'), lostNano: undefined } as never] }))
    assert.deepEqual(summed(await store.providerCosts(acme, ...always)), [
      { place: 'm-1 ours 0', requests: [1n, 0n, 0n], costNano: 70n, tokens: [10n, 4n, 2n], lost: [2n, 8n] },
    ])
  })

  story('what a crash cut off has no name of the provider, and a cost that nobody knows', async (store) => {
    await store.record(answered('c1', { upstreamModel: null, providerCostNano: null, estimated: true }))
    assert.deepEqual(summed(await store.providerCosts(acme, ...always))[0], {
      place: ' ours 0',
      requests: [1n, 1n, 1n],
      costNano: 0n,
      tokens: [10n, 4n, 2n],
      lost: [0n, 0n],
    })
  })
}
