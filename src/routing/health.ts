// What routing needs to know of an offer's recent past. Values; who measures them is not known here.

export interface OfferHealth {
  /** Milliseconds since 1970 until which the offer is cooling down; 0 when it is not. */
  readonly coolingUntilMs: number
  /** Our own word for why: `rate_limited`, `outlier`, ...; null when healthy. */
  readonly reason: string | null
}

export const healthy: OfferHealth = { coolingUntilMs: 0, reason: null }

/** How fast an offer was lately; null where nothing was measured in the last minutes. */
export interface OfferSpeed {
  /** Milliseconds to the first byte: an average that follows every peak at once and sinks slowly. */
  readonly firstByteMs: number | null
  readonly tokensPerSecond: number | null
}

export const unknownSpeed: OfferSpeed = { firstByteMs: null, tokensPerSecond: null }
