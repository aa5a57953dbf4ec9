// The form of RFC 8785, as far as we use it.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { canonicalJson } from './canonical-json.ts'

test('names are in order, blanks and absent fields are left out', () => {
  assert.equal(canonicalJson({ b: [1, null, true], a: { z: 'x', y: undefined }, A: -7 }), '{"A":-7,"a":{"z":"x"},"b":[1,null,true]}')
})

test('control characters, quotes and text beyond ASCII as the RFC writes them', () => {
  assert.equal(canonicalJson('\u20ac$\u000F\u000aA\'\u0042"\\"/'), '"\u20ac$\\u000f\\nA\'B\\"\\\\\\"/"')
})

test('a number that is not whole has no canonical form here', () => {
  for (const wrong of [0.5, Number.NaN, 2 ** 53, Number.POSITIVE_INFINITY]) assert.throws(() => canonicalJson(wrong), RangeError)
})

test('the order in which fields were written does not matter', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.string()), (fields) => {
      const turned = Object.fromEntries(Object.entries(fields).reverse())
      assert.equal(canonicalJson(turned), canonicalJson(fields))
      assert.deepEqual(JSON.parse(canonicalJson(fields)), { ...fields })
    }),
  )
})
