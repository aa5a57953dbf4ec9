// The case list of the usage port. Every store passes all of it.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { asId, type KeyId, type MemberId, type ProviderId } from '../../contract/ids.ts'
import type { UsageRecord } from '../../contract/usage.ts'
import type { UsageFilter } from '../../ledger/usage-store.ts'
import type { Store } from '../store.ts'
import { ann, annKey, bob, creditAnn, furnish, keyOf, type OpenStore, recordOf, requestId, reservation, startMs } from './scene.ts'

const otherKey = asId<KeyId>('key_other')

/** Forty refusals, four in each millisecond, so that time alone does not order them. */
function records(): readonly UsageRecord[] {
  return Array.from({ length: 40 }, (_, index) =>
    recordOf(`u${String(index).padStart(2, '0')}`, BigInt(index % 6), {
      timeMs: startMs + Math.floor(index / 4),
      keyId: index % 3 === 0 ? otherKey : annKey,
      model: index % 5 === 0 ? 'rare' : 'nexo-demo',
      provider: index % 7 === 0 ? null : asId<ProviderId>('demo'),
      stream: index % 4 !== 0,
      user: index % 3 === 0 ? 'eve' : null,
      status: index % 10 === 0 ? 'upstream' : 'success',
      errorCode: index % 10 === 0 ? 'upstream_error' : null,
    }),
  )
}

export function usageCases(name: string, open: OpenStore): void {
  const story = (sentence: string, body: (store: Store) => Promise<void>): void => {
    test(`${name}: ${sentence}`, async () => {
      const store = await open()
      try {
        await furnish(store, 0n)
        await store.createKey(keyOf({ id: otherKey, memberId: asId<MemberId>('user_ann') }), 'hash of the other key', null)
        await store.createAccount({ id: bob, name: 'Bob', atMs: startMs })
        await body(store)
      } finally {
        await store.close()
      }
    })
  }
  /** All pages put together; also checks that no page is larger than asked for. */
  const all = async (store: Store, filter: UsageFilter, limit: number): Promise<string[]> => {
    const ids: string[] = []
    for (let after: string | undefined; ; ) {
      const page = await store.listUsage(ann, filter, limit, after)
      assert.ok(page.records.length <= limit)
      ids.push(...page.records.map((record) => record.requestId))
      if (page.next === null) return ids
      after = page.next
    }
  }

  story('a record comes back as it was written', async (store) => {
    const record = recordOf('u1', 0n, {
      attempts: [
        {
          provider: asId<ProviderId>('demo'),
          upstreamModel: 'm',
          startedMs: 1.25,
          durationMs: 20,
          result: 'failed',
          status: 503,
          failure: 'overloaded',
        },
      ],
      tokens: { prompt: 2 ** 31, cached: 1, cacheWrite: 2, completion: 3, reasoning: 4 },
      providerCostNano: 2n ** 62n,
      ttftMs: null,
      estimated: true,
      stream: false,
      stoppedBy: 'output_cap',
      routing: 'the only offer',
      user: "o'brien; --",
      count: 3,
    })
    await store.record(record)
    assert.deepEqual(await store.getUsage(ann, record.requestId), record)
    assert.equal(await store.getUsage(bob, record.requestId), undefined)
    assert.equal(await store.getUsage(ann, requestId('u2')), undefined)
  })

  story('whoever has an answer finds its record and what it cost, however early they look', async (store) => {
    await creditAnn(store, 100n, 'credit')
    await store.reserve(reservation('r1', 60n))
    // Nobody waits for these two: the client has its answer meanwhile.
    const settled = store.settle({ id: requestId('r1'), record: recordOf('r1', 45n), overrunNano: 0n })
    const refused = store.record(recordOf('r2', 0n, { status: 'quota', timeMs: startMs + 1 }))
    const [list, one, totals, balance, key] = await Promise.all([
      store.listUsage(ann, {}, 10),
      store.getUsage(ann, requestId('r1')),
      store.usageTotals(ann, {}),
      store.getBalance(ann),
      store.getKey(ann, annKey),
    ])
    assert.deepEqual(
      list.records.map((record) => record.requestId),
      [requestId('r2'), requestId('r1')],
    )
    assert.equal(one?.costNano, 45n)
    assert.equal(totals.requests, 2)
    assert.deepEqual([balance?.balanceNano, balance?.heldNano, key?.spentNano], [55n, 0n, 45n])
    await Promise.all([settled, refused])
  })

  story('pages run from the newest to the oldest without gaps or repeats', async (store) => {
    const written = records()
    await Promise.all(written.map((record) => store.record(record)))
    const newestFirst = written.map((record) => record.requestId).reverse()
    for (const limit of [1, 3, 7, 40, 1_000]) assert.deepEqual(await all(store, {}, limit), newestFirst)
    assert.deepEqual(await store.listUsage(bob, {}, 10), { records: [], next: null })
  })

  story('a page is not disturbed by records that arrive later', async (store) => {
    for (const record of records().slice(0, 8)) await store.record(record)
    const first = await store.listUsage(ann, {}, 4)
    for (const record of records().slice(8)) await store.record(record)
    const second = await store.listUsage(ann, {}, 4, first.next ?? undefined)
    assert.deepEqual(
      second.records.map((record) => record.requestId),
      ['u03', 'u02', 'u01', 'u00'].map(requestId),
    )
    assert.equal(second.next, null)
  })

  story('a place that is not ours gives an empty last page', async (store) => {
    await store.record(recordOf('u1', 0n))
    for (const after of ['', 'x', "1.' OR 1=1", '..'])
      assert.deepEqual(await store.listUsage(ann, {}, 10, after), { records: [], next: null })
  })

  story('filters narrow the list, alone and together', async (store) => {
    const written = records()
    await Promise.all(written.map((record) => store.record(record)))
    const filters: readonly [UsageFilter, (record: UsageRecord) => boolean][] = [
      [{ keyId: otherKey }, (record) => record.keyId === otherKey],
      [{ memberId: 'user_ann' }, (record) => record.keyId === otherKey],
      [{ memberId: 'user_bob' }, () => false],
      [{ model: 'rare' }, (record) => record.model === 'rare'],
      [{ provider: 'demo' }, (record) => record.provider === 'demo'],
      [{ statuses: ['upstream'] }, (record) => record.status === 'upstream'],
      [{ statuses: ['success'] }, (record) => record.status === 'success'],
      [{ statuses: ['quota', 'upstream', 'success'] }, () => true],
      [{ statuses: ['quota', 'upstream'] }, (record) => record.status === 'upstream'],
      [{ statuses: [] }, () => false],
      [{ stream: false }, (record) => !record.stream],
      [{ stream: true, user: 'eve' }, (record) => record.stream && record.user === 'eve'],
      [{ costNanoMin: 3n, costNanoMax: 5n }, (record) => record.costNano >= 3n && record.costNano <= 5n],
      [{ errorCode: 'upstream_error' }, (record) => record.errorCode === 'upstream_error'],
      [{ requestId: requestId('u07') }, (record) => record.requestId === requestId('u07')],
      [{ requestId: 'nothing' }, () => false],
      [{ fromMs: startMs + 3, untilMs: startMs + 5 }, (record) => record.timeMs >= startMs + 3 && record.timeMs < startMs + 5],
      [
        { statuses: ['upstream'], keyId: otherKey, untilMs: startMs + 9 },
        (record) => record.status === 'upstream' && record.keyId === otherKey,
      ],
    ]
    for (const [filter, wanted] of filters) {
      const expected = written.filter(wanted).map((record) => record.requestId)
      assert.deepEqual(await all(store, filter, 3), expected.reverse(), Object.keys(filter).join())
    }
  })
}
