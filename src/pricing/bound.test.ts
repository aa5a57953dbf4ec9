// How prompt sizes are bounded and estimated before anybody counted.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { AssertionError } from '../base/assert.ts'
import {
  audioTokensBound,
  audioTokensEstimate,
  outputTokensEstimate,
  type PromptShape,
  promptTokensBound,
  promptTokensEstimate,
} from './bound.ts'

const shape = (change: Partial<PromptShape>): PromptShape => ({
  asciiBytes: 0,
  otherBytes: 0,
  messages: 1,
  images: 0,
  imageTokensMax: 1_500,
  contextLength: 131_072,
  ...change,
})

const bounds: readonly [string, Partial<PromptShape>, number | undefined, number][] = [
  ['an empty message costs its overhead', {}, undefined, 80],
  ['ASCII text is half a token per byte', { asciiBytes: 1_001 }, undefined, 581],
  ['other text is one token per byte', { otherBytes: 900 }, undefined, 980],
  ['each message adds 16', { messages: 10 }, undefined, 224],
  ['a learned ratio gets a tenth on top', { asciiBytes: 10_000 }, 0.25, 2_830],
  ['a learned bound is rounded upward', { asciiBytes: 3 }, 0.5, 82],
  ['a learned ratio never exceeds one token per byte', { asciiBytes: 10_000 }, 0.99, 10_080],
  ['the worst case is one token per byte', { asciiBytes: 9_000, otherBytes: 1_000 }, 1, 10_080],
  ['never above the context', { asciiBytes: 10_000_000 }, undefined, 131_072],
  ['images come on top of the context', { asciiBytes: 10_000_000, images: 2 }, undefined, 134_072],
]
for (const [sentence, change, ratio, tokens] of bounds) {
  test(`bound: ${sentence}`, () => {
    assert.equal(promptTokensBound(shape(change), ratio), tokens)
  })
}

const estimates: readonly [string, Partial<PromptShape>, number | undefined, number][] = [
  ['a quarter token per ASCII byte and half per other byte', { asciiBytes: 400, otherBytes: 200 }, undefined, 206],
  ['the learned median', { asciiBytes: 1_000 }, 0.3, 306],
  ['an estimate is rounded upward', { asciiBytes: 1 }, undefined, 7],
  ['the learned median is rounded upward', { asciiBytes: 1 }, 0.3, 7],
  ['an image counts as a typical one', { images: 3 }, undefined, 2_406],
  ['an image never counts more than the model allows', { images: 3, imageTokensMax: 85 }, undefined, 261],
  ['never above the context', { asciiBytes: 10_000_000 }, undefined, 131_072],
]
for (const [sentence, change, ratio, tokens] of estimates) {
  test(`estimate: ${sentence}`, () => {
    assert.equal(promptTokensEstimate(shape(change), ratio), tokens)
  })
}

test('an estimate never exceeds the bound of the same prompt', () => {
  const anyShape = fc.record({
    asciiBytes: fc.nat(40_000_000),
    otherBytes: fc.nat(40_000_000),
    messages: fc.nat(10_000),
    images: fc.nat(100),
    imageTokensMax: fc.nat(20_000),
    contextLength: fc.integer({ min: 1, max: 10_000_000 }),
  })
  const learned = fc.option(fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.double({ min: 0, max: 1, noNaN: true })))
  fc.assert(
    fc.property(anyShape, learned, (prompt, pair) => {
      const median = pair ? Math.min(...pair) : undefined
      const ratio = pair ? Math.max(...pair) : undefined
      assert.ok(promptTokensEstimate(prompt, median) <= promptTokensBound(prompt, ratio))
    }),
  )
})

test('a longer prompt never has a smaller bound', () => {
  fc.assert(
    fc.property(
      fc.nat(1_000_000),
      fc.nat(1_000_000),
      fc.nat(1_000),
      fc.option(fc.double({ min: 0, max: 1, noNaN: true })),
      (ascii, other, more, ratio) => {
        const before = promptTokensBound(shape({ asciiBytes: ascii, otherBytes: other }), ratio ?? undefined)
        assert.ok(promptTokensBound(shape({ asciiBytes: ascii + more, otherBytes: other + more }), ratio ?? undefined) >= before)
      },
    ),
  )
})

test('our own count of an answer rounds upward', () => {
  assert.equal(outputTokensEstimate(0, 0), 0)
  assert.equal(outputTokensEstimate(1, 0), 1)
  assert.equal(outputTokensEstimate(400, 3), 102)
})

test('a size that is not a number is refused', () => {
  assert.throws(() => promptTokensBound(shape({ asciiBytes: Number.NaN }), undefined), AssertionError)
  assert.throws(() => promptTokensBound(shape({ otherBytes: -1_000 }), undefined), AssertionError)
})

const sounds: readonly [string, PromptShape['audio'], number, number][] = [
  ['none', undefined, 0, 0],
  ['uncompressed', [{ format: 'wav', bytes: 32_000 }], 320, 10],
  ['compressed', [{ format: 'mp3', bytes: 8_000 }], 500, 10],
  ['one byte more than ten tokens, uncompressed', [{ format: 'wav', bytes: 32_001 }], 321, 11],
  ['one byte more than ten tokens, compressed', [{ format: 'mp3', bytes: 8_001 }], 501, 11],
  [
    'several pieces, each rounded upward',
    [
      { format: 'wav', bytes: 101 },
      { format: 'opus', bytes: 17 },
    ],
    4,
    2,
  ],
  ['never more than the context', [{ format: 'mp3', bytes: 1_000_000_000 }], 131_072, 131_072],
]
for (const [sentence, audio, bound, estimate] of sounds) {
  test(`sound: ${sentence}`, () => {
    const prompt = shape({ ...(audio && { audio }) })
    assert.deepEqual([audioTokensBound(prompt), audioTokensEstimate(prompt)], [bound, estimate])
    assert.equal(promptTokensBound(prompt, undefined) - promptTokensBound(shape({}), undefined), bound)
    assert.equal(promptTokensEstimate(prompt, undefined) - promptTokensEstimate(shape({}), undefined), estimate)
  })
}
