// When the windows of a budget begin and end, and which one counts after the clock stepped.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type BudgetReset, remainingNano, windowAt, windowEndMs, windowStartMs } from './budget.ts'

const ms = (text: string): number => Date.parse(text)
const iso = (atMs: number | null): string | null => (atMs === null ? null : new Date(atMs).toISOString())

const windows: readonly (readonly [BudgetReset, at: string, start: string, end: string])[] = [
  ['daily', '2026-11-26T00:00:00.000Z', '2026-11-26T00:00:00.000Z', '2026-11-27T00:00:00.000Z'],
  ['daily', '2026-11-26T23:59:59.999Z', '2026-11-26T00:00:00.000Z', '2026-11-27T00:00:00.000Z'],
  ['daily', '2028-02-28T12:00:00.000Z', '2028-02-28T00:00:00.000Z', '2028-02-29T00:00:00.000Z'],
  // Monday to Sunday; 2026-11-23 is a Monday.
  ['weekly', '2026-11-22T23:59:59.999Z', '2026-11-16T00:00:00.000Z', '2026-11-23T00:00:00.000Z'],
  ['weekly', '2026-11-23T00:00:00.000Z', '2026-11-23T00:00:00.000Z', '2026-11-30T00:00:00.000Z'],
  ['weekly', '2026-11-26T12:00:00.000Z', '2026-11-23T00:00:00.000Z', '2026-11-30T00:00:00.000Z'],
  ['weekly', '2026-12-31T12:00:00.000Z', '2026-12-28T00:00:00.000Z', '2027-01-04T00:00:00.000Z'],
  ['weekly', '1970-01-04T12:00:00.000Z', '1969-12-29T00:00:00.000Z', '1970-01-05T00:00:00.000Z'],
  ['monthly', '2026-11-30T23:59:59.999Z', '2026-11-01T00:00:00.000Z', '2026-12-01T00:00:00.000Z'],
  ['monthly', '2026-12-31T23:59:59.999Z', '2026-12-01T00:00:00.000Z', '2027-01-01T00:00:00.000Z'],
  ['monthly', '2028-02-29T00:00:00.000Z', '2028-02-01T00:00:00.000Z', '2028-03-01T00:00:00.000Z'],
]
for (const [reset, at, start, end] of windows) {
  test(`the ${reset} window of ${at} goes from ${start} to ${end}`, () => {
    const startMs = windowStartMs(reset, ms(at))
    assert.equal(iso(startMs), start)
    assert.equal(iso(windowEndMs(reset, startMs)), end)
    assert.equal(windowStartMs(reset, startMs), startMs)
  })
}

test('a budget that never resets has one window without an end', () => {
  assert.equal(windowStartMs(null, ms('2026-11-26T12:00:00.000Z')), 0)
  assert.equal(windowEndMs(null, 0), null)
})

test('a later window begins empty, and an earlier one never comes back', () => {
  const startMs = ms('2026-11-26T00:00:00.000Z')
  const latest = { startMs, spentNano: 7n, heldNano: 2n }
  const at = (atMs: number) => windowAt('daily', latest, atMs)
  assert.equal(at(startMs), latest)
  assert.equal(at(startMs + 86_399_999), latest)
  assert.equal(at(startMs - 1), latest)
  assert.equal(at(startMs - 40 * 86_400_000), latest)
  assert.deepEqual(at(startMs + 86_400_000), { startMs: startMs + 86_400_000, spentNano: 0n, heldNano: 0n })
  assert.deepEqual(windowAt('daily', null, startMs + 5), { startMs, spentNano: 0n, heldNano: 0n })
  assert.equal(windowAt(null, { ...latest, startMs: 0 }, startMs).spentNano, 7n)
})

test('what is left is never negative', () => {
  assert.equal(remainingNano(10n, { spentNano: 3n, heldNano: 2n }), 5n)
  assert.equal(remainingNano(5n, { spentNano: 3n, heldNano: 2n }), 0n)
  assert.equal(remainingNano(4n, { spentNano: 3n, heldNano: 2n }), 0n)
})
