// What a request may incur beside text: whether all of it has a price, what it can cost at most, what it probably was. Pure.
import type { ChatRequest, Extra } from '../contract/chat.ts'
import { problem, type Problem } from '../contract/problems.ts'
import { noDetails, type TokenDetails, type TokenUsage } from '../contract/usage.ts'
import { audioTokensBound, audioTokensEstimate, type AudioPart, type PromptShape } from '../pricing/bound.ts'
import type { Extras } from '../pricing/charge.ts'
import type { PriceNow } from '../pricing/rates.ts'

type Asked = Pick<ChatRequest, 'extras' | 'images'>

/** The first thing asked for that the model has no price for; null when everything has one. Unknown means refuse, never free. */
export function unpricedExtra({ extras = [] }: Asked, price: PriceNow): Problem | null {
  const found = extras.find((extra) => !isPriced(extra, price))
  return found === undefined
    ? null
    : problem('invalid_request', `${wordsFor(found)} has no price on this model here, so it cannot be asked for.`, { param: found.param })
}

function isPriced(extra: Extra, price: PriceNow): boolean {
  switch (extra.kind) {
    case 'audio_input':
      return price.audioInput !== undefined
    case 'audio_output':
      return price.audioOutput !== undefined
    case 'image_output':
      return price.imageOutput !== undefined
    case 'hour_long_cache':
      // Where no cache write has a price of its own, they all cost what input costs.
      return price.cacheWrite1h !== undefined || price.cacheWrite === undefined
    case 'tool':
      return price.perToolCallNano?.[extra.tool] !== undefined
  }
}

function wordsFor(extra: Extra): string {
  const words = {
    audio_input: 'Audio input',
    audio_output: 'Audio output',
    image_output: 'Image output',
    hour_long_cache: 'A cache write that lives an hour',
  }
  return extra.kind === 'tool' ? `The tool ${JSON.stringify(extra.tool)}, which the provider runs and charges for,` : words[extra.kind]
}

/** What the hold has to cover beside text. */
export function extrasBound({ extras, images }: Asked, shape: PromptShape): Extras {
  if (extras === undefined) return images === 0 ? {} : { imageTokens: images * shape.imageTokensMax }
  const has = (kind: Extra['kind']): boolean => extras.some((extra) => extra.kind === kind)
  return {
    imageTokens: images * shape.imageTokensMax,
    audioTokens: audioTokensBound(shape),
    hourLongCache: has('hour_long_cache'),
    imageOutput: has('image_output'),
    audioOutput: has('audio_output'),
    toolCalls: toolCalls(extras, 'callsMost'),
  }
}

export function audioOf({ extras }: Asked): readonly AudioPart[] | undefined {
  return extras?.flatMap((extra) => (extra.kind === 'audio_input' ? [extra] : []))
}

/** Output that our own count of text cannot follow: a stream of it needs its full hold. */
export function hasUncountedOutput({ extras = [] }: Asked): boolean {
  return extras.some(({ kind }) => kind === 'audio_output' || kind === 'image_output')
}

/** For answers whose provider reports no counts. Undefined: text alone. */
export function detailsEstimate({ extras }: Asked, shape: PromptShape): TokenDetails | undefined {
  return extras === undefined
    ? undefined
    : { ...noDetails, audioInput: audioTokensEstimate(shape), toolCalls: toolCalls(extras, 'callsLeast') }
}

/** A provider's counts, with the calls that it makes for sure and does not report. */
export function withSureCalls(usage: TokenUsage, request: Asked | undefined): TokenUsage {
  const extras = request?.extras
  if (extras === undefined) return usage
  const details = usage.details ?? noDetails
  return { ...usage, details: { ...details, toolCalls: { ...toolCalls(extras, 'callsLeast'), ...details.toolCalls } } }
}

function toolCalls(extras: readonly Extra[], which: 'callsLeast' | 'callsMost'): Record<string, number> {
  const calls: Record<string, number> = {}
  for (const extra of extras) {
    if (extra.kind === 'tool' && extra[which] > 0) calls[extra.tool] = (calls[extra.tool] ?? 0) + extra[which]
  }
  return calls
}
