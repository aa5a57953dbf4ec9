// Which rates of a price hold for one request: the hour it arrived at, and the size of its prompt. Knows no counts of tokens.
import type { Price } from '../catalog/model.ts'
import type { Rates } from '../contract/price.ts'

/** A price as it is at one instant: fees and rates, and steps by prompt size; no hours any more. */
export type PriceNow = Omit<Price, 'windows'> & { readonly windows?: never }

const minuteMs = 60_000
const minutesOfDay = 1_440

/** The price at the instant of the hold, milliseconds since 1970. A price without hours, the common case, is given back as it is. */
export function priceAt(price: Price, atMs: number): PriceNow {
  if (price.windows === undefined) return price as PriceNow
  const { windows, ...usual } = price
  const minute = Math.floor(atMs / minuteMs) % minutesOfDay
  const window = windows.find(({ fromMinute, untilMinute }) =>
    fromMinute < untilMinute ? fromMinute <= minute && minute < untilMinute : fromMinute <= minute || minute < untilMinute,
  )
  if (window === undefined) return usual
  const { perCallNano, perToolCallNano, perUnitNano } = usual
  const { fromMinute: _from, untilMinute: _until, ...rates } = window
  const fees = { ...(perCallNano !== undefined && { perCallNano }), ...(perToolCallNano && { perToolCallNano }) }
  return { ...rates, ...fees, ...(perUnitNano && { perUnitNano }) }
}

/** The rates of a whole request with this many prompt tokens, at the step that its size reaches. */
export function ratesFor(price: PriceNow, promptTokens: number): Rates {
  const { tiers } = price
  if (tiers === undefined) return price
  return tiers.findLast(({ abovePromptTokens }) => promptTokens > abovePromptTokens) ?? price
}
