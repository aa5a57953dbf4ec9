// Which rates hold at which minute of the UTC day.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Price } from '../catalog/model.ts'
import { priceAt, ratesFor } from './rates.ts'

const flat: Price = { input: 1n, output: 2n, perCallNano: 3n }
const offPeak: Price = {
  ...flat,
  perToolCallNano: { web_search: 9n },
  windows: [
    { fromMinute: 16 * 60 + 30, untilMinute: 30, input: 10n, output: 20n },
    { fromMinute: 60, untilMinute: 61, input: 11n, output: 20n, tiers: [{ abovePromptTokens: 5, input: 12n, output: 20n }] },
  ],
}
const at = (text: string): number => Date.parse(`2026-11-26T${text}Z`)

const rows: readonly [string, bigint][] = [
  ['00:00:00.000', 10n],
  ['00:29:59.999', 10n],
  ['00:30:00.000', 1n],
  ['00:59:59.999', 1n],
  ['01:00:00.000', 11n],
  ['01:00:59.999', 11n],
  ['01:01:00.000', 1n],
  ['16:29:59.999', 1n],
  ['16:30:00.000', 10n],
  ['23:59:59.999', 10n],
]
for (const [time, input] of rows) {
  test(`a request that arrives at ${time} pays ${input} for input`, () => {
    assert.equal(priceAt(offPeak, at(time)).input, input)
    assert.equal('windows' in priceAt(offPeak, at(time)), false)
  })
}

test('fees are the same at every hour, and steps are those of the hour', () => {
  for (const time of ['00:00:00', '01:00:00', '12:00:00']) {
    const { perCallNano, perToolCallNano } = priceAt(offPeak, at(time))
    assert.deepEqual([perCallNano, perToolCallNano], [3n, { web_search: 9n }])
  }
  assert.equal(ratesFor(priceAt(offPeak, at('01:00:00')), 6).input, 12n)
  assert.equal(ratesFor(priceAt(offPeak, at('01:00:00')), 5).input, 11n)
  assert.equal(priceAt(offPeak, at('00:00:00')).tiers, undefined)
  assert.deepEqual(Object.keys(priceAt({ ...flat, windows: [{ fromMinute: 0, untilMinute: 1, input: 0n, output: 0n }] }, 0)).toSorted(), [
    'input',
    'output',
    'perCallNano',
  ])
})

test('a price without hours is given back as it is, at no cost', () => {
  assert.equal(priceAt(flat, at('12:00:00')), flat)
  assert.equal(ratesFor(priceAt(flat, 0), 1_000_000), flat)
})
