// Which offers are tried, in which order, and why. Pure: time, health and chance arrive as values. Knows no requests' content, no sockets.
import type { Model } from '../catalog/model.ts'
import type { Offer } from '../catalog/offer.ts'
import type { ProviderId } from '../contract/ids.ts'
import type { OfferHealth } from './health.ts'

export interface RouteInput {
  readonly model: Model
  readonly healthOf: (offerId: string) => OfferHealth
  /** Whether a provider has what it needs to be called (a credential, a base URL). */
  readonly servable: (provider: ProviderId) => boolean
  readonly nowMs: number
  /** 0 <= x < 1. */
  readonly random: number
}

export interface RoutePlan {
  /** In order of attempts; empty when none is available. */
  readonly offers: readonly Offer[]
  /** Compact JSON of at most `explanationBytesMax` bytes, kept with the usage record. */
  readonly explanation: string
  /** When `offers` is empty and waiting helps: milliseconds until the first offer is back; else 0. */
  readonly retryAfterMs: number
}

/** One row of a table, not a document: it is stored with every request. */
export const explanationBytesMax = 1_024

/** The provider named the time until which it will answer nothing but 429: asking earlier is pointless and impolite. */
const closedReason = 'rate_limited'

/** Cool-downs that a lucky attempt may end, the most hopeful first; any other reason comes after these. */
const hopeful = ['outlier', 'overloaded', 'rate_limited_silent']

interface Candidate {
  readonly offer: Offer
  readonly health: OfferHealth
}

/**
 * Healthy offers: one drawn by weight, then the others in catalog order. None healthy: the least bad one, once, because a cool-down of our
 * own making never leaves a model without an offer. Only `rate_limited` ones left: none, and how long to wait.
 */
export function planRoute(input: RouteInput): RoutePlan {
  const { model, nowMs } = input
  const open: Offer[] = []
  const cooling: Candidate[] = []
  const others: string[][] = []
  for (const offer of model.offers) {
    if (!input.servable(offer.provider)) {
      others.push([offer.id, 'not_configured'])
      continue
    }
    const health = input.healthOf(offer.id)
    if (health.coolingUntilMs > nowMs) {
      cooling.push({ offer, health })
      others.push([offer.id, `${health.reason ?? 'cooling'} ${Math.ceil((health.coolingUntilMs - nowMs) / 1_000)}s`])
    } else open.push(offer)
  }
  if (open.length > 0) {
    const ordered = drawnFirst(open, input.random)
    return { offers: ordered, explanation: explain(ordered, open.length === 1 ? 'only_open' : 'weight', others), retryAfterMs: 0 }
  }
  const lastResort = leastBad(cooling)
  if (lastResort !== null) return { offers: [lastResort], explanation: explain([lastResort], 'last_resort', others), retryAfterMs: 0 }
  const retryAfterMs = cooling.reduce((soonest, { health }) => Math.min(soonest, health.coolingUntilMs - nowMs), Number.POSITIVE_INFINITY)
  return { offers: [], explanation: explain([], 'none', others), retryAfterMs: cooling.length === 0 ? 0 : Math.ceil(retryAfterMs) }
}

function drawnFirst(offers: readonly Offer[], random: number): readonly Offer[] {
  if (offers.length === 1) return offers
  const first = draw(offers, random)
  return [first, ...offers.filter((offer) => offer !== first)]
}

/** By weight; a weight that is not a positive finite number never draws, unless none does: then all are equal. */
function draw(offers: readonly Offer[], random: number): Offer {
  const weightOf = ({ weight }: Offer): number => (weight > 0 && Number.isFinite(weight) ? weight : 0)
  const total = offers.reduce((sum, offer) => sum + weightOf(offer), 0)
  let left = random * (total > 0 ? total : offers.length)
  let last = offers[0] as Offer
  for (const offer of offers) {
    const share = total > 0 ? weightOf(offer) : 1
    if (share === 0) continue
    last = offer
    left -= share
    if (left < 0) return offer
  }
  // Sums of fractions may fall short of the last share by a rounding.
  return last
}

function leastBad(cooling: readonly Candidate[]): Offer | null {
  let best: Candidate | null = null
  for (const candidate of cooling) {
    if (candidate.health.reason === closedReason) continue
    if (best === null || isBetter(candidate.health, best.health)) best = candidate
  }
  return best?.offer ?? null
}

function isBetter(one: OfferHealth, other: OfferHealth): boolean {
  const difference = rank(one) - rank(other)
  return difference < 0 || (difference === 0 && one.coolingUntilMs < other.coolingUntilMs)
}

function rank(health: OfferHealth): number {
  const at = hopeful.indexOf(health.reason ?? '')
  return at < 0 ? hopeful.length : at
}

/** `{"why":"weight","try":["a/x","b/x"],"not":[["c/x","outlier 12s"]],"more":3}`; `more` counts what did not fit. */
function explain(offers: readonly Offer[], why: string, others: readonly (readonly string[])[]): string {
  // Room for the frame and for `more`.
  let left = explanationBytesMax - 64
  let more = 0
  const fit = (json: string): boolean => {
    // A UTF-16 unit is never more than three bytes of UTF-8.
    const bytes = isAscii(json) ? json.length : json.length * 3
    if (bytes + 1 > left) {
      more += 1
      return false
    }
    left -= bytes + 1
    return true
  }
  const tried = offers.map((offer) => JSON.stringify(offer.id)).filter(fit)
  const not = others.map((other) => JSON.stringify(other)).filter(fit)
  return `{"why":"${why}","try":[${tried.join(',')}],"not":[${not.join(',')}]${more > 0 ? `,"more":${more}` : ''}}`
}

function isAscii(text: string): boolean {
  for (let index = 0; index < text.length; index++) if (text.charCodeAt(index) > 0x7f) return false
  return true
}
