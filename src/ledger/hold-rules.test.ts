// The rules of holds, as tables.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { asId, type ModelId } from '../contract/ids.ts'
import { type AccountSums, availableOf, type BudgetSums, decideExtend, decideReserve, type KeySums } from './hold-rules.ts'

const account: AccountSums = { balanceNano: 100n, heldNano: 20n, suspended: false }
const key: KeySums = { disabled: false, expiresAtMs: null, budgetNano: null, spentNano: 5n, heldNano: 7n }
const overLife = { owner: 'key', model: null, reset: null, resetsAtMs: null } as const
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
  for (const [budgetNano, expected] of rows) assert.equal(availableOf(account, { ...key, budgetNano }, []), expected, String(budgetNano))
  assert.equal(availableOf(account, undefined, []), 0n)
})

test('the first rule that refuses is named: key, account, state, expiry, balance, budget', () => {
  const suspended = { ...account, suspended: true }
  const off = { ...key, disabled: true, expiresAtMs: 0, budgetNano: 0n }
  const reason = (sums: AccountSums, of: KeySums | undefined, fullNano = 50n): string => {
    const verdict = decideReserve(sums, of, { ...ask, fullNano, leastNano: fullNano }, [])
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
    const verdict = decideReserve(account, key, { fullNano, leastNano, whenShort, atMs: 0 }, [])
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
  assert.deepEqual(decideExtend(account, key, { heldNano: 20n, addNano: 80n, atMs: 0 }, []), {
    ok: true,
    amountNano: 100n,
    availableNano: 80n,
  })
  const refused = decideExtend(account, { ...key, budgetNano: 20n }, { heldNano: 20n, addNano: 9n, atMs: 0 }, [])
  assert.deepEqual(refused, { ok: false, reason: 'insufficient_budget', budget: overLife, availableNano: 8n })
})

test('an extension is refused whole for the reason that a new hold would be', () => {
  const reason = (sums: AccountSums, of: KeySums | undefined, addNano: bigint): string => {
    const verdict = decideExtend(sums, of, { heldNano: 20n, addNano, atMs: 0 }, [])
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

const daily = { owner: 'key', model: null, reset: 'daily', resetsAtMs: 9 } as const
const onModel = { owner: 'member', model: null, reset: null, resetsAtMs: null } as const
const model = asId<ModelId>('a')
const under = (limitNano: bigint, name: BudgetSums['name'] = daily): BudgetSums => ({ name, limitNano, spentNano: 5n, heldNano: 7n })

test('each budget can be the least of what is available, and none makes it negative', () => {
  const rows: readonly [readonly bigint[], bigint][] = [
    [[1_000n], 80n],
    [[92n], 80n],
    [[91n], 79n],
    [[91n, 50n], 38n],
    [[50n, 91n], 38n],
    [[12n], 0n],
    [[3n, 1_000n], 0n],
  ]
  for (const [limits, expected] of rows)
    assert.equal(
      availableOf(
        account,
        key,
        limits.map((limit) => under(limit)),
      ),
      expected,
      String(limits),
    )
  assert.equal(availableOf(account, { ...key, budgetNano: 30n }, [under(91n)]), 18n)
})

test('a refusal names the budget that is too small and nearest to the caller, and the balance before any', () => {
  const refusedBy = (fullNano: bigint, budgets: readonly BudgetSums[], budgetNano: bigint | null = null): unknown => {
    const asked = { ...ask, fullNano, leastNano: fullNano }
    const verdict = decideReserve(account, { ...key, budgetNano }, asked, budgets)
    const extension = decideExtend(account, { ...key, budgetNano }, { heldNano: 0n, addNano: fullNano, atMs: 0 }, budgets)
    if (!verdict.ok) assert.deepEqual(extension, verdict)
    assert.equal(extension.ok, verdict.ok)
    return verdict.ok ? 'ok' : (verdict.budget ?? verdict.reason)
  }
  assert.equal(refusedBy(38n, [under(50n), under(60n, onModel)]), 'ok')
  assert.deepEqual(refusedBy(39n, [under(50n), under(60n, onModel)]), daily)
  assert.deepEqual(refusedBy(39n, [under(60n, onModel), under(50n)]), daily)
  assert.deepEqual(refusedBy(49n, [under(60n, onModel), under(50n)]), daily)
  assert.deepEqual(refusedBy(38n, [under(49n, onModel), under(50n)]), onModel)
  const whole: BudgetSums['name'] = { ...overLife, owner: 'account' }
  const inOrder = [daily, { ...daily, model }, onModel, { ...onModel, model }, whole, { ...whole, model }]
  for (const [at, name] of inOrder.entries()) {
    const some = inOrder.slice(at).map((one) => under(30n, one))
    assert.deepEqual(refusedBy(39n, some.reverse()), name)
  }
  assert.deepEqual(refusedBy(39n, [under(60n)], 50n), overLife)
  assert.equal(refusedBy(81n, [under(50n)]), 'insufficient_balance')
})

test('what is left of the budget of the key itself is told, over its life or in the window', () => {
  const left = (budgetNano: bigint | null, budgets: readonly BudgetSums[]): unknown => {
    const verdict = decideReserve(account, { ...key, budgetNano }, { ...ask, fullNano: 1n, leastNano: 1n }, budgets)
    return verdict.ok && [verdict.balanceNano, verdict.budgetNano]
  }
  assert.deepEqual(left(null, []), [80n, null])
  assert.deepEqual(left(30n, []), [80n, 18n])
  assert.deepEqual(left(null, [under(60n, onModel), under(50n, { ...daily, model: asId<ModelId>('a') }), under(40n)]), [80n, 28n])
  assert.deepEqual(left(null, [under(60n, onModel)]), [80n, null])
})
