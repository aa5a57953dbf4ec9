// What a charge and its bound promise, as tables and as properties.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { AssertionError } from '../base/assert.ts'
import type { Price } from '../catalog/model.ts'
import { formatUsd, parsePrice } from '../contract/money.ts'
import type { TokenUsage } from '../contract/usage.ts'
import { affordableOutputTokens, boundNano, chargeNano } from './charge.ts'

const pico = (text: string): bigint => parsePrice(text) as bigint
const flash: Price = { input: pico('0.14'), output: pico('0.28'), cachedInput: pico('0.014') }
const full: Price = {
  input: pico('3'),
  output: pico('15'),
  cachedInput: pico('0.3'),
  cacheWrite: pico('3.75'),
  reasoning: pico('20'),
  perCallNano: 1_000n,
}
const usage = (prompt: number, cached: number, cacheWrite: number, completion: number, reasoning: number): TokenUsage => ({
  prompt,
  cached,
  cacheWrite,
  completion,
  reasoning,
})

const charges: readonly [string, Price, TokenUsage, string][] = [
  ['nothing used', flash, usage(0, 0, 0, 0, 0), '0'],
  ['one input token is rounded upward to the nano-dollar', { input: 3_600n, output: 0n }, usage(1, 0, 0, 0, 0), '0.000000004'],
  ['100 in and 100 out', flash, usage(100, 0, 0, 100, 0), '0.000042'],
  ['the cached part costs its own price', flash, usage(100, 50, 0, 0, 0), '0.0000077'],
  ['without a cached price the cached part costs what input costs', { input: 140_000n, output: 0n }, usage(100, 50, 0, 0, 0), '0.000014'],
  ['without a write price a cache write costs what input costs', flash, usage(100, 0, 100, 0, 0), '0.000014'],
  ['every kind at its price, and the fee', full, usage(1_000, 200, 100, 50, 20), '0.003386'],
  ['a written-out 0 is a price', { input: 0n, output: 0n }, usage(1_000, 0, 0, 1_000, 0), '0'],
  ['more cached than prompt is clamped to the prompt', flash, usage(10, 50, 50, 0, 0), '0.00000014'],
  ['more reasoning than completion is clamped to the completion', full, usage(0, 0, 0, 10, 50), '0.000201'],
  ['thirds add up before they are rounded, once', { input: 333n, output: 333n }, usage(1, 0, 0, 2, 0), '0.000000001'],
]
for (const [sentence, price, used, usd] of charges) {
  test(`charge: ${sentence}: $${usd}`, () => {
    assert.equal(formatUsd(chargeNano(price, used)), usd)
  })
}

for (const wrong of [2 ** 53, -1, Number.NaN, Number.POSITIVE_INFINITY, 0.5]) {
  test(`a token count of ${wrong} is refused, not charged`, () => {
    for (const place of ['prompt', 'cached', 'cacheWrite', 'completion', 'reasoning']) {
      assert.throws(() => chargeNano(flash, { ...usage(9, 1, 1, 9, 1), [place]: wrong }), AssertionError, place)
    }
    assert.throws(() => boundNano(flash, wrong, 1), AssertionError)
    assert.throws(() => boundNano(flash, 1, wrong), AssertionError)
    assert.throws(() => affordableOutputTokens(flash, wrong, 1n), AssertionError)
  })
}

test('counts beyond 2^31 and up to the largest safe integer are charged exactly', () => {
  assert.equal(chargeNano({ input: 1_000n, output: 0n }, usage(2 ** 31, 0, 0, 0, 0)), 2n ** 31n)
  assert.equal(chargeNano({ input: 1_000n, output: 0n }, usage(Number.MAX_SAFE_INTEGER, 0, 0, 0, 0)), 2n ** 53n - 1n)
})

const rate = fc.bigInt({ min: 0n, max: 200_000_000n })
const price: fc.Arbitrary<Price> = fc.record(
  {
    input: rate,
    output: rate,
    cachedInput: rate,
    cacheWrite: rate,
    reasoning: rate,
    perCallNano: fc.bigInt({ min: 0n, max: 10_000_000n }),
  },
  { requiredKeys: ['input', 'output'] },
)
const count = fc.oneof(fc.nat(100), fc.nat(2_000_000), fc.integer({ min: 0, max: 2 ** 40 }))
const anyUsage = fc.record({ prompt: count, cached: count, cacheWrite: count, completion: count, reasoning: count })

test('a charge is never negative and never above the bound of the same totals', () => {
  fc.assert(
    fc.property(price, anyUsage, fc.nat(1_000), fc.nat(1_000), (rates, used, moreIn, moreOut) => {
      const charge = chargeNano(rates, used)
      assert.ok(charge >= 0n)
      assert.ok(charge <= boundNano(rates, used.prompt + moreIn, used.completion + moreOut))
    }),
  )
})

test('more prompt or more completion never costs less, and the bound grows with both', () => {
  fc.assert(
    fc.property(price, anyUsage, fc.constantFrom('prompt' as const, 'completion' as const), fc.nat(10_000), (rates, used, place, more) => {
      assert.ok(chargeNano(rates, { ...used, [place]: used[place] + more }) >= chargeNano(rates, used))
      assert.ok(boundNano(rates, used.prompt + more, used.completion) >= boundNano(rates, used.prompt, used.completion))
      assert.ok(boundNano(rates, used.prompt, used.completion + more) >= boundNano(rates, used.prompt, used.completion))
    }),
  )
})

test('a part moves the charge in the direction of its own price', () => {
  const parts = [
    ['cached', 'cachedInput', 'input'],
    ['cacheWrite', 'cacheWrite', 'input'],
    ['reasoning', 'reasoning', 'output'],
  ] as const
  fc.assert(
    fc.property(
      price,
      fc.nat(1_000_000),
      fc.nat(1_000_000),
      fc.nat(1_000),
      fc.constantFrom(...parts),
      (rates, total, part, more, [place, own, whole]) => {
        const used = usage(total, 0, 0, total, 0)
        const before = chargeNano(rates, { ...used, [place]: part })
        const after = chargeNano(rates, { ...used, [place]: part + more })
        const dearer = (rates[own] ?? rates[whole]) >= rates[whole]
        assert.ok(dearer ? after >= before : after <= before)
      },
    ),
  )
})

test('the affordable output is the largest one whose bound fits into the funds', () => {
  fc.assert(
    fc.property(price, fc.nat(2_000_000), fc.bigInt({ min: 0n, max: 10_000_000_000_000n }), (rates, prompt, funds) => {
      const tokens = affordableOutputTokens(rates, prompt, funds)
      assert.ok(Number.isSafeInteger(tokens) && tokens >= 0)
      if (tokens > 0) assert.ok(boundNano(rates, prompt, tokens) <= funds)
      if (tokens < Number.MAX_SAFE_INTEGER) assert.ok(boundNano(rates, prompt, tokens + 1) > funds)
    }),
  )
})

test('affordable output: nothing when the prompt does not fit, everything when output is free', () => {
  assert.equal(affordableOutputTokens(flash, 1_000, 100n), 0)
  assert.equal(affordableOutputTokens(flash, 0, -1n), 0)
  assert.equal(affordableOutputTokens({ input: 1_000n, output: 0n }, 10, 10n), Number.MAX_SAFE_INTEGER)
  assert.equal(affordableOutputTokens({ input: 1_000n, output: 0n }, 11, 10n), 0)
  assert.equal(affordableOutputTokens({ input: 0n, output: 1n }, 0, 10n ** 18n), Number.MAX_SAFE_INTEGER)
})
