// What a price is: one rate per kind of token, steps by prompt size, hours of the day, fees per call. Knows no model and no request.
import type { Nano, Pico } from './money.ts'

/** USD per million tokens, as pico-dollars per token. A written-out 0 is a price; an absent one is not. */
export interface Rates {
  readonly input: Pico
  readonly output: Pico
  /** Absent: cached input costs what input costs. */
  readonly cachedInput?: Pico
  /** A cache write that lives some minutes. Absent: it costs what input costs. */
  readonly cacheWrite?: Pico
  /** A cache write that lives an hour. Absent: none can be asked for where the shorter one has a price of its own. */
  readonly cacheWrite1h?: Pico
  /** Absent: reasoning costs what output costs. */
  readonly reasoning?: Pico
  /** Absent: images are charged as the input tokens that they become. */
  readonly imageInput?: Pico
  /** Absent: audio cannot be sent. */
  readonly audioInput?: Pico
  /** Absent: images cannot be asked for. */
  readonly imageOutput?: Pico
  /** Absent: audio cannot be asked for. */
  readonly audioOutput?: Pico
}

/** The rates of a whole request whose prompt has more tokens than this. What a step leaves out costs what it cost below. */
export interface PriceTier extends Rates {
  readonly abovePromptTokens: number
}

/** The rates of requests that arrive within these minutes of the UTC day; `until` is the first minute outside, and may be tomorrow's. */
export interface PriceWindow extends Rates {
  readonly fromMinute: number
  readonly untilMinute: number
  readonly tiers?: readonly PriceTier[]
}

export interface Price extends Rates {
  /** Ascending in size and never cheaper: a longer prompt costs no less. */
  readonly tiers?: readonly PriceTier[]
  /** None overlaps another. */
  readonly windows?: readonly PriceWindow[]
  /** A fee per answered request, nano-dollars. */
  readonly perCallNano?: Nano
  /** Fees per call of tools that the provider runs, nano-dollars; a tool without one cannot be asked for. */
  readonly perToolCallNano?: Readonly<Record<string, Nano>>
  /** Fees for what is no token, nano-dollars by row; see units.ts. What has neither a row nor a rate cannot be asked for. */
  readonly perUnitNano?: Readonly<Record<string, Nano>>
}

/** The kinds of tokens with their names on the wire, in the order in which people read them. */
export const rateNames = {
  input: 'input',
  output: 'output',
  cachedInput: 'cached_input',
  cacheWrite: 'cache_write',
  cacheWrite1h: 'cache_write_1h',
  reasoning: 'reasoning',
  imageInput: 'image_input',
  audioInput: 'audio_input',
  imageOutput: 'image_output',
  audioOutput: 'audio_output',
} as const satisfies Record<keyof Rates, string>

export type RateKind = keyof Rates
export const rateKinds = Object.keys(rateNames) as readonly RateKind[]

/** What a kind costs that has no rate of its own. */
export const standsFor: Readonly<Record<RateKind, RateKind>> = {
  input: 'input',
  output: 'output',
  cachedInput: 'input',
  cacheWrite: 'input',
  cacheWrite1h: 'cacheWrite',
  reasoning: 'output',
  imageInput: 'input',
  audioInput: 'input',
  imageOutput: 'output',
  audioOutput: 'output',
}

export function rateOf(rates: Rates, kind: RateKind): Pico {
  const own = rates[kind]
  return own ?? rateOf(rates, standsFor[kind])
}
