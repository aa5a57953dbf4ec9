// When an alert fires, and when a message is tried again: the lines themselves.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { attemptsMax, isCrossed, waitMsAfter } from './alert-rules.ts'
import type { AlertCondition } from './alert-store.ts'

const balance: AlertCondition = { kind: 'balance', belowNano: 10n }
const budget = { kind: 'key_budget', keyId: 'key_a', percent: 80 } as unknown as AlertCondition

const rows: readonly [string, Parameters<typeof isCrossed>, boolean][] = [
  ['a balance on the line is enough', [balance, { balanceNano: 10n, budget: null }], false],
  ['a balance below the line is not', [balance, { balanceNano: 9n, budget: null }], true],
  ['a balance has nothing to do with a budget', [balance, { balanceNano: 10n, budget: { spentNano: 9n, limitNano: 9n } }], false],
  ['a budget below its share', [budget, { balanceNano: 0n, budget: { spentNano: 799n, limitNano: 1_000n } }], false],
  ['a budget at its share', [budget, { balanceNano: 0n, budget: { spentNano: 800n, limitNano: 1_000n } }], true],
  ['a share that is no whole nano-dollar', [budget, { balanceNano: 0n, budget: { spentNano: 0n, limitNano: 1n } }], false],
  ['a key without a budget', [budget, { balanceNano: 0n, budget: null }], false],
]
for (const [sentence, args, crossed] of rows) {
  test(`alert: ${sentence} ${crossed ? 'fires' : 'stays silent'}`, () => assert.equal(isCrossed(...args), crossed))
}

test('waits grow fourfold from half a minute to six hours, and chance takes away up to half', () => {
  const minutes = [1, 2, 3, 4, 5, 6, 7].map((attempts) => waitMsAfter(attempts, 1) / 60_000)
  assert.deepEqual(minutes, [0.5, 2, 8, 32, 128, 360, 360])
  assert.equal(waitMsAfter(1, 0), 15_000)
  assert.equal(waitMsAfter(1, 0.5), 22_500)
  assert.equal(waitMsAfter(2, 0.00001), 60_001)
  assert.equal(attemptsMax, 8)
})
