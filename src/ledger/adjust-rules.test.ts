// How much of a correction may move, as a table and as the property that matters: nothing goes below zero.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { nanoMax } from '../contract/money.ts'
import { decideAdjust, spentAfter } from './adjust-rules.ts'
import type { BudgetSums, KeySums } from './hold-rules.ts'

const key = (budgetNano: bigint | null, spentNano: bigint, heldNano = 0n): KeySums => ({
  disabled: false,
  expiresAtMs: null,
  budgetNano,
  spentNano,
  heldNano,
})
const account = (balanceNano: bigint, heldNano = 0n) => ({ balanceNano, heldNano, suspended: false })

const daily: BudgetSums = {
  name: { owner: 'key', model: null, reset: 'daily', resetsAtMs: 1 },
  limitNano: 10n,
  spentNano: 5n,
  heldNano: 2n,
}

const rows: readonly [string, Parameters<typeof decideAdjust>, string][] = [
  ['a gain moves whole', [account(5n), undefined, { amountNano: 7n, whenShort: 'refuse' }, []], '7'],
  ['a gain is no loss to a key whose budget is used up', [account(5n), key(1n, 1n), { amountNano: 1n, whenShort: 'refuse' }, [daily]], '1'],
  [
    'a suspended or disabled key loses all the same',
    [{ ...account(9n), suspended: true }, { ...key(null, 0n), disabled: true }, { amountNano: -9n, whenShort: 'refuse' }, []],
    '-9',
  ],
  ['a loss of everything that is free', [account(7n), undefined, { amountNano: -7n, whenShort: 'available' }, []], '-7'],
  ['one that is there by one', [account(8n, 7n), undefined, { amountNano: -7n, whenShort: 'available' }, []], '-1'],
  ['a gain up to what a balance can hold', [account(nanoMax - 7n), undefined, { amountNano: 7n, whenShort: 'refuse' }, []], '7'],
  ['no gain beyond it', [account(nanoMax - 6n), undefined, { amountNano: 7n, whenShort: 'available' }, []], 'too_large'],
  ['a loss within what is free', [account(10n, 3n), undefined, { amountNano: -7n, whenShort: 'refuse' }, []], '-7'],
  ['held money is not free', [account(10n, 4n), undefined, { amountNano: -7n, whenShort: 'refuse' }, []], 'insufficient_balance'],
  ['what there is, when that is asked for', [account(10n, 4n), undefined, { amountNano: -7n, whenShort: 'available' }, []], '-6'],
  ['nothing, when there is nothing', [account(4n, 4n), undefined, { amountNano: -7n, whenShort: 'available' }, []], 'insufficient_balance'],
  ["a key's budget bounds a loss", [account(99n), key(10n, 8n, 1n), { amountNano: -7n, whenShort: 'available' }, []], '-1'],
  ['a budget that resets bounds it too', [account(99n), key(null, 8n), { amountNano: -7n, whenShort: 'available' }, [daily]], '-3'],
  ['a key without a budget does not', [account(99n), key(null, 8n), { amountNano: -7n, whenShort: 'refuse' }, []], '-7'],
]
for (const [sentence, args, said] of rows) {
  test(`adjust: ${sentence}`, () => {
    const verdict = decideAdjust(...args)
    assert.equal(verdict.ok ? String(verdict.amountNano) : verdict.reason, said)
  })
}

test('no correction makes a balance negative or touches what is held', () => {
  const nano = fc.bigInt({ min: 0n, max: 1_000n })
  fc.assert(
    fc.property(nano, nano, fc.bigInt({ min: -2_000n, max: 2_000n }), fc.boolean(), (free, held, amountNano, take) => {
      const verdict = decideAdjust(account(free + held, held), undefined, { amountNano, whenShort: take ? 'available' : 'refuse' }, [])
      if (verdict.ok) assert.ok(free + verdict.amountNano >= 0n)
    }),
  )
})

test('what a key has spent never falls below 0', () => {
  assert.equal(spentAfter(10n, 3n), 7n)
  assert.equal(spentAfter(10n, -3n), 13n)
  assert.equal(spentAfter(2n, 3n), 0n)
  assert.equal(spentAfter(3n, 3n), 0n)
  assert.equal(spentAfter(4n, 3n), 1n)
})
