// The case list of corrections: adjustments and reversals of settled charges. Every store passes all of it.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Adjustment } from '../../ledger/adjustment-store.ts'
import type { Store } from '../store.ts'
import { ann, annKey, bob, furnish, type OpenStore, recordOf, requestId, reservation, startMs } from './scene.ts'

const h1 = requestId('h1')

function ask(amountNano: bigint, change: Partial<Adjustment> = {}): Adjustment {
  return {
    accountId: ann,
    keyId: annKey,
    kind: 'adjustment',
    reference: `${h1}:1`,
    amountNano,
    whenShort: 'refuse',
    note: 'a corrected price',
    actor: 'a test',
    atMs: startMs,
    ...change,
  }
}

/** 100 credited, 40 charged for h1. */
async function charged(store: Store, budgetNano: bigint | null = null): Promise<void> {
  await furnish(store, 100n, { budgetNano })
  await store.reserve(reservation('h1', 40n))
  await store.settle({ id: h1, record: recordOf('h1', 40n), overrunNano: 0n })
}

const spent = async (store: Store) => (await store.getKey(ann, annKey))?.spentNano

export function adjustmentCases(name: string, open: OpenStore): void {
  const story = (sentence: string, run: (store: Store) => Promise<void>): void => {
    test(`${name}: ${sentence}`, async () => {
      const store = await open()
      try {
        await run(store)
        assert.deepEqual(await store.verify(), [])
      } finally {
        await store.close()
      }
    })
  }

  story('a correction gives back, is an entry of its own, and happens once', async (store) => {
    await charged(store)
    assert.deepEqual(await store.adjust(ask(15n)), { ok: true, amountNano: 15n, balanceNano: 75n })
    assert.deepEqual(await store.adjust(ask(15n)), { ok: false, reason: 'duplicate' })
    assert.deepEqual(await store.adjust(ask(5n, { kind: 'reversal', reference: h1 })), { ok: true, amountNano: 5n, balanceNano: 80n })
    assert.equal(await spent(store), 20n)
    const [reversal, adjustment] = await store.listEntries(ann, 2)
    assert.deepEqual([reversal?.kind, reversal?.reference], ['reversal', h1])
    const { sequence: _, ...entry } = adjustment ?? { sequence: 0 }
    assert.deepEqual(entry, {
      kind: 'adjustment',
      reference: `${h1}:1`,
      fromAccount: 'revenue',
      toAccount: `customer:${ann}`,
      amountNano: 15n,
      atMs: startMs,
      note: 'a corrected price',
    })
  })

  story('an additional charge takes only what is free, or nothing', async (store) => {
    await charged(store)
    await store.reserve(reservation('h2', 50n))
    assert.deepEqual(await store.adjust(ask(-11n)), { ok: false, reason: 'insufficient_balance' })
    assert.deepEqual(await store.adjust(ask(-11n, { whenShort: 'available' })), { ok: true, amountNano: -10n, balanceNano: 50n })
    assert.equal(await spent(store), 50n)
    const more = ask(-1n, { reference: `${h1}:2`, whenShort: 'available' })
    assert.deepEqual(await store.adjust(more), { ok: false, reason: 'insufficient_balance' })
    assert.deepEqual([...(await store.adjustmentsOf([h1]))], [[h1, { adjustments: 1, reversals: 0, returnedNano: -10n }]])
  })

  story("a key's budget bounds an additional charge; a deleted key is left as it is", async (store) => {
    await charged(store, 45n)
    assert.deepEqual(await store.adjust(ask(-9n, { whenShort: 'available' })), { ok: true, amountNano: -5n, balanceNano: 55n })
    await store.deleteKey(ann, annKey)
    assert.deepEqual(await store.adjust(ask(-9n, { reference: `${h1}:2` })), { ok: true, amountNano: -9n, balanceNano: 46n })
  })

  story('what was corrected is found by request, and by no request with a similar ID', async (store) => {
    await charged(store)
    await store.adjust(ask(3n))
    await store.adjust(ask(-1n, { reference: `${h1}:2` }))
    await store.adjust(ask(2n, { kind: 'reversal', reference: h1 }))
    await store.adjust(ask(1n, { reference: `${h1}x:1` }))
    const found = await store.adjustmentsOf([requestId('h9'), h1])
    assert.deepEqual([...found], [[h1, { adjustments: 2, reversals: 1, returnedNano: 4n }]])
  })

  story('a correction of nothing, beyond any balance, or of an unknown account moves nothing', async (store) => {
    await charged(store)
    await assert.rejects(store.adjust(ask(0n)))
    await assert.rejects(store.adjust(ask(-(2n ** 63n))))
    assert.deepEqual(await store.adjust(ask(2n ** 63n - 60n)), { ok: false, reason: 'too_large' })
    assert.deepEqual(await store.adjust(ask(1n, { accountId: bob, keyId: null })), { ok: false, reason: 'unknown_account' })
    assert.equal((await store.getBalance(ann))?.balanceNano, 60n)
  })

  story('a loss counts in the window in which it is posted and stays within it; a gain makes no room', async (store) => {
    await charged(store)
    await store.changeKey(ann, annKey, { budgetNano: 25n, budgetReset: 'daily' })
    const window = async () => (await store.getKey(ann, annKey))?.budgetWindow?.spentNano
    assert.deepEqual(await store.adjust(ask(-20n)), { ok: true, amountNano: -20n, balanceNano: 40n })
    assert.equal(await window(), 20n)
    const second = ask(-9n, { reference: `${h1}:2`, whenShort: 'available' })
    assert.deepEqual(await store.adjust(second), { ok: true, amountNano: -5n, balanceNano: 35n })
    assert.deepEqual(await store.adjust(ask(-1n, { reference: `${h1}:3` })), { ok: false, reason: 'insufficient_balance' })
    assert.deepEqual(await store.adjust(ask(30n, { reference: `${h1}:4` })), { ok: true, amountNano: 30n, balanceNano: 65n })
    assert.equal(await window(), 25n)
    assert.equal((await store.reserve(reservation('h2', 1n))).ok, false)
    assert.equal((await store.reserve(reservation('h3', 25n, { atMs: startMs + 86_400_000 }))).ok, true)
  })
}
