// Steps of speed, percentiles read from them, and what counts as an error.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { addSpeeds, dayMs, gatewayHealth, hourMs, isError, percentile, type Speeds, speedStep } from './usage-statistics.ts'

test('hours and days have their lengths', () => assert.deepEqual([hourMs, dayMs], [60 * 60 * 1_000, 24 * 60 * 60 * 1_000]))

test('neither a success nor a cancelled request is an error, and everything else is', () => {
  const classes = ['success', 'cancelled', 'user_error', 'quota', 'rate_limit', 'upstream', 'gateway'] as const
  assert.deepEqual(classes.map(isError), [false, false, true, true, true, true, true])
  assert.deepEqual(classes.map(gatewayHealth), ['well', 'silent', 'silent', 'silent', 'silent', 'failed', 'failed'])
})

test('a step is a tenth of a factor e, and everything up to a millisecond is step 0', () => {
  const rows: readonly [number, number][] = [
    [0, 0],
    [0.5, 0],
    [1, 0],
    [1.1, 0],
    [1.11, 1],
    [2.72, 10],
    [1_000, 69],
    [60_000, 110],
  ]
  for (const [ms, step] of rows) assert.equal(speedStep(ms), step, `${ms} ms`)
})

test('a percentile is within 5.2 % of the true one', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 2, max: 600_000 }), { minLength: 1, maxLength: 200 }), fc.constantFrom(0.5, 0.95), (all, p) => {
      const sorted = all.toSorted((a, b) => a - b)
      const exact = sorted[Math.ceil(p * sorted.length) - 1] as number
      const speeds: Speeds = addSpeeds(all.map((ms) => [[speedStep(ms), 1]]))
      const said = percentile(speeds, p) as number
      assert.ok(Math.abs(said - exact) <= exact * 0.0565, `${said} for ${exact}`)
    }),
  )
})

test('percentiles read the steps in their order, however they come, to three digits', () => {
  const speeds: Speeds = [
    [69, 1],
    [0, 2],
    [10, 1],
  ]
  assert.equal(percentile(speeds, 0.5), 1.05)
  assert.equal(percentile(speeds, 0.51), 2.86)
  assert.equal(percentile(speeds, 0.75), 2.86)
  assert.equal(percentile(speeds, 0.76), 1_040)
  assert.equal(percentile(speeds, 1), 1_040)
})

test('there is no percentile of nothing', () => assert.equal(percentile([], 0.5), null))

test('speeds add up by step', () => {
  const sums = addSpeeds([
    [
      [1, 2],
      [3, 1],
    ],
    [[1, 5]],
    [],
  ])
  assert.deepEqual(
    new Map(sums),
    new Map([
      [1, 7],
      [3, 1],
    ]),
  )
})
