// What is written down of a route: who is tried, why in this order, and why others are not. Compact JSON; decides nothing.
import type { Model } from '../catalog/model.ts'
import type { Offer } from '../catalog/offer.ts'

/** One row of a table, not a document: it is stored with every request. */
export const explanationBytesMax = 1_024

/** An offer that is not tried: its name, and our own word for why. */
export type LeftOut = readonly [name: string, reason: string]

export interface Explained {
  readonly offers: readonly Offer[]
  /** Parallel to `offers`, where they are of several models, and the one of them that was named. */
  readonly models?: readonly Model[]
  readonly named?: Model
  readonly why: string
  readonly others: readonly LeftOut[]
  /** What the order was made by, parallel to `offers`; null where it is not known. */
  readonly figures?: readonly (number | null)[]
}

/** The offers that are alone and open: what is written of them is always the same. */
const alone = new WeakMap<Offer, string>()

/** `explain` for the most common route, which costs next to nothing. */
export function explainOnly(offer: Offer): string {
  let text = alone.get(offer)
  if (text === undefined) {
    text = explain({ offers: [offer], why: 'only_open', others: [] })
    alone.set(offer, text)
  }
  return text
}

/**
 * `{"why":"weight","try":["a/x","b/x"],"not":[["c/x","outlier 12s"]],"more":3}`. An offer of a fallback model is a pair, `["d/y","model-y"]`;
 * `by` has the figures behind an order by price, latency or throughput; `more` counts what did not fit.
 */
export function explain({ offers, models, named, why, others, figures }: Explained): string {
  const room = { left: explanationBytesMax - 64, more: 0 }
  const tried = offers.map((offer, at) => JSON.stringify(nameOf(offer, models?.[at], named))).filter((json) => fits(room, json))
  const not = others.map((other) => JSON.stringify(other)).filter((json) => fits(room, json))
  const by = figures === undefined || !fits(room, `"by":${JSON.stringify(figures)}`) ? '' : `,"by":${JSON.stringify(figures)}`
  return `{"why":"${why}","try":[${tried.join(',')}],"not":[${not.join(',')}]${by}${room.more > 0 ? `,"more":${room.more}` : ''}}`
}

function nameOf(offer: Offer, model: Model | undefined, named: Model | undefined): string | readonly string[] {
  return model === undefined || model === named ? offer.id : [offer.id, model.id]
}

function fits(room: { left: number; more: number }, json: string): boolean {
  // A UTF-16 unit is never more than three bytes of UTF-8.
  const bytes = isAscii(json) ? json.length : json.length * 3
  if (bytes + 1 > room.left) {
    room.more += 1
    return false
  }
  room.left -= bytes + 1
  return true
}

function isAscii(text: string): boolean {
  for (let index = 0; index < text.length; index++) if (text.charCodeAt(index) > 0x7f) return false
  return true
}
