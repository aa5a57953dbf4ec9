// Usage x price -> nano-dollars: what a request cost, what it can cost at most, and how much output a sum pays for. No I/O, no floats.
import { assert } from '../base/assert.ts'
import { type Nano, nanoFromPico, type Pico } from '../contract/money.ts'
import { rateOf, type RateKind, type Rates, standsFor } from '../contract/price.ts'
import { unitPico } from '../contract/units.ts'
import type { TokenDetails, TokenUsage } from '../contract/usage.ts'
import { type PriceNow, ratesFor } from './rates.ts'

/** What a request may use beside text tokens. Absent parts: none. */
export interface Extras {
  /** Of the prompt tokens, at most this many are images and audio. */
  readonly imageTokens?: number
  readonly audioTokens?: number
  /** Cache writes that live an hour are asked for. */
  readonly hourLongCache?: boolean
  readonly imageOutput?: boolean
  readonly audioOutput?: boolean
  /** Calls of provider-run tools at most, by name. */
  readonly toolCalls?: Readonly<Record<string, number>>
  /** What is no token, at most, by the row of the price. */
  readonly units?: Readonly<Record<string, number>>
}

const onlyText: Extras = {}

/**
 * The cost of one answered request in nano-dollars: each token at the price of its kind at the step that the prompt's size reaches, the
 * fees, rounded upward once. Parts that exceed their whole (more cached than prompt tokens) are clamped in the order in which they are
 * named here, cheaper readings first: the customer never pays for tokens that the total does not contain. Counts that are not safe
 * non-negative integers are our mistake and stop here.
 */
export function chargeNano(price: PriceNow, usage: TokenUsage): Nano {
  if (usage.details === undefined) return nanoFromPico(textPico(price, usage))
  const { input, cachedInput, cacheWrite, output, reasoning, perCall } = costParts(price, usage)
  return nanoFromPico(input + cachedInput + cacheWrite + output + reasoning + perCall)
}

/** The sum of `costParts` for text alone, without the parts: this runs at every read of every stream, where most kinds are not there. */
function textPico(price: PriceNow, usage: TokenUsage): bigint {
  assertCounts(usage)
  const { prompt, completion } = usage
  const rates = ratesFor(price, prompt)
  const cached = Math.min(usage.cached, prompt)
  const cacheWrite = Math.min(usage.cacheWrite, prompt - cached)
  const reasoning = Math.min(usage.reasoning, completion)
  let pico = BigInt(prompt - cached - cacheWrite) * rates.input + BigInt(completion - reasoning) * rates.output
  if (cached > 0) pico += BigInt(cached) * (rates.cachedInput ?? rates.input)
  if (cacheWrite > 0) pico += BigInt(cacheWrite) * (rates.cacheWrite ?? rates.input)
  if (reasoning > 0) pico += BigInt(reasoning) * (rates.reasoning ?? rates.output)
  return price.perCallNano === undefined ? pico : pico + feePico(price)
}

/** What each kind of token costs, in pico-dollars: exact, and together the charge before its one rounding. */
export interface CostParts {
  /** Prompt tokens that were neither read from a cache nor written to one, images and audio included. */
  readonly input: bigint
  readonly cachedInput: bigint
  readonly cacheWrite: bigint
  /** Output tokens other than reasoning, images and audio included. */
  readonly output: bigint
  readonly reasoning: bigint
  /** The fee per call, those of provider-run tools, and what is charged by the piece. */
  readonly perCall: bigint
}

export function costParts(price: PriceNow, usage: TokenUsage): CostParts {
  assertCounts(usage)
  const rates = ratesFor(price, usage.prompt)
  const cached = Math.min(usage.cached, usage.prompt)
  const cacheWrite = Math.min(usage.cacheWrite, usage.prompt - cached)
  const reasoning = Math.min(usage.reasoning, usage.completion)
  const input = usage.prompt - cached - cacheWrite
  const output = usage.completion - reasoning
  const parts = {
    input: BigInt(input) * rates.input,
    cachedInput: BigInt(cached) * (rates.cachedInput ?? rates.input),
    cacheWrite: BigInt(cacheWrite) * (rates.cacheWrite ?? rates.input),
    output: BigInt(output) * rates.output,
    reasoning: BigInt(reasoning) * (rates.reasoning ?? rates.output),
    perCall: feePico(price),
  }
  const { details } = usage
  return details === undefined ? parts : withDetails(parts, { price, rates, details, input, cacheWrite, output })
}

interface Detailed {
  readonly price: PriceNow
  readonly rates: Rates
  readonly details: TokenDetails
  /** What the parts can come out of. */
  readonly input: number
  readonly cacheWrite: number
  readonly output: number
}

/** Adds what some of the tokens cost beyond the rate they were counted at, and the tools' fees. */
function withDetails(parts: CostParts, { price, rates, details, ...left }: Detailed): CostParts {
  const hourLong = Math.min(details.cacheWrite1h, left.cacheWrite)
  const audioInput = Math.min(details.audioInput, left.input)
  const imageInput = Math.min(details.imageInput, left.input - audioInput)
  const audioOutput = Math.min(details.audioOutput, left.output)
  const imageOutput = Math.min(details.imageOutput, left.output - audioOutput)
  return {
    ...parts,
    input: parts.input + BigInt(audioInput) * beyond(rates, 'audioInput') + BigInt(imageInput) * beyond(rates, 'imageInput'),
    cacheWrite: parts.cacheWrite + BigInt(hourLong) * beyond(rates, 'cacheWrite1h'),
    output: parts.output + BigInt(audioOutput) * beyond(rates, 'audioOutput') + BigInt(imageOutput) * beyond(rates, 'imageOutput'),
    perCall: parts.perCall + toolsPico(price, details.toolCalls) + unitsPico(price, details.units),
  }
}

/** A kind's rate less the rate that its tokens were counted at. May be negative: an image token can be cheaper than a text token. */
function beyond(rates: Rates, kind: RateKind): Pico {
  return rateOf(rates, kind) - rateOf(rates, standsFor[kind])
}

/** The most that a request of at most these counts can cost, in nano-dollars: every token at the dearest rate that it can meet. */
export function boundNano(price: PriceNow, promptTokens: number, outputTokens: number, extras: Extras = onlyText): Nano {
  assertCount(promptTokens)
  assertCount(outputTokens)
  const rates = ratesFor(price, promptTokens)
  return nanoFromPico(inputPico(price, rates, promptTokens, extras) + BigInt(outputTokens) * dearestOutput(rates, extras))
}

/** What these output tokens can cost at most beside a prompt of at most this size; no fee and no input. */
export function outputBoundNano(price: PriceNow, promptTokens: number, outputTokens: number, extras: Extras = onlyText): Nano {
  assertCount(promptTokens)
  assertCount(outputTokens)
  return nanoFromPico(BigInt(outputTokens) * dearestOutput(ratesFor(price, promptTokens), extras))
}

/**
 * The largest number of output tokens whose `boundNano` fits into the funds; `Number.MAX_SAFE_INTEGER` when output costs nothing.
 * 0 also when not even the prompt fits: an answer of no tokens is no answer, so the caller refuses either way.
 */
export function affordableOutputTokens(price: PriceNow, promptTokens: number, fundsNano: Nano, extras: Extras = onlyText): number {
  assertCount(promptTokens)
  const rates = ratesFor(price, promptTokens)
  const left = fundsNano * 1_000n - inputPico(price, rates, promptTokens, extras)
  if (left < 0n) return 0
  const each = dearestOutput(rates, extras)
  if (each === 0n) return Number.MAX_SAFE_INTEGER
  const tokens = left / each
  return tokens > BigInt(Number.MAX_SAFE_INTEGER) ? Number.MAX_SAFE_INTEGER : Number(tokens)
}

/** The prompt and the fees, at most. */
function inputPico(price: PriceNow, rates: Rates, promptTokens: number, extras: Extras): bigint {
  const { imageTokens = 0, audioTokens = 0, toolCalls, units } = extras
  assertCount(imageTokens)
  assertCount(audioTokens)
  const text = dearestInput(rates, extras.hourLongCache === true)
  const audio = BigInt(Math.min(audioTokens, promptTokens))
  const image = BigInt(Math.min(imageTokens, promptTokens))
  // A token may be either: counted at the text rate once, and at what each other kind can cost beyond it.
  const pico =
    BigInt(promptTokens) * text +
    feePico(price) +
    audio * above(rateOf(rates, 'audioInput'), text) +
    image * above(rateOf(rates, 'imageInput'), text)
  return pico + (toolCalls === undefined ? 0n : toolsPico(price, toolCalls)) + unitsPico(price, units)
}

/** Kinds without a rate of their own cost what they stand for, and are left out: this runs several times for every request. */
function dearestInput(rates: Rates, hourLongCache: boolean): Pico {
  const text = dearer(dearer(rates.input, rates.cachedInput), rates.cacheWrite)
  return hourLongCache ? dearer(text, rates.cacheWrite1h) : text
}

function dearestOutput(rates: Rates, { imageOutput = false, audioOutput = false }: Extras): Pico {
  let most = dearer(rates.output, rates.reasoning)
  if (imageOutput) most = dearer(most, rates.imageOutput)
  if (audioOutput) most = dearer(most, rates.audioOutput)
  return most
}

function dearer(most: Pico, rate: Pico | undefined): Pico {
  return rate !== undefined && rate > most ? rate : most
}

function above(rate: Pico, than: Pico): Pico {
  return rate > than ? rate - than : 0n
}

function feePico(price: PriceNow): bigint {
  return (price.perCallNano ?? 0n) * 1_000n
}

/** A tool without a fee cannot be asked for; what a provider says of one that nobody asked for is not charged. */
function toolsPico({ perToolCallNano }: PriceNow, toolCalls: Readonly<Record<string, number>>): bigint {
  let pico = 0n
  for (const [tool, calls] of Object.entries(toolCalls)) {
    assertCount(calls)
    pico += BigInt(calls) * (perToolCallNano?.[tool] ?? 0n) * 1_000n
  }
  return pico
}

function unitsPico({ perUnitNano = {} }: PriceNow, units: Readonly<Record<string, number>> | undefined): bigint {
  if (units === undefined) return 0n
  let pico = 0n
  for (const [row, count] of Object.entries(units)) {
    assertCount(count)
    pico += unitPico(row, count, perUnitNano[row] ?? 0n)
  }
  return pico
}

function assertCounts(usage: TokenUsage): void {
  assertCount(usage.prompt)
  assertCount(usage.cached)
  assertCount(usage.cacheWrite)
  assertCount(usage.completion)
  assertCount(usage.reasoning)
  const { details } = usage
  if (details === undefined) return
  for (const count of [details.cacheWrite1h, details.imageInput, details.audioInput, details.imageOutput, details.audioOutput]) {
    assertCount(count)
  }
}

function assertCount(count: number): void {
  assert(Number.isSafeInteger(count) && count >= 0, 'a token count is a non-negative safe integer')
}
