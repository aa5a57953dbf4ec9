// Whether an offer is what a caller wishes, and the order among those that are. Pure; knows no health and no chance.
import type { Model } from '../catalog/model.ts'
import type { Offer } from '../catalog/offer.ts'
import type { RoutePreferences, RouteSort } from '../contract/route-preferences.ts'
import type { OfferSpeed } from './health.ts'

/** What a request of this size costs its caller, at the rates that it can meet. */
export interface RoutePrice {
  readonly promptPico: bigint
  readonly completionPico: bigint
  readonly requestNano: bigint
}

/** What a caller wishes, with what the wishes are measured by. */
export interface Wishes {
  readonly preferences: RoutePreferences
  /** Callable, in order, after the model that was named. */
  readonly fallbacks: readonly Model[]
  readonly priceOf: (model: Model) => RoutePrice
  readonly speedOf: (offerId: string) => OfferSpeed
  /** The first field that this offer could not carry; null: it carries all. Asked only where parameters are required. */
  readonly missingOf: (offer: Offer, model: Model) => string | null
}

export interface Candidate {
  readonly model: Model
  readonly offer: Offer
}

/** Whether `acme`, `acme/eu` or `acme/model-x` means this offer. Providers are written in any case, offers exactly. */
export function means(name: string, offer: Offer): boolean {
  const lower = name.toLowerCase()
  return lower === offer.provider || name === offer.id || (offer.region !== undefined && lower === `${offer.provider}/${offer.region}`)
}

/** Our own word for why this offer is not what the caller wishes; null when it is. */
export function unwanted({ model, offer }: Candidate, wishes: Wishes): string | null {
  const { preferences } = wishes
  const { only, ignore, order, allowFallbacks, regions } = preferences
  if (ignore.some((name) => means(name, offer))) return 'ignored'
  if (only !== null && !only.some((name) => means(name, offer))) return 'not_in_only'
  if (!allowFallbacks && order.length > 0 && !order.some((name) => means(name, offer))) return 'not_in_order'
  if (preferences.denyCollection && offer.collectsData !== false) return 'may_collect_data'
  if (preferences.zeroRetention && offer.retainsData !== false) return 'may_retain_data'
  if (regions !== null && !regions.some((region) => region.toLowerCase() === offer.region)) return 'other_region'
  if (isOverPrice(model, wishes)) return 'over_max_price'
  const missing = preferences.requireParameters ? wishes.missingOf(offer, model) : null
  return missing === null ? null : `cannot_carry ${missing}`
}

function isOverPrice(model: Model, { preferences: { maxPrice }, priceOf }: Wishes): boolean {
  if (maxPrice === null) return false
  const price = priceOf(model)
  const over = (most: bigint | undefined, is: bigint): boolean => most !== undefined && is > most
  return (
    over(maxPrice.promptPico, price.promptPico) ||
    over(maxPrice.completionPico, price.completionPico) ||
    over(maxPrice.requestNano, price.requestNano)
  )
}

/** The caller's own order first, then those within its bounds of speed, then by what it sorts by. Stable: equals keep their order. */
export function inWishedOrder(candidates: readonly Candidate[], wishes: Wishes, sort: RouteSort | null): readonly Candidate[] {
  const { order } = wishes.preferences
  const placed = candidates.map((candidate) => {
    const at = order.findIndex((name) => means(name, candidate.offer))
    return { candidate, place: at < 0 ? order.length : at, late: isLate(candidate.offer, wishes) ? 1 : 0 }
  })
  const compared = placed.toSorted(
    (a, b) => a.place - b.place || a.late - b.late || (sort === null ? 0 : bySort(sort, a.candidate, b.candidate, wishes)),
  )
  return compared.map(({ candidate }) => candidate)
}

/** An offer that was not measured lately is not late: it is asked, and then it is known. */
function isLate(offer: Offer, { preferences, speedOf }: Wishes): boolean {
  const { maxLatencyMs, minTokensPerSecond } = preferences
  if (maxLatencyMs === null && minTokensPerSecond === null) return false
  const { firstByteMs, tokensPerSecond } = speedOf(offer.id)
  return (
    (maxLatencyMs !== null && firstByteMs !== null && firstByteMs > maxLatencyMs) ||
    (minTokensPerSecond !== null && tokensPerSecond !== null && tokensPerSecond < minTokensPerSecond)
  )
}

function bySort(sort: RouteSort, a: Candidate, b: Candidate, wishes: Wishes): number {
  if (sort !== 'price') return (figureOf(sort, a, wishes) ?? unmeasured) - (figureOf(sort, b, wishes) ?? unmeasured)
  const difference = paid(a, wishes) - paid(b, wishes)
  return difference === 0n ? sign(costOf(a.offer), costOf(b.offer)) : difference < 0n ? -1 : 1
}

/** Before everything that was measured. Throughput is negated, so less is better in both. */
const unmeasured = Number.MIN_SAFE_INTEGER

/** What the order was made by: pico-dollars of one token in and one out, milliseconds, or tokens a second below 0; null where unknown. */
export function figureOf(sort: RouteSort, candidate: Candidate, wishes: Wishes): number | null {
  const { firstByteMs, tokensPerSecond } = wishes.speedOf(candidate.offer.id)
  if (sort === 'price') return Number(paid(candidate, wishes))
  if (sort === 'latency') return firstByteMs
  return tokensPerSecond === null ? null : -tokensPerSecond
}

function paid({ model }: Candidate, { priceOf }: Wishes): bigint {
  const { promptPico, completionPico } = priceOf(model)
  return promptPico + completionPico
}

/** Offers of one model cost its caller the same; the operator's own cost decides then. Unknown: last. */
function costOf({ cost }: Offer): bigint | null {
  return cost === undefined ? null : cost.input + cost.output
}

function sign(a: bigint | null, b: bigint | null): number {
  if (a === null || b === null) return a === b ? 0 : a === null ? 1 : -1
  return a < b ? -1 : a > b ? 1 : 0
}
