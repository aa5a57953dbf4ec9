// The case list of charges taken back. Every store passes all of it.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Reversal } from '../../ledger/reversal-store.ts'
import type { Store } from '../store.ts'
import { ann, annKey, bob, furnish, type OpenStore, recordOf, requestId, reservation, startMs } from './scene.ts'

const h1 = requestId('h1')
const reversal: Reversal = { accountId: ann, requestId: h1, reason: 'client_left', actor: 'a test', atMs: startMs }

const settle = (store: Store, undelivered: 'no_output' | null, costNano = 40n) =>
  store.settle({ id: h1, record: recordOf('h1', costNano, { holdNano: 50n }), overrunNano: 0n, undelivered })

/** Balance, spend of the key, and the kinds of the newest entries. */
async function rest(store: Store): Promise<readonly unknown[]> {
  const kinds = (await store.listEntries(ann, 10)).map(({ kind }) => kind)
  return [(await store.getBalance(ann))?.balanceNano, (await store.getKey(ann, annKey))?.spentNano, ...kinds]
}

export function reversalCases(name: string, open: OpenStore): void {
  const story = (sentence: string, run: (store: Store) => Promise<void>): void => {
    test(`${name}: ${sentence}`, async () => {
      const store = await open()
      try {
        await furnish(store, 100n)
        await store.reserve(reservation('h1', 50n))
        await run(store)
        assert.deepEqual(await store.verify(), [])
        assert.deepEqual((await store.auditStep(1_000, true)).findings, [])
      } finally {
        await store.close()
      }
    })
  }

  story('an answer that was not delivered is charged and taken back in one step, and the record says both', async (store) => {
    assert.deepEqual(await settle(store, 'no_output'), { ok: true })
    assert.deepEqual(await rest(store), [100n, 0n, 'reversal', 'charge', 'manual_credit'])
    const record = await store.getUsage(ann, h1)
    assert.deepEqual([record?.costNano, record?.reversal], [40n, { amountNano: 40n, reason: 'no_output' }])
    assert.equal(await store.reverse(reversal), 'nothing_charged')
  })

  story('what cost nothing is not taken back', async (store) => {
    assert.deepEqual(await settle(store, 'no_output', 0n), { ok: true })
    assert.equal((await store.getUsage(ann, h1))?.reversal, undefined)
    assert.equal(await store.reverse(reversal), 'nothing_charged')
    assert.deepEqual(await rest(store), [100n, 0n, 'manual_credit'])
  })

  story('a charge is taken back whole and once, however often it is asked at the same time', async (store) => {
    await settle(store, null)
    const results = await Promise.all(Array.from({ length: 20 }, () => store.reverse(reversal)))
    assert.equal(results.filter((one) => one === 'reversed').length, 1)
    assert.deepEqual(await rest(store), [100n, 0n, 'reversal', 'charge', 'manual_credit'])
    assert.deepEqual((await store.getUsage(ann, h1))?.reversal, { amountNano: 40n, reason: 'client_left' })
  })

  story('only its own account may take a charge back, and an open hold is none', async (store) => {
    assert.equal(await store.reverse(reversal), 'nothing_charged')
    await settle(store, null)
    await store.createAccount({ id: bob, name: 'Bob', atMs: startMs })
    assert.equal(await store.reverse({ ...reversal, accountId: bob }), 'nothing_charged')
    assert.deepEqual((await rest(store)).slice(0, 2), [60n, 40n])
  })

  story('after a correction only the rest is taken back', async (store) => {
    await settle(store, null)
    const back = { amountNano: 15n, whenShort: 'refuse', note: '', actor: 'a test', atMs: startMs } as const
    await store.adjust({ ...back, accountId: ann, keyId: annKey, kind: 'adjustment', reference: `${h1}:1` })
    assert.equal(await store.reverse(reversal), 'reversed')
    assert.deepEqual((await rest(store)).slice(0, 2), [100n, 0n])
    assert.equal((await store.getUsage(ann, h1))?.reversal?.amountNano, 25n)
  })

  story('a charge of a key that was deleted since is taken back on the account', async (store) => {
    await settle(store, null)
    await store.deleteKey(ann, annKey)
    assert.equal(await store.reverse(reversal), 'reversed')
    assert.equal((await store.getBalance(ann))?.balanceNano, 100n)
  })
}
