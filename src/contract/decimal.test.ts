// Decimal text moved by powers of ten, exactly.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { shiftDecimal } from './decimal.ts'

const rows: readonly [string, number, string | undefined][] = [
  ['1.5e-07', 6, '0.15'],
  ['5.46875e-07', 6, '0.546875'],
  ['0.000003', 6, '3'],
  ['3E-6', 6, '3'],
  ['2e5', 0, '200000'],
  ['+1.50', 0, '1.5'],
  ['0', 6, '0'],
  ['0.0', 6, '0'],
  ['0.00', -3, '0'],
  ['25', -3, '0.025'],
  ['007', 0, '7'],
  ['100.10', 1, '1001'],
  ['1.4999999999999998e-07', 6, '0.14999999999999998'],
  ['-1', 6, undefined],
  ['NaN', 6, undefined],
  ['1e400', 6, undefined],
  ['1e1000', 6, undefined],
  ['1e-400', 6, undefined],
  ['.5', 6, undefined],
  ['1.', 6, undefined],
  ['0x10', 6, undefined],
  ['', 6, undefined],
  ['1'.repeat(65), 0, undefined],
]
for (const [text, shift, expected] of rows) {
  test(`${text.slice(0, 30)} by ${shift} places is ${expected ?? 'refused'}`, () => assert.equal(shiftDecimal(text, shift), expected))
}

test('moved there and back it is the same number, whatever form it was written in', () => {
  fc.assert(
    fc.property(fc.nat(1_000_000_000), fc.integer({ min: -20, max: 20 }), fc.integer({ min: -9, max: 9 }), (whole, exponent, shift) => {
      const once = shiftDecimal(`${whole}e${exponent}`, shift)
      assert.ok(once !== undefined)
      assert.equal(shiftDecimal(once, -shift), shiftDecimal(`${whole}e${exponent}`, 0))
    }),
  )
})
