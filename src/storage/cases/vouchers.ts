// The case list of the vouchers port. Every store passes all of it.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { NewVoucher } from '../../ledger/voucher-store.ts'
import type { Store } from '../store.ts'
import { ann, bob, furnish, type OpenStore, startMs } from './scene.ts'

const facts = {
  id: 'vch_1',
  lastFour: 'WXYZ',
  amountNano: 5_000n,
  expiresAtMs: startMs + 1_000,
  redemptionsMax: 2,
  note: 'a welcome',
  createdAtMs: startMs,
}
const voucher: NewVoucher = { ...facts, codeHash: 'hash 1' }

export function voucherCases(name: string, open: OpenStore): void {
  const story = (sentence: string, body: (store: Store) => Promise<void>): void => {
    test(`${name}: ${sentence}`, async () => {
      const store = await open()
      try {
        await furnish(store, 0n)
        await store.createAccount({ id: bob, name: 'Bob', atMs: startMs })
        await store.createVouchers([voucher, { ...voucher, id: 'vch_2', codeHash: 'hash 2', redemptionsMax: 1, expiresAtMs: null }])
        await body(store)
        assert.deepEqual(await store.verify(), [])
      } finally {
        await store.close()
      }
    })
  }
  const redeem = async (store: Store, codeHash: string, accountId = ann, atMs = startMs) => {
    const verdict = await store.redeemVoucher({ codeHash, accountId, atMs, actor: 'a test' })
    return verdict.ok ? verdict.amountNano : verdict.reason
  }

  story('a voucher credits each account once, and as many accounts as it allows', async (store) => {
    const tries = await Promise.all(Array.from({ length: 50 }, () => redeem(store, 'hash 1')))
    assert.deepEqual([tries.filter((one) => one === 5_000n).length, tries.filter((one) => one === 'already_redeemed').length], [1, 49])
    assert.equal(await redeem(store, 'hash 1', bob), 5_000n)
    assert.equal((await store.getBalance(bob))?.balanceNano, 5_000n)
    assert.equal(await redeem(store, 'hash 1', bob), 'already_redeemed')
    assert.equal(await redeem(store, 'hash 2', bob), 5_000n)
    assert.equal(await redeem(store, 'hash 2', ann), 'used_up')
    const shown = await store.listVouchers({ limit: 10, after: null })
    const redemptions = shown.map((one) => [one.id, one.redemptions])
    assert.deepEqual(redemptions, [
      ['vch_2', 1],
      ['vch_1', 2],
    ])
    assert.ok(!JSON.stringify(shown, (_, value) => String(value)).includes('hash'))
  })

  story('an unknown, expired or revoked voucher credits nothing', async (store) => {
    assert.equal(await redeem(store, 'hash 3'), 'unknown')
    assert.equal(await redeem(store, 'hash 1', ann, startMs + 1_000), 'expired')
    assert.equal(await store.revokeVoucher('vch_2'), true)
    assert.equal(await redeem(store, 'hash 2'), 'revoked')
    assert.equal(await store.revokeVoucher('vch_9'), false)
    assert.equal((await store.getBalance(ann))?.balanceNano, 0n)
  })

  story('a list of vouchers goes from the newest to the oldest, page by page', async (store) => {
    const [first] = await store.listVouchers({ limit: 1, after: null })
    assert.equal(first?.id, 'vch_2')
    assert.deepEqual(await store.listVouchers({ limit: 10, after: first?.id ?? null }), [{ ...facts, redemptions: 0, revoked: false }])
  })
}
