// The case list of the statistics port. Every store passes all of it.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { asId, type KeyId, type MemberId, type ProviderId } from '../../contract/ids.ts'
import type { AttemptRecord, UsageRecord } from '../../contract/usage.ts'
import { hourMs, type StatisticsFilter, type StatisticsRow, type UsageTotals } from '../../ledger/usage-statistics.ts'
import type { UsageFilter } from '../../ledger/usage-store.ts'
import type { Store } from '../store.ts'
import { ann, annKey, bob, furnish, keyOf, type OpenStore, recordOf, requestId, reservation, startMs } from './scene.ts'

const otherKey = asId<KeyId>('key_other')
/** 08:00 UTC of a day; records lie around it, some hours on either side. */
const noonish = startMs
const statuses = ['success', 'success', 'success', 'upstream', 'user_error', 'cancelled', 'gateway'] as const

function attempt(provider: string, result: AttemptRecord['result']): AttemptRecord {
  return { provider: asId<ProviderId>(provider), upstreamModel: 'm', startedMs: 0, durationMs: 5, result, status: 200, failure: null }
}

/** Sixty records, 20 minutes apart: 20 hours over two UTC days. */
function records(): readonly UsageRecord[] {
  return Array.from({ length: 60 }, (_, index) => {
    const status = statuses[index % statuses.length] as (typeof statuses)[number]
    return recordOf(`s${String(index).padStart(2, '0')}`, status === 'success' ? BigInt(index * 1_000) : 0n, {
      timeMs: noonish + (index - 20) * 20 * 60_000 + 7,
      keyId: index % 3 === 0 ? otherKey : annKey,
      keyName: index % 3 === 0 ? 'other key' : 'first key',
      model: index % 11 === 0 ? null : index % 2 === 0 ? 'nexo-demo' : 'rare\nmodel',
      provider: index % 5 === 0 ? null : asId<ProviderId>(index % 2 === 0 ? 'demo' : 'acme'),
      status,
      errorCode: status === 'success' ? null : 'some_error',
      tokens: { prompt: index, cached: 1, cacheWrite: 0, completion: 2 * index, reasoning: 1 },
      latencyMs: 10 * (index + 1),
      ttftMs: index % 4 === 0 ? null : 0.5 + index,
      stream: index % 4 !== 0,
      count: status === 'user_error' ? 5 : 1,
      attempts: index % 5 === 0 ? [] : [attempt('acme', 'failed'), attempt('demo', status === 'cancelled' ? 'cancelled' : 'answered')],
    })
  })
}

export function usageStatisticsCases(name: string, open: OpenStore): void {
  const story = (sentence: string, body: (store: Store, written: readonly UsageRecord[]) => Promise<void>): void => {
    test(`${name}: ${sentence}`, async () => {
      const store = await open()
      try {
        await furnish(store, 0n)
        await store.createKey(
          keyOf({ id: otherKey, name: 'other key', memberId: asId<MemberId>('user_ann') }),
          'hash of the other key',
          null,
        )
        await store.createAccount({ id: bob, name: 'Bob', atMs: startMs })
        const written = records()
        await Promise.all(written.map((record) => store.record(record)))
        await body(store, written)
      } finally {
        await store.close()
      }
    })
  }

  story('totals are the sums of what the same filter lists, whatever the range cuts', async (store, written) => {
    const filters: readonly UsageFilter[] = [
      {},
      { fromMs: noonish - hourMs / 2, untilMs: noonish + 3 * hourMs + 5 },
      { fromMs: noonish + 1, untilMs: noonish + 100 },
      { fromMs: noonish - 2 * hourMs, untilMs: noonish },
      { untilMs: noonish + hourMs / 3 + 8 },
      { keyId: otherKey, fromMs: noonish - hourMs * 3.5 },
      { model: 'rare\nmodel', statuses: ['upstream', 'gateway'] },
      { provider: 'acme', statuses: ['success'] },
      { errorCode: 'some_error', untilMs: noonish },
      { stream: false },
      { costNanoMin: 20_000n },
      { requestId: requestId('s09') },
      { keyId: 'key_of_nobody' },
    ]
    for (const filter of filters) {
      const { records: found } = await store.listUsage(ann, filter, 1_000)
      assert.deepEqual(
        await store.usageTotals(ann, filter),
        totalsOf(found),
        JSON.stringify(filter, (_, value) => String(value)),
      )
    }
    assert.equal(written.length, 60)
    assert.deepEqual(await store.usageTotals(bob, {}), totalsOf([]))
  })

  story('the buckets of a histogram add up to the totals, in hours, days and odd widths', async (store) => {
    const range = { fromMs: noonish - 3 * hourMs, untilMs: noonish + 9 * hourMs }
    const filters: readonly UsageFilter[] = [range, { ...range, model: 'nexo-demo' }, { ...range, errorCode: 'some_error' }]
    for (const bucketMs of [60_000, 15 * 60_000, hourMs, 3 * hourMs, 24 * hourMs])
      for (const filter of filters) {
        const buckets = await store.usageHistogram(ann, filter, bucketMs)
        const starts = buckets.map((bucket) => bucket.startMs)
        assert.deepEqual(
          starts,
          [...new Set(starts)].sort((a, b) => a - b),
        )
        assert.ok(starts.every((start) => start % bucketMs === 0))
        const whole = await store.usageTotals(ann, filter)
        assert.equal(
          buckets.reduce((sum, bucket) => sum + bucket.requests, 0),
          whole.requests,
        )
        assert.equal(
          buckets.reduce((sum, bucket) => sum + bucket.errors, 0),
          whole.errors,
        )
        assert.equal(
          buckets.reduce((sum, bucket) => sum + bucket.costNano, 0n),
          whole.costNano,
        )
      }
  })

  story('statistics group by model, key, provider and status, over the range or by interval', async (store, written) => {
    const filter: StatisticsFilter = { fromMs: noonish - 5 * hourMs + 1, untilMs: noonish + 5 * hourMs - 1 }
    const inside = written.filter((record) => record.timeMs >= noonish - 5 * hourMs && record.timeMs < noonish + 5 * hourMs)
    const groups = { model: 'model', key: 'keyId', provider: 'provider', status: 'status' } as const
    for (const by of ['model', 'key', 'provider', 'status'] as const) {
      const rows = await store.usageStatistics(ann, { filter, by, everyHours: null })
      const expected = Map.groupBy(inside, (record) => record[groups[by]] ?? '')
      assert.deepEqual(new Set(rows.map((row) => row.group)), new Set(expected.keys()))
      for (const row of rows) assert.deepEqual(sumsOf(row), totalsOf(expected.get(row.group as never) ?? []), `${by} ${row.group}`)
      assert.deepEqual(new Set(rows.map((row) => row.label)), new Set(by === 'key' ? ['first key', 'other key'] : [null]))
    }
    const daily = await store.usageStatistics(ann, { filter: { ...filter, keyId: otherKey }, by: null, everyHours: 1 })
    assert.ok(daily.length >= 8)
    for (const row of daily)
      assert.deepEqual(
        sumsOf(row),
        totalsOf(inside.filter((record) => record.keyId === otherKey && Math.floor(record.timeMs / hourMs) * hourMs === row.startMs)),
      )
  })

  story('statistics group by member: whose key it is now, and nobody for keys that are nobody’s', async (store, written) => {
    const filter: StatisticsFilter = { fromMs: 0, untilMs: noonish * 2 }
    const sums = async () => {
      const rows = await store.usageStatistics(ann, { filter, by: 'member', everyHours: null })
      return new Map(rows.map((row) => [row.group, sumsOf(row)]))
    }
    const ofOther = totalsOf(written.filter((record) => record.keyId === otherKey))
    assert.deepEqual((await sums()).get('user_ann'), ofOther)
    assert.deepEqual((await sums()).get(''), totalsOf(written.filter((record) => record.keyId !== otherKey)))
    const only = { ...filter, memberId: 'user_ann' }
    const narrowed = await store.usageStatistics(ann, { filter: only, by: 'key', everyHours: null })
    assert.deepEqual(new Map(narrowed.map((row) => [row.group, sumsOf(row)])), new Map([[otherKey, ofOther]]))
    assert.equal((await store.usageTotals(ann, only)).requests, ofOther.requests)
    await store.changeKey(ann, otherKey, { memberId: asId<MemberId>('user_bob') })
    assert.deepEqual(new Set((await sums()).keys()), new Set(['', 'user_bob']))
  })

  story('speeds are counted of successes only, and both stores count the same steps', async (store, written) => {
    const filter: StatisticsFilter = { fromMs: 0, untilMs: noonish * 2 }
    const [row] = await store.usageStatistics(ann, { filter, by: null, everyHours: null })
    const well = written.filter((record) => record.status === 'success')
    const count = (speeds: StatisticsRow['latency']): number => speeds.reduce((sum, [, requests]) => sum + requests, 0)
    assert.equal(count(row?.latency ?? []), well.length)
    assert.equal(count(row?.ttft ?? []), well.filter((record) => record.ttftMs !== null).length)
    assert.deepEqual([row?.cachedTokens, row?.reasoningTokens], [60, 60])
    const failures = await store.usageStatistics(ann, { filter: { ...filter, statuses: ['upstream'] }, by: null, everyHours: null })
    assert.deepEqual(failures[0]?.latency, [])
  })

  story('health by day counts tries of each provider and requests of the gateway', async (store) => {
    const days = await store.healthDays(0)
    const sums = Map.groupBy(days, (day) => day.provider)
    const of = (provider: string | null): [number, number] => {
      const found = sums.get(provider === null ? null : asId<ProviderId>(provider)) ?? []
      return [found.reduce((sum, day) => sum + day.tries, 0), found.reduce((sum, day) => sum + day.failed, 0)]
    }
    const tried = records().filter((record) => record.attempts.length > 0)
    assert.deepEqual(of('acme'), [tried.length, tried.length])
    assert.deepEqual(of('demo'), [tried.filter((record) => record.status !== 'cancelled').length, 0])
    const own = records().filter((record) => ['success', 'upstream', 'gateway'].includes(record.status))
    assert.deepEqual(of(null), [own.length, own.filter((record) => record.status !== 'success').length])
    assert.deepEqual(await store.healthDays(noonish + 100 * 24 * hourMs), [])
  })

  story('what was reversed or adjusted is no spend any more, in every sum that its request is part of', async (store) => {
    await store.credit({ accountId: ann, kind: 'manual_credit', reference: 'r', amountNano: 1_000n, note: '', actor: '', atMs: startMs })
    const range = { fromMs: noonish, untilMs: noonish + hourMs, model: 'corrected' }
    const charge = async (id: string, undelivered: 'no_output' | null) => {
      await store.reserve(reservation(id, 100n))
      const record = recordOf(id, 100n, { model: 'corrected', timeMs: noonish + 5 })
      await store.settle({ id: requestId(id), record, overrunNano: 0n, undelivered })
    }
    await charge('c1', 'no_output')
    await charge('c2', null)
    await charge('c3', null)
    await charge('c4', null)
    await store.reverse({ accountId: ann, requestId: requestId('c2'), reason: 'client_left', actor: '', atMs: noonish + 50 * hourMs })
    const words = { accountId: ann, keyId: annKey, kind: 'adjustment', whenShort: 'refuse', note: '', actor: '', atMs: noonish } as const
    await store.adjust({ ...words, reference: `${requestId('c3')}:1`, amountNano: 30n })
    await store.adjust({ ...words, reference: `${requestId('c3')}:2`, amountNano: 5n })
    await store.adjust({ ...words, reference: `${requestId('c4')}:1`, amountNano: -7n })
    const expected = [172n, -228n]
    const said = ({ costNano, correctionsNano }: UsageTotals) => [costNano, correctionsNano]
    assert.deepEqual(said(await store.usageTotals(ann, range)), expected)
    assert.deepEqual(said(await store.usageTotals(ann, { ...range, stream: true })), expected)
    const [row] = await store.usageStatistics(ann, { filter: range, by: 'model', everyHours: 1 })
    assert.deepEqual(row && said(row), expected)
    for (const bucketMs of [60_000, hourMs])
      assert.deepEqual(
        (await store.usageHistogram(ann, range, bucketMs)).map(({ costNano }) => costNano),
        [172n],
      )
    const { records } = await store.listUsage(ann, range, 10)
    const corrections = new Map(
      records.map(({ requestId: id, reversal, adjustedNano }) => [id.slice(-2), [reversal?.amountNano, adjustedNano]]),
    )
    assert.deepEqual(Object.fromEntries(corrections), {
      c1: [100n, undefined],
      c2: [100n, undefined],
      c3: [undefined, -35n],
      c4: [undefined, 7n],
    })
    const moved = (await store.listEntries(ann, 100)).filter(({ kind }) => ['charge', 'reversal', 'adjustment'].includes(kind))
    const paid = moved.reduce((sum, { toAccount, amountNano }) => sum + (toAccount === 'revenue' ? amountNano : -amountNano), 0n)
    assert.equal(paid, 172n)
  })

  story('settled and refused requests are summed alike, and a batch that fails leaves no sum behind', async (store) => {
    await store.credit({ accountId: ann, kind: 'manual_credit', reference: 'r', amountNano: 1_000n, note: '', actor: '', atMs: startMs })
    await store.reserve(reservation('h1', 60n))
    const before = await store.usageTotals(ann, {})
    await Promise.allSettled([
      store.settle({ id: requestId('h1'), record: recordOf('h1', 45n), overrunNano: 0n }),
      store.record(recordOf('s01', 0n)),
      store.record(recordOf('z1', 0n)),
    ])
    const after = await store.usageTotals(ann, {})
    assert.equal(after.requests - before.requests, 2)
    assert.equal(after.costNano - before.costNano, 45n)
  })
}

function totalsOf(found: readonly UsageRecord[]): UsageTotals {
  const sum = (value: (record: UsageRecord) => number): number => found.reduce((total, record) => total + value(record), 0)
  return {
    requests: sum((record) => record.count),
    errors: sum((record) => (record.status === 'success' || record.status === 'cancelled' ? 0 : record.count)),
    costNano: found.reduce((total, record) => total + record.costNano + correctionOf(record), 0n),
    correctionsNano: found.reduce((total, record) => total + correctionOf(record), 0n),
    promptTokens: sum((record) => record.tokens.prompt),
    completionTokens: sum((record) => record.tokens.completion),
  }
}

function correctionOf({ adjustedNano = 0n, reversal }: UsageRecord): bigint {
  return adjustedNano - (reversal?.amountNano ?? 0n)
}

function sumsOf({ requests, errors, costNano, correctionsNano, promptTokens, completionTokens }: StatisticsRow): UsageTotals {
  return { requests, errors, costNano, correctionsNano, promptTokens, completionTokens }
}
