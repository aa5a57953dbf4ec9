// How the budgets of a key stand, over its life and in windows.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type AccountId, asId, type KeyId, type ModelId } from '../contract/ids.ts'
import { type Key, type KeyWithSpend, unused } from './key.ts'
import { keyBudgetStanding, modelBudgetStandings } from './key-budgets.ts'

const dayMs = 86_400_000
const key: Key = {
  id: asId<KeyId>('key_1'),
  accountId: asId<AccountId>('acct_ann'),
  memberId: null,
  name: 'app',
  lastFour: 'abcd',
  disabled: false,
  expiresAtMs: null,
  scope: { kind: 'all' },
  limits: {},
  budgetNano: 100n,
  budgetReset: null,
  modelBudgets: [],
  createdAtMs: 0,
}
const used = (change: Partial<KeyWithSpend>): KeyWithSpend => ({ ...unused(key), spentNano: 60n, heldNano: 10n, ...change })
const window = { startMs: 5 * dayMs, spentNano: 20n, heldNano: 3n }

test('without a budget there is no standing', () => {
  assert.equal(keyBudgetStanding(used({ budgetNano: null }), 0), null)
  assert.equal(keyBudgetStanding(used({ budgetNano: null, budgetReset: 'daily' }), 0), null)
})

test('a budget that never resets counts over the life of the key', () => {
  const lasting = { limitNano: 100n, spentNano: 60n, heldNano: 10n, remainingNano: 30n, resetsAtMs: null }
  assert.deepEqual(keyBudgetStanding(used({ budgetWindow: window }), 9 * dayMs), lasting)
})

test('a budget that resets counts in its window, and from nothing in the next', () => {
  const daily = used({ budgetReset: 'daily', budgetWindow: window })
  const counted = { limitNano: 100n, spentNano: 20n, heldNano: 3n, remainingNano: 77n, resetsAtMs: 6 * dayMs }
  assert.deepEqual(keyBudgetStanding(daily, 6 * dayMs - 1), counted)
  assert.deepEqual(keyBudgetStanding(daily, 0), counted, 'a clock that was set back')
  const fresh = { limitNano: 100n, spentNano: 0n, heldNano: 0n, remainingNano: 100n, resetsAtMs: 7 * dayMs }
  assert.deepEqual(keyBudgetStanding(daily, 6 * dayMs), fresh)
  assert.deepEqual(keyBudgetStanding({ ...daily, budgetWindow: null }, 6 * dayMs), fresh)
})

test('each budget on a model stands for itself, in the windows of the key', () => {
  const modelBudgets = [
    { model: asId<ModelId>('a'), limitNano: 22n },
    { model: asId<ModelId>('b'), limitNano: 7n },
  ]
  const standings = modelBudgetStandings(used({ budgetReset: 'daily', modelBudgets, modelWindows: [window, null] }), 5 * dayMs)
  assert.deepEqual(standings, [
    { model: 'a', limitNano: 22n, spentNano: 20n, heldNano: 3n, remainingNano: 0n, resetsAtMs: 6 * dayMs },
    { model: 'b', limitNano: 7n, spentNano: 0n, heldNano: 0n, remainingNano: 7n, resetsAtMs: 6 * dayMs },
  ])
  assert.equal(modelBudgetStandings(used({ modelBudgets, modelWindows: [window, null] }), 5 * dayMs)[0]?.resetsAtMs, null)
})

test('a key that was just made has spent nothing', () => {
  const modelBudgets = [{ model: asId<ModelId>('a'), limitNano: 1n }]
  const none = { spentNano: 0n, heldNano: 0n, lastUsedAtMs: null, budgetWindow: null, modelWindows: [null] }
  assert.deepEqual(unused({ ...key, modelBudgets }), { ...key, modelBudgets, ...none })
})
