// What a request may incur beside text: whether all of it has a price, what it can cost at most, what it probably was. Pure.
import type { ChatRequest, Completion, Extra, PricedUnit } from '../contract/chat.ts'
import { problem, type Problem } from '../contract/problems.ts'
import { type Unit, unitOf } from '../contract/units.ts'
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
    case 'unit':
      return rowFor(extra, price) !== undefined || (extra.orRate !== undefined && price[extra.orRate] !== undefined)
  }
}

/** The row that something is charged at; undefined: the price has none for it. */
function rowFor({ rows }: PricedUnit, { perUnitNano = {} }: PriceNow): string | undefined {
  return rows.find((row) => perUnitNano[row] !== undefined)
}

const unitWords: Readonly<Record<Unit, string>> = {
  image: 'An image of this quality and size',
  audio_minute: 'Sound to be written down',
  million_characters: 'Text to be spoken',
  search_unit: 'A search to be ranked',
}

function wordsFor(extra: Extra): string {
  if (extra.kind === 'unit') return unitWords[unitOf(extra.rows[0] ?? '')]
  const words = {
    audio_input: 'Audio input',
    audio_output: 'Audio output',
    image_output: 'Image output',
    hour_long_cache: 'A cache write that lives an hour',
  }
  return extra.kind === 'tool' ? `The tool ${JSON.stringify(extra.tool)}, which the provider runs and charges for,` : words[extra.kind]
}

/** What the hold has to cover beside text. */
export function extrasBound({ extras, images }: Asked, shape: PromptShape, price: PriceNow): Extras {
  if (extras === undefined) return images === 0 ? {} : { imageTokens: images * shape.imageTokensMax }
  const has = (kind: Extra['kind']): boolean => extras.some((extra) => extra.kind === kind)
  return {
    imageTokens: images * shape.imageTokensMax,
    audioTokens: audioTokensBound(shape),
    hourLongCache: has('hour_long_cache'),
    imageOutput: has('image_output') || extras.some((extra) => byTokens(extra, price) === 'imageOutput'),
    audioOutput: has('audio_output'),
    toolCalls: toolCalls(extras, 'callsMost'),
    units: unitsBound(extras, price),
  }
}

/** The rate of a unit that the price has no row for; null: it is charged by the piece. */
function byTokens(extra: Extra, price: PriceNow): PricedUnit['orRate'] | null {
  return extra.kind === 'unit' && rowFor(extra, price) === undefined ? extra.orRate : null
}

function unitsBound(extras: readonly Extra[], price: PriceNow): Record<string, number> {
  return unitsBy(extras, price, ({ most }) => most)
}

function unitsBy(extras: readonly Extra[], price: PriceNow, count: (extra: PricedUnit) => number): Record<string, number> {
  const units: Record<string, number> = {}
  for (const extra of extras) {
    const row = extra.kind === 'unit' ? rowFor(extra, price) : undefined
    if (row !== undefined) units[row] = (units[row] ?? 0) + count(extra as PricedUnit)
  }
  return units
}

export function audioOf({ extras }: Asked): readonly AudioPart[] | undefined {
  return extras?.flatMap((extra) => (extra.kind === 'audio_input' ? [extra] : extra.kind === 'unit' && extra.audio ? [extra.audio] : []))
}

/** Output that our own count of text cannot follow: a stream of it needs its full hold. */
export function hasUncountedOutput({ extras = [] }: Asked): boolean {
  return extras.some(({ kind }) => kind === 'audio_output' || kind === 'image_output' || kind === 'unit')
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

/** What an answer used that is no token, and whether anything of it is our guess. */
export interface UnitsUsed {
  readonly units: Readonly<Record<string, number>>
  readonly guessed: boolean
}

/** Null: the request asks for nothing of the kind. What the answer counts wins over what the request let one expect. */
export function unitsUsed(request: Asked | undefined, price: PriceNow, counted: Completion['units'] = {}): UnitsUsed | null {
  const extras = request?.extras?.filter((extra) => extra.kind === 'unit') ?? []
  if (extras.length === 0) return null
  const countOf = ({ rows }: PricedUnit): number | undefined => counted[unitOf(rows[0] ?? '')]
  return {
    units: unitsBy(extras, price, (extra) => countOf(extra) ?? extra.expected),
    guessed: extras.some((extra) => !extra.exact && countOf(extra) === undefined && rowFor(extra, price) !== undefined),
  }
}

/** Output tokens of images whose provider counts none: as many as one may have at most. 0: they are charged by the piece. */
export function imageTokensUncounted(request: Asked | undefined, price: PriceNow, tokensMost: number): number {
  return request?.extras?.some((extra) => byTokens(extra, price) === 'imageOutput') === true ? tokensMost : 0
}
