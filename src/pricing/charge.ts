// Usage x price -> nano-dollars: what a request cost, what it can cost at most, and how much output a sum pays for. No I/O, no floats.
import { assert } from '../base/assert.ts'
import type { Price } from '../catalog/model.ts'
import { type Nano, nanoFromPico, type Pico } from '../contract/money.ts'
import type { TokenUsage } from '../contract/usage.ts'

/**
 * The cost of one answered request in nano-dollars: each token at the price of its kind, the fee per call, rounded upward once.
 * Parts that exceed their whole (more cached than prompt tokens) are clamped, the cheaper reading first: the customer never pays for
 * tokens that the total does not contain. Counts that are not safe non-negative integers are our mistake and stop here.
 */
export function chargeNano(price: Price, usage: TokenUsage): Nano {
  const { input, cachedInput, cacheWrite, output, reasoning, perCall } = costParts(price, usage)
  return nanoFromPico(input + cachedInput + cacheWrite + output + reasoning + perCall)
}

/** What each kind of token costs, in pico-dollars: exact, and together the charge before its one rounding. */
export interface CostParts {
  /** Prompt tokens that were neither read from a cache nor written to one. */
  readonly input: bigint
  readonly cachedInput: bigint
  readonly cacheWrite: bigint
  /** Output tokens other than reasoning. */
  readonly output: bigint
  readonly reasoning: bigint
  readonly perCall: bigint
}

export function costParts(price: Price, usage: TokenUsage): CostParts {
  assertCounts(usage)
  const cached = Math.min(usage.cached, usage.prompt)
  const cacheWrite = Math.min(usage.cacheWrite, usage.prompt - cached)
  const reasoning = Math.min(usage.reasoning, usage.completion)
  return {
    input: BigInt(usage.prompt - cached - cacheWrite) * price.input,
    cachedInput: BigInt(cached) * (price.cachedInput ?? price.input),
    cacheWrite: BigInt(cacheWrite) * (price.cacheWrite ?? price.input),
    output: BigInt(usage.completion - reasoning) * price.output,
    reasoning: BigInt(reasoning) * (price.reasoning ?? price.output),
    perCall: feePico(price),
  }
}

/** The most that a request of at most these counts can cost, in nano-dollars: every token at the dearest price of its side. */
export function boundNano(price: Price, promptTokens: number, outputTokens: number): Nano {
  assertCount(promptTokens)
  assertCount(outputTokens)
  return nanoFromPico(BigInt(promptTokens) * dearestInput(price) + BigInt(outputTokens) * dearestOutput(price) + feePico(price))
}

/**
 * The largest number of output tokens whose `boundNano` fits into the funds; `Number.MAX_SAFE_INTEGER` when output costs nothing.
 * 0 also when not even the prompt fits: an answer of no tokens is no answer, so the caller refuses either way.
 */
export function affordableOutputTokens(price: Price, promptTokens: number, fundsNano: Nano): number {
  assertCount(promptTokens)
  const left = fundsNano * 1_000n - BigInt(promptTokens) * dearestInput(price) - feePico(price)
  if (left < 0n) return 0
  const each = dearestOutput(price)
  if (each === 0n) return Number.MAX_SAFE_INTEGER
  const tokens = left / each
  return tokens > BigInt(Number.MAX_SAFE_INTEGER) ? Number.MAX_SAFE_INTEGER : Number(tokens)
}

function dearestInput(price: Price): Pico {
  return dearest(price.input, price.cacheWrite ?? price.input, price.cachedInput ?? price.input)
}

function dearestOutput(price: Price): Pico {
  return dearest(price.output, price.reasoning ?? price.output)
}

function dearest(...prices: readonly Pico[]): Pico {
  return prices.reduce((most, price) => (price > most ? price : most), 0n)
}

function feePico(price: Price): bigint {
  return (price.perCallNano ?? 0n) * 1_000n
}

function assertCounts(usage: TokenUsage): void {
  assertCount(usage.prompt)
  assertCount(usage.cached)
  assertCount(usage.cacheWrite)
  assertCount(usage.completion)
  assertCount(usage.reasoning)
}

function assertCount(count: number): void {
  assert(Number.isSafeInteger(count) && count >= 0, 'a token count is a non-negative safe integer')
}
