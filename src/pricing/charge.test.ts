// What a charge and its bound promise, as tables and as properties.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { AssertionError } from '../base/assert.ts'
import { formatUsd, parsePrice } from '../contract/money.ts'
import { type PriceTier, rateKinds } from '../contract/price.ts'
import { noDetails, type TokenDetails, type TokenUsage } from '../contract/usage.ts'
import { affordableOutputTokens, boundNano, chargeNano, costParts, type Extras, outputBoundNano } from './charge.ts'
import type { PriceNow } from './rates.ts'

const pico = (text: string): bigint => parsePrice(text) as bigint
const flash: PriceNow = { input: pico('0.14'), output: pico('0.28'), cachedInput: pico('0.014') }
const full: PriceNow = {
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

const charges: readonly [string, PriceNow, TokenUsage, string][] = [
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
  ['one cached token', { input: 9_000n, output: 0n, cachedInput: 1_000n }, usage(1, 1, 0, 0, 0), '0.000000001'],
  ['one token written to a cache', { input: 9_000n, output: 0n, cacheWrite: 1_000n }, usage(1, 0, 1, 0, 0), '0.000000001'],
  ['one reasoning token', { input: 0n, output: 9_000n, reasoning: 1_000n }, usage(0, 0, 0, 1, 1), '0.000000001'],
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
const rest = {
  cachedInput: rate,
  cacheWrite: rate,
  cacheWrite1h: rate,
  reasoning: rate,
  imageInput: rate,
  audioInput: rate,
  imageOutput: rate,
  audioOutput: rate,
}
const fee = fc.bigInt({ min: 0n, max: 10_000_000n })
const flatPrice: fc.Arbitrary<PriceNow> = fc.record(
  { input: rate, output: rate, ...rest, perCallNano: fee, perToolCallNano: fc.record({ web_search: fee }) },
  { requiredKeys: ['input', 'output'] },
)
/** Steps as the price book takes them: ascending, each kind at least as dear as below. */
const price: fc.Arbitrary<PriceNow> = fc
  .tuple(flatPrice, fc.array(fc.tuple(fc.integer({ min: 1, max: 1_000_000 }), fc.constantFrom(1n, 2n, 3n)), { maxLength: 3 }))
  .map(([flat, steps]) => {
    const tiers: PriceTier[] = []
    let size = 0
    let factor = 1n
    for (const [more, times] of steps) {
      size += more
      factor *= times
      const rates = rateKinds.flatMap((kind) => (flat[kind] === undefined ? [] : [[kind, flat[kind] * factor]]))
      tiers.push({ abovePromptTokens: size, ...(Object.fromEntries(rates) as unknown as Omit<PriceTier, 'abovePromptTokens'>) })
    }
    return tiers.length === 0 ? flat : { ...flat, tiers }
  })
const count = fc.oneof(fc.nat(100), fc.nat(2_000_000), fc.integer({ min: 0, max: 2 ** 40 }))
const details: fc.Arbitrary<TokenDetails> = fc.record({
  cacheWrite1h: count,
  imageInput: count,
  audioInput: count,
  imageOutput: count,
  audioOutput: count,
  toolCalls: fc.oneof(fc.constant({}), fc.record({ web_search: fc.nat(20) }), fc.record({ other: fc.nat(20) })),
})
const anyUsage: fc.Arbitrary<TokenUsage> = fc.record(
  { prompt: count, cached: count, cacheWrite: count, completion: count, reasoning: count, details },
  { requiredKeys: ['prompt', 'cached', 'cacheWrite', 'completion', 'reasoning'] },
)

/** What a request says that may use this much. */
const extrasFor = ({ details: used = noDetails }: TokenUsage): Extras => ({
  imageTokens: used.imageInput,
  audioTokens: used.audioInput,
  hourLongCache: used.cacheWrite1h > 0,
  imageOutput: used.imageOutput > 0,
  audioOutput: used.audioOutput > 0,
  toolCalls: used.toolCalls,
})

test('a charge is never negative and never above the bound of the same totals', () => {
  fc.assert(
    fc.property(price, anyUsage, fc.nat(1_000), fc.nat(1_000), (rates, used, moreIn, moreOut) => {
      const charge = chargeNano(rates, used)
      assert.ok(charge >= 0n)
      assert.ok(charge <= boundNano(rates, used.prompt + moreIn, used.completion + moreOut, extrasFor(used)))
    }),
  )
})

test('more prompt or more completion never costs less, and the bound grows with both', () => {
  fc.assert(
    fc.property(price, anyUsage, fc.constantFrom('prompt' as const, 'completion' as const), fc.nat(10_000), (rates, used, place, more) => {
      assert.ok(chargeNano(rates, { ...used, [place]: used[place] + more }) >= chargeNano(rates, used))
      const asked = extrasFor(used)
      const bound = boundNano(rates, used.prompt, used.completion, asked)
      assert.ok(boundNano(rates, used.prompt + more, used.completion, asked) >= bound)
      assert.ok(boundNano(rates, used.prompt, used.completion + more, asked) >= bound)
      assert.ok(boundNano(rates, used.prompt, used.completion, { ...asked, imageTokens: (asked.imageTokens ?? 0) + more }) >= bound)
      assert.ok(boundNano(rates, used.prompt, used.completion, { ...asked, audioTokens: (asked.audioTokens ?? 0) + more }) >= bound)
      const withCall = { ...used, details: { ...(used.details ?? noDetails), toolCalls: { web_search: 21 } } }
      assert.ok(chargeNano(rates, withCall) >= chargeNano(rates, used))
    }),
  )
})

test('a part moves the charge in the direction of its own price', () => {
  const parts = [
    ['cached', 'cachedInput', 'input'],
    ['cacheWrite', 'cacheWrite', 'input'],
    ['reasoning', 'reasoning', 'output'],
    ['imageInput', 'imageInput', 'input'],
    ['audioInput', 'audioInput', 'input'],
    ['imageOutput', 'imageOutput', 'output'],
    ['audioOutput', 'audioOutput', 'output'],
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
        const withPart = (tokens: number): TokenUsage =>
          place in noDetails ? { ...used, details: { ...noDetails, [place]: tokens } } : { ...used, [place]: tokens }
        const before = chargeNano(rates, withPart(part))
        const after = chargeNano(rates, withPart(part + more))
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

test('the parts of a charge add up to it before it is rounded up, once', () => {
  fc.assert(
    fc.property(price, anyUsage, (rates, used) => {
      const parts = Object.values(costParts(rates, used))
      assert.ok(parts.every((pico) => pico >= 0n))
      const pico = parts.reduce((sum, one) => sum + one)
      const charge = chargeNano(rates, used) * 1_000n
      assert.ok(charge >= pico && charge - pico < 1_000n)
    }),
  )
})

test('output beside a prompt costs at most its own bound, and prompt and output together at most both', () => {
  fc.assert(
    fc.property(price, count, count, (rates, prompt, output) => {
      const both = boundNano(rates, prompt, 0) + outputBoundNano(rates, prompt, output)
      assert.ok(boundNano(rates, prompt, output) <= both)
      assert.ok(both <= boundNano(rates, prompt, output) + 1n)
    }),
  )
})

const tiered: PriceNow = {
  input: pico('2'),
  output: pico('10'),
  perCallNano: 7n,
  tiers: [
    { abovePromptTokens: 200_000, input: pico('4'), output: pico('15') },
    { abovePromptTokens: 500_000, input: pico('5'), output: pico('15') },
  ],
}
const steps: readonly [number, string][] = [
  [199_999, '0.399998'],
  [200_000, '0.4'],
  [200_001, '0.800004'],
  [500_000, '2'],
  [500_001, '2.500005'],
]
for (const [prompt, usd] of steps) {
  test(`a prompt of ${prompt} tokens pays the rates of its step for all of them, output too`, () => {
    assert.equal(formatUsd(chargeNano(tiered, usage(prompt, 0, 0, 0, 0)) - 7n), usd)
    const each = prompt > 200_000 ? 15_000n : 10_000n
    assert.equal(outputBoundNano(tiered, prompt, 1_000), each * 1_000n)
    assert.equal(chargeNano(tiered, usage(prompt, 0, 0, 1_000, 0)) - chargeNano(tiered, usage(prompt, 0, 0, 0, 0)), each * 1_000n)
    assert.equal(affordableOutputTokens(tiered, prompt, boundNano(tiered, prompt, 1_000)), 1_000)
  })
}

const media: PriceNow = {
  input: pico('1'),
  output: pico('2'),
  cacheWrite: pico('3'),
  cacheWrite1h: pico('4'),
  imageInput: pico('0.5'),
  audioInput: pico('32'),
  imageOutput: pico('30'),
  audioOutput: pico('64'),
  perToolCallNano: { web_search: 10_000_000n },
}
const kinds: readonly [string, TokenUsage, string][] = [
  ['audio among the prompt', { ...usage(1_000, 0, 0, 0, 0), details: { ...noDetails, audioInput: 400 } }, '0.0134'],
  ['images can be cheaper than text', { ...usage(1_000, 0, 0, 0, 0), details: { ...noDetails, imageInput: 400 } }, '0.0008'],
  [
    'audio and images, clamped to what is left',
    { ...usage(1_000, 600, 0, 0, 0), details: { ...noDetails, audioInput: 300, imageInput: 900 } },
    '0.01025',
  ],
  ['an hour-long part of the cache writes', { ...usage(1_000, 0, 500, 0, 0), details: { ...noDetails, cacheWrite1h: 200 } }, '0.0022'],
  ['audio output', { ...usage(0, 0, 0, 1_000, 0), details: { ...noDetails, audioOutput: 900 } }, '0.0578'],
  ['image output, clamped to the completion', { ...usage(0, 0, 0, 1_000, 500), details: { ...noDetails, imageOutput: 900 } }, '0.016'],
  ['searches by call', { ...usage(0, 0, 0, 0, 0), details: { ...noDetails, toolCalls: { web_search: 3 } } }, '0.03'],
  ['a tool that nobody asked for is not charged', { ...usage(0, 0, 0, 0, 0), details: { ...noDetails, toolCalls: { other: 3 } } }, '0'],
]
for (const [sentence, used, usd] of kinds) {
  test(`charge by kind: ${sentence}: $${usd}`, () => {
    assert.equal(formatUsd(chargeNano(media, used)), usd)
  })
}

const bounds: readonly [string, Extras, string][] = [
  ['text alone may all be written to the cache', {}, '0.005'],
  ['cheaper images bound nothing', { imageTokens: 1_000 }, '0.005'],
  ['hour-long writes where they are asked for', { hourLongCache: true }, '0.006'],
  ['audio input', { audioTokens: 100 }, '0.0079'],
  ['audio never counts more tokens than the prompt has', { audioTokens: 9_999 }, '0.034'],
  ['one image token costs what its own rate is above text', { imageTokens: 1 }, '0.005'],
  ['image output', { imageOutput: true }, '0.033'],
  ['audio output', { audioOutput: true }, '0.067'],
  ['searches', { toolCalls: { web_search: 2 } }, '0.025'],
]
for (const [sentence, asked, usd] of bounds) {
  test(`bound by kind: ${sentence}: $${usd}`, () => {
    assert.equal(formatUsd(boundNano(media, 1_000, 1_000, asked)), usd)
  })
}

test('images that are dearer than text bound as many tokens as the prompt can have, and none where there are none', () => {
  const dear: PriceNow = { input: pico('1'), output: 0n, imageInput: pico('3'), audioInput: pico('5') }
  assert.equal(boundNano(dear, 1_000, 0, { imageTokens: 9_999 }), 3_000_000n)
  assert.equal(boundNano(dear, 1_000, 0, { imageTokens: 1 }), 1_002_000n)
  assert.equal(boundNano(dear, 1_000, 0, { audioTokens: 1 }), 1_004_000n)
  assert.equal(boundNano(dear, 1_000, 0, {}), 1_000_000n)
})

test('counts of kinds and of calls that are no counts are refused', () => {
  for (const wrong of [-1, 0.5, Number.NaN, 2 ** 53]) {
    for (const place of ['cacheWrite1h', 'imageInput', 'audioInput', 'imageOutput', 'audioOutput']) {
      assert.throws(() => chargeNano(media, { ...usage(9, 0, 0, 9, 0), details: { ...noDetails, [place]: wrong } }), AssertionError, place)
    }
    assert.throws(
      () => chargeNano(media, { ...usage(9, 0, 0, 9, 0), details: { ...noDetails, toolCalls: { web_search: wrong } } }),
      AssertionError,
    )
    assert.throws(() => boundNano(media, 1, 1, { toolCalls: { web_search: wrong } }), AssertionError)
    assert.throws(() => boundNano(media, 1, 1, { imageTokens: wrong }), AssertionError)
    assert.throws(() => boundNano(media, 1, 1, { audioTokens: wrong }), AssertionError)
    assert.throws(() => outputBoundNano(media, 1, wrong), AssertionError)
    assert.throws(() => outputBoundNano(media, wrong, 1), AssertionError)
  }
})

test('affordable output: nothing when the prompt does not fit, everything when output is free', () => {
  assert.equal(affordableOutputTokens(flash, 1_000, 100n), 0)
  assert.equal(affordableOutputTokens(flash, 0, -1n), 0)
  assert.equal(affordableOutputTokens({ input: 1_000n, output: 0n }, 10, 10n), Number.MAX_SAFE_INTEGER)
  assert.equal(affordableOutputTokens({ input: 1_000n, output: 0n }, 11, 10n), 0)
  assert.equal(affordableOutputTokens({ input: 0n, output: 1n }, 0, 10n ** 18n), Number.MAX_SAFE_INTEGER)
})
