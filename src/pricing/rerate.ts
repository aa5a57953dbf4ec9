// What a past charge would have been under another price. Pure: knows no storage, and posts nothing.
import type { Price } from '../catalog/model.ts'
import type { Nano } from '../contract/money.ts'
import type { TokenDetails, UsageRecord } from '../contract/usage.ts'
import { chargeNano } from './charge.ts'
import { priceAt } from './rates.ts'

export type PastCharge = Pick<UsageRecord, 'timeMs' | 'tokens' | 'costNano' | 'status'>

export type Rerated =
  | { readonly ok: true; readonly costNano: Nano }
  /** Left as it is: nothing was charged; or the charge does not follow from the record's counts; or the price lacks a kind of token. */
  | { readonly ok: false; readonly reason: 'not_charged' | 'not_reproducible' | 'no_price' }

/**
 * The charge of the same counts at the hour at which the request arrived, `own` being the price that was charged. Who paid nothing because
 * nothing was delivered pays nothing now. Where the charge was held to its hold, the bound that we promised, it can only fall.
 */
export function rerate(charge: PastCharge, own: Price, against: Price): Rerated {
  const { costNano, tokens, timeMs, status } = charge
  const worthNano = chargeNano(priceAt(own, timeMs), tokens)
  const free = costNano === 0n && (worthNano > 0n || status !== 'success')
  if (free) return { ok: false, reason: 'not_charged' }
  if (costNano > worthNano) return { ok: false, reason: 'not_reproducible' }
  if (!pricesAll(against, tokens.details)) return { ok: false, reason: 'no_price' }
  const newNano = chargeNano(priceAt(against, timeMs), tokens)
  const heldBack = costNano < worthNano
  return { ok: true, costNano: heldBack && newNano > costNano ? costNano : newNano }
}

/** A kind that cannot be asked for without a price cannot be rated without one either. */
function pricesAll(price: Price, details: TokenDetails | undefined): boolean {
  if (details === undefined) return true
  const { audioInput, audioOutput, imageOutput, toolCalls, units = {} } = details
  return (
    (audioInput === 0 || price.audioInput !== undefined) &&
    (audioOutput === 0 || price.audioOutput !== undefined) &&
    (imageOutput === 0 || price.imageOutput !== undefined) &&
    Object.keys(toolCalls).every((tool) => price.perToolCallNano?.[tool] !== undefined) &&
    Object.keys(units).every((row) => price.perUnitNano?.[row] !== undefined)
  )
}
