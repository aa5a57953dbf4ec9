// The rules of holds, as tables.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type AccountSums, availableOf, decideExtend, decideReserve, type KeySums } from './hold-rules.ts'

const account: AccountSums = { balanceNano: 100n, heldNano: 20n, suspended: false }
const key: KeySums = { disabled: false, expiresAtMs: null, budgetNano: null, spentNano: 5n, heldNano: 7n }
const ask = { fullNano: 50n, leastNano: 50n, whenShort: 'least', atMs: 1_000 } as const

test('what is available is the lesser of balance - held and budget - spent - held, and never negative', () => {
  const rows: readonly [bigint | null, bigint][] = [
    [null, 80n],
    [1_000n, 80n],
    [92n, 80n],
    [91n, 79n],
    [12n, 0n],
    [3n, 0n],
  ]
  for (const [budgetNano, expected] of rows) assert.equal(availableOf(account, { ...key, budgetNano }), expected, String(budgetNano))
  assert.equal(availableOf(account, undefined), 0n)
})

test('the first rule that refuses is named: key, account, state, expiry, balance, budget', () => {
  const suspended = { ...account, suspended: true }
  const off = { ...key, disabled: true, expiresAtMs: 0, budgetNano: 0n }
  const reason = (sums: AccountSums, of: KeySums | undefined, fullNano = 50n): string => {
    const verdict = decideReserve(sums, of, { ...ask, fullNano, leastNano: fullNano })
    return verdict.ok ? 'ok' : verdict.reason
  }
  assert.equal(reason(suspended, undefined), 'key_deleted')
  assert.equal(reason(suspended, off), 'account_suspended')
  assert.equal(reason(account, off), 'key_disabled')
  assert.equal(reason(account, { ...off, disabled: false }), 'key_expired')
  assert.equal(reason(account, { ...off, disabled: false, expiresAtMs: 1_000 }), 'key_expired')
  assert.equal(reason(account, { ...off, disabled: false, expiresAtMs: 1_001 }, 81n), 'insufficient_balance')
  assert.equal(reason(account, { ...off, disabled: false, expiresAtMs: 1_001 }, 80n), 'insufficient_budget')
  assert.equal(reason(account, key, 80n), 'ok')
})

test('what is granted when the full amount does not fit', () => {
  const granted = (fullNano: bigint, leastNano: bigint, whenShort: 'least' | 'available'): bigint | string => {
    const verdict = decideReserve(account, key, { fullNano, leastNano, whenShort, atMs: 0 })
    return verdict.ok ? verdict.amountNano : verdict.reason
  }
  assert.equal(granted(80n, 10n, 'least'), 80n)
  assert.equal(granted(81n, 10n, 'least'), 10n)
  assert.equal(granted(81n, 10n, 'available'), 80n)
  assert.equal(granted(81n, 80n, 'available'), 80n)
  assert.equal(granted(2n ** 70n, 0n, 'available'), 80n)
  assert.equal(granted(81n, 81n, 'available'), 'insufficient_balance')
})

test('an extension follows the same rules and says the whole hold', () => {
  assert.deepEqual(decideExtend(account, key, { heldNano: 20n, addNano: 80n, atMs: 0 }), { ok: true, amountNano: 100n, availableNano: 80n })
  const refused = decideExtend(account, { ...key, budgetNano: 20n }, { heldNano: 20n, addNano: 9n, atMs: 0 })
  assert.deepEqual(refused, { ok: false, reason: 'insufficient_budget', availableNano: 8n })
})

test('an extension is refused whole for the reason that a new hold would be', () => {
  const reason = (sums: AccountSums, of: KeySums | undefined, addNano: bigint): string => {
    const verdict = decideExtend(sums, of, { heldNano: 20n, addNano, atMs: 0 })
    return verdict.ok ? `ok:${verdict.amountNano}` : verdict.reason
  }
  assert.equal(reason(account, undefined, 0n), 'key_deleted')
  assert.equal(reason({ ...account, suspended: true }, key, 1n), 'account_suspended')
  assert.equal(reason(account, { ...key, disabled: true }, 1n), 'key_disabled')
  assert.equal(reason(account, { ...key, expiresAtMs: 0 }, 1n), 'key_expired')
  assert.equal(reason(account, key, 80n), 'ok:100')
  assert.equal(reason(account, key, 81n), 'insufficient_balance')
  assert.equal(reason({ ...account, heldNano: 100n }, key, 1n), 'insufficient_balance')
  assert.equal(reason({ ...account, heldNano: 100n }, key, 0n), 'ok:20')
})
