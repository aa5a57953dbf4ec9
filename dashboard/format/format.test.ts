// Counts, durations, context sizes and instants as people read them.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { compact, contextSize, count, duration, plural, share } from './number.ts'
import { fromNow, intervalWords, utcDay, utcFull, utcShort } from './time.ts'

test('a context window is said in the unit its vendor used', () => {
  const cases = [
    [131_072, '128K'],
    [200_000, '200K'],
    [1_000_000, '1M'],
    [1_048_576, '1M'],
    [8_192, '8K'],
    [512, '512'],
    [1_050_000, '1M'],
  ] as const
  for (const [tokens, shown] of cases) assert.equal(contextSize(tokens), shown)
})

test('durations keep three digits at most, and none is a dash', () => {
  assert.deepEqual(
    [duration(null), duration(0), duration(999), duration(1_234), duration(12_345), duration(61_000)],
    ['–', '0 ms', '999 ms', '1.23 s', '12.3 s', '1 min 1 s'],
  )
})

test('counts and shares', () => {
  assert.deepEqual([count(1234567), compact(9_999), compact(131_072)], ['1,234,567', '9,999', '131.1K'])
  assert.deepEqual(
    [share(0, 0), share(0, 5), share(1, 1), share(3, 200), share(1, 5_000), share(1, 3)],
    ['–', '0 %', '100 %', '1.5 %', '< 0.1 %', '33 %'],
  )
  assert.deepEqual([plural(1, 'request'), plural(0, 'request'), plural(2, 'entry', 'entries')], ['1 request', '0 requests', '2 entries'])
})

test('instants are UTC, whatever the zone of the reader', () => {
  assert.equal(utcFull('2026-11-26T11:07:45.123Z'), '26 Nov 2026, 11:07:45 UTC')
  assert.equal(utcShort('2026-01-05T00:00:00Z'), '05 Jan 00:00:00')
  assert.equal(utcDay('2026-12-31T23:59:59+00:00'), '31 Dec 2026')
  const now = Date.parse('2026-11-26T12:00:00Z')
  const cases = [
    ['2026-11-26T11:59:30Z', 'just now'],
    ['2026-11-26T11:57:00Z', '3 minutes ago'],
    ['2026-11-25T11:00:00Z', '1 day ago'],
    ['2026-12-25T12:00:01Z', 'in 29 days'],
    ['2026-11-26T12:00:10Z', 'in a moment'],
  ] as const
  for (const [instant, shown] of cases) assert.equal(fromNow(instant, now), shown)
})

test('an interval says where it begins and ends, in UTC', () => {
  const start = Date.parse('2026-11-26T11:00:00Z')
  assert.deepEqual(
    [15_000, 3_600_000, 86_400_000, 604_800_000].map((width) => intervalWords(start, width)),
    ['26 Nov 11:00:00 – 11:00:15 UTC', '26 Nov 11:00 – 12:00 UTC', '26 Nov UTC', '26 Nov – 03 Dec UTC'],
  )
})
