// What routing needs to know of an offer's recent past. A value; who measures it is not known here.

export interface OfferHealth {
  /** Milliseconds since 1970 until which the offer is cooling down; 0 when it is not. */
  readonly coolingUntilMs: number
  /** Our own word for why: `rate_limited`, `outlier`, ...; null when healthy. */
  readonly reason: string | null
}

export const healthy: OfferHealth = { coolingUntilMs: 0, reason: null }
