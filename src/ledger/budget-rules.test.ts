// Which budgets a request falls under, and by which window it is judged.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { asId, type ModelId } from '../contract/ids.ts'
import { type Budget, fallsUnder, sumsAt, sumsIn } from './budget-rules.ts'

const dayMs = 86_400_000
const window = { startMs: 5 * dayMs, spentNano: 20n, heldNano: 3n }
const daily: Budget = { owner: 'member', model: asId<ModelId>('a'), reset: 'daily', limitNano: 100n, window }

test('a budget on all models takes every request, one on a model its own only', () => {
  for (const [model, asked, falls] of [
    [null, 'a', true],
    [null, null, true],
    ['a', 'a', true],
    ['a', 'A', false],
    ['a', null, false],
  ] as const) {
    assert.equal(fallsUnder({ model: model === null ? null : asId<ModelId>(model) }, asked), falls, `${model} ${asked}`)
  }
})

test('a new hold is judged by the window it would belong to', () => {
  const name = { owner: 'member', model: 'a', reset: 'daily' }
  assert.deepEqual(sumsAt(daily, 5 * dayMs), { name: { ...name, resetsAtMs: 6 * dayMs }, limitNano: 100n, spentNano: 20n, heldNano: 3n })
  assert.deepEqual(sumsAt(daily, 3 * dayMs), sumsAt(daily, 5 * dayMs))
  assert.deepEqual(sumsAt(daily, 6 * dayMs), { name: { ...name, resetsAtMs: 7 * dayMs }, limitNano: 100n, spentNano: 0n, heldNano: 0n })
})

test('an open hold is judged by the window in which it was reserved, under the limit of now', () => {
  const { window: _, ...terms } = daily
  const before = sumsIn({ ...terms, limitNano: 7n }, { startMs: 4 * dayMs, spentNano: 1n, heldNano: 2n })
  assert.deepEqual([before.limitNano, before.spentNano, before.heldNano, before.name.resetsAtMs], [7n, 1n, 2n, 5 * dayMs])
})
