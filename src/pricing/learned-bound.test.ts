// What is learned from counted prompts, for whom, and when learning is taken away.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { asId, type AccountId, type ModelId } from '../contract/ids.ts'
import { createLearnedBound, type LearnedBound } from './learned-bound.ts'

const alice = asId<AccountId>('acct_alice')
const bob = asId<AccountId>('acct_bob')
const model = asId<ModelId>('deepseek-v4-flash')
const hour = 3_600_000
const day = 24 * hour

function open(change: { pairsMax?: number; accountsMax?: number; absorbedNanoMax?: bigint } = {}): LearnedBound {
  return createLearnedBound({ pairsMax: 100, accountsMax: 100, absorbedNanoMax: 1_000_000n, ...change })
}

/** Prompts of 10 000 bytes and one message whose text part has the given number of tokens. */
function teach(bound: LearnedBound, times: number, tokens: number, who: AccountId = alice): void {
  for (let count = 0; count < times; count++) {
    bound.learn({ account: who, model, bytes: 10_000, messages: 1, images: 0, promptTokens: tokens + 6 })
  }
}

const near = (value: number | undefined, expected: number): boolean =>
  value !== undefined && value >= expected && value <= expected + 1 / 256

test('nothing is known before 1 000 samples, and then the ratio is the upper edge of what was seen', () => {
  const bound = open()
  teach(bound, 999, 2_500)
  assert.equal(bound.ratioFor(alice, model, 0), undefined)
  assert.equal(bound.medianFor(alice, model), undefined)
  teach(bound, 1, 2_500)
  assert.ok(near(bound.ratioFor(alice, model, 0), 0.25))
  assert.ok(near(bound.medianFor(alice, model), 0.25))
})

test('the ratio is the 99.9 % quantile and the estimate is the median', () => {
  const bound = open()
  teach(bound, 9_980, 2_500)
  teach(bound, 20, 6_000)
  assert.ok(near(bound.ratioFor(alice, model, 0), 0.6))
  assert.ok(near(bound.medianFor(alice, model), 0.25))
})

test('one account learns nothing from another', () => {
  const bound = open()
  teach(bound, 1_000, 100, bob)
  assert.equal(bound.ratioFor(alice, model, 0), undefined)
})

test('small bodies, prompts with images and prompts without a count teach nothing', () => {
  const bound = open()
  for (let count = 0; count < 2_000; count++) {
    bound.learn({ account: alice, model, bytes: 4_095, messages: 1, images: 0, promptTokens: 1_000 })
    bound.learn({ account: alice, model, bytes: 9_000, messages: 1, images: 1, promptTokens: 1_000 })
    bound.learn({ account: alice, model, bytes: 9_000, messages: 1, images: 0, promptTokens: 0 })
  }
  assert.equal(bound.ratioFor(alice, model, 0), undefined)
})

test('more tokens than bytes count as one token per byte', () => {
  const bound = open()
  teach(bound, 1_000, 90_000)
  assert.equal(bound.ratioFor(alice, model, 0), 1)
})

test('old habits fade: after many new samples the new ratio rules', () => {
  const bound = open()
  teach(bound, 10_000, 8_000)
  teach(bound, 900_000, 2_500)
  assert.ok(near(bound.ratioFor(alice, model, 0), 0.25))
})

test('the least recently used pair is forgotten first', () => {
  const bound = open({ pairsMax: 2 })
  teach(bound, 1_000, 2_500, alice)
  teach(bound, 1_000, 2_500, bob)
  assert.ok(bound.ratioFor(alice, model, 0) !== undefined)
  teach(bound, 1, 2_500, asId<AccountId>('acct_carol'))
  assert.equal(bound.ratioFor(bob, model, 0), undefined)
  assert.ok(bound.ratioFor(alice, model, 0) !== undefined)
})

test('three clamps within 24 hours put the account, and only it, on the worst case for a day', () => {
  const bound = open()
  teach(bound, 1_000, 2_500)
  teach(bound, 1_000, 2_500, bob)
  bound.clamped(alice, 1n, 0)
  bound.clamped(alice, 1n, hour)
  assert.equal(bound.onWorstCase(alice, hour), false)
  bound.clamped(alice, 1n, day - 1)
  assert.equal(bound.ratioFor(alice, model, day - 1), 1)
  assert.ok(near(bound.ratioFor(bob, model, day - 1), 0.25))
  assert.equal(bound.onWorstCase(alice, 2 * day - 2), true)
  assert.equal(bound.onWorstCase(alice, 2 * day - 1), false)
  assert.ok(near(bound.ratioFor(alice, model, 2 * day), 0.25))
})

test('three clamps spread over more than 24 hours change nothing', () => {
  const bound = open()
  for (const at of [0, 13 * hour, 26 * hour, 39 * hour]) bound.clamped(alice, 1n, at)
  assert.equal(bound.onWorstCase(alice, 39 * hour), false)
})

test('the worst case applies before anything was learned, too', () => {
  const bound = open()
  for (const at of [0, 1, 2]) bound.clamped(alice, 1n, at)
  assert.equal(bound.ratioFor(alice, model, 3), 1)
})

test('what the operator absorbs for an account in a day is capped', () => {
  const bound = open({ absorbedNanoMax: 1_000n })
  bound.clamped(alice, 999n, 0)
  assert.equal(bound.onWorstCase(alice, 1), false)
  bound.clamped(bob, 1_000n, 1)
  assert.equal(bound.onWorstCase(bob, 2), true)
  bound.clamped(alice, 1n, hour)
  assert.equal(bound.onWorstCase(alice, hour), true)
})

test('what was absorbed yesterday does not count today', () => {
  const bound = open({ absorbedNanoMax: 1_000n })
  bound.clamped(alice, 999n, 0)
  bound.clamped(alice, 999n, day)
  assert.equal(bound.onWorstCase(alice, day), false)
})

test('a body of exactly 4 KiB and a prompt of a single token teach', () => {
  const bound = open()
  for (let count = 0; count < 1_000; count++) {
    bound.learn({ account: alice, model, bytes: 4_096, messages: 1, images: 0, promptTokens: 1 })
  }
  assert.equal(bound.ratioFor(alice, model, 0), 1 / 256)
})

test('a ratio is the upper edge of its step of 1/256', () => {
  const bound = open()
  teach(bound, 1_000, 2_500)
  assert.equal(bound.ratioFor(alice, model, 0), 65 / 256)
})

test('template tokens of every message are taken off before learning', () => {
  const bound = open()
  for (let count = 0; count < 1_000; count++) {
    bound.learn({ account: alice, model, bytes: 10_000, messages: 1_000, images: 0, promptTokens: 2_500 + 3_003 })
  }
  assert.equal(bound.ratioFor(alice, model, 0), 65 / 256)
})

test('a quantile is the smallest ratio that enough samples stay under', () => {
  const bound = open()
  teach(bound, 999, 2_500)
  teach(bound, 1, 6_000)
  assert.ok(near(bound.ratioFor(alice, model, 0), 0.25))
  const other = open()
  teach(other, 998, 2_500)
  teach(other, 2, 6_000)
  assert.ok(near(other.ratioFor(alice, model, 0), 0.6))
  const odd = open()
  teach(odd, 500, 2_500)
  teach(odd, 501, 6_000)
  assert.ok(near(odd.medianFor(alice, model), 0.6))
})

test('at 65 536 samples each counts half from then on, the largest ratios included', () => {
  const bound = open()
  teach(bound, 60_000, 8_000)
  teach(bound, 5_536, 90_000)
  assert.equal(bound.ratioFor(alice, model, 0), 1)
  teach(bound, 32_767, 2_500)
  assert.ok(near(bound.medianFor(alice, model), 0.8))
  const faded = open()
  teach(faded, 65_536, 8_000)
  teach(faded, 20_000, 2_500)
  assert.ok(near(faded.medianFor(alice, model), 0.8))
  teach(faded, 13_000, 2_500)
  assert.ok(near(faded.medianFor(alice, model), 0.25))
  const mixed = open()
  teach(mixed, 40_000, 2_500)
  teach(mixed, 25_536, 6_000)
  assert.ok(near(mixed.ratioFor(alice, model, 0), 0.6))
})

test('what the operator absorbs may be nothing, but not less', () => {
  const bound = open()
  bound.clamped(alice, 0n, 0)
  assert.throws(() => bound.clamped(alice, -1n, 0), { name: 'AssertionError' })
})

test('a clamp counts for 24 hours and not a millisecond longer', () => {
  const bound = open()
  for (const at of [0, hour, day]) bound.clamped(alice, 1n, at)
  assert.equal(bound.onWorstCase(alice, day), false)
})

test('what was absorbed within a day adds up at any date', () => {
  const bound = open({ absorbedNanoMax: 1_000n })
  const today = 20_000 * day
  bound.clamped(alice, 999n, today)
  bound.clamped(alice, 1n, today + hour)
  assert.equal(bound.onWorstCase(alice, today + hour), true)
})
