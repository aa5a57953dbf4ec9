// The multiplier of the simulated phone, by the calculator that Lighthouse's documentation names.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { medianBy, slowdownOf } from './phone-slowdown.ts'

test('a machine gets the multiplier of the calculator, to the next tenth above', () => {
  const cases = [
    [150, 1],
    [209, 1.1],
    [475, 1.5],
    [800, 2],
    [840, 2.1],
    [1050, 2.5],
    [1300, 3],
    [1301, 3.1],
    [1533, 4],
    [1534, 4.1],
    [1700, 4.8],
    [1766, 5],
    [2000, 6.1],
    [2232, 7],
  ] as const
  for (const [index, slowdown] of cases) assert.equal(slowdownOf(index), slowdown, String(index))
})

test('a machine slower than the phone is refused', () => {
  assert.throws(() => slowdownOf(149), /149 is below 150: this machine is too slow to play a phone/)
  assert.throws(() => slowdownOf(Number.NaN), /too slow/)
})

test('the median is the one in the middle, of an even number the greater', () => {
  const self = (value: number): number => value
  assert.deepEqual([medianBy([9, 1, 5], self), medianBy([2, 4], self), medianBy([7], self)], [5, 4, 7])
  assert.throws(() => medianBy([], self), /no median of nothing/)
})
