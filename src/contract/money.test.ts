// Money as text and as integers: exact both ways, or refused.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { formatPrice, formatQuota, formatUsd, nanoFromPico, parsePrice, parseUsd } from './money.ts'

test('every amount survives being written and read, as USD and as a price', () => {
  fc.assert(fc.property(fc.bigInt(0n, 10n ** 20n), (nano) => assert.equal(parseUsd(formatUsd(nano)), nano)))
  fc.assert(fc.property(fc.bigInt(0n, 10n ** 17n), (pico) => assert.equal(parsePrice(formatPrice(pico)), pico)))
})

const written: readonly [bigint, string, string][] = [
  [0n, '0', '0'],
  [1n, '0.000000001', '0.0005'],
  [42_000n, '0.000042', '21'],
  [5_000_000_000n, '5', '2500000'],
  [-1_500_000_000n, '-1.5', '-750000'],
  [9_007_199_254_740_993n, '9007199.254740993', '4503599627370.4965'],
]
for (const [nano, usd, quota] of written) {
  test(`${nano} nano-dollars are written as $${usd} and ${quota} quota`, () => {
    assert.equal(formatUsd(nano), usd)
    assert.equal(formatQuota(nano), quota)
  })
}

test('texts that are not an exact decimal are refused', () => {
  for (const text of [
    '',
    '-1',
    '+1',
    '1e3',
    '1e400',
    'NaN',
    '0x10',
    '1,000',
    '.5',
    '5.',
    '00',
    '01',
    ' 1',
    '1 ',
    '0.0000000001',
    '1234567890123',
  ]) {
    assert.equal(parseUsd(text), undefined, text)
  }
  assert.equal(parseUsd('0.1000000000000'), 100_000_000n, 'trailing zeros change nothing')
})

test('the one rounding goes up', () => {
  assert.equal(nanoFromPico(0n), 0n)
  assert.equal(nanoFromPico(1n), 1n)
  assert.equal(nanoFromPico(1_000n), 1n)
  assert.equal(nanoFromPico(1_001n), 2n)
})
