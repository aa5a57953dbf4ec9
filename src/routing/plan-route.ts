// Which offers are tried, in which order, and why. Pure: time, health and chance arrive as values. Knows no requests' content, no sockets.
import type { Model } from '../catalog/model.ts'
import type { Offer } from '../catalog/offer.ts'
import type { ProviderId } from '../contract/ids.ts'
import { drawnFirst } from './draw.ts'
import { explain, explainOnly, type LeftOut } from './explanation.ts'
import type { OfferHealth } from './health.ts'
import { type Candidate, figureOf, inWishedOrder, unwanted, type Wishes } from './wishes.ts'

export interface RouteInput {
  readonly model: Model
  readonly healthOf: (offerId: string) => OfferHealth
  /** Whether a provider has what it needs to be called (a credential, a base URL). */
  readonly servable: (provider: ProviderId) => boolean
  /** Whether an offer's provider has an endpoint for what is asked; absent: all have one. */
  readonly fits?: (offer: Offer) => boolean
  readonly nowMs: number
  /** 0 <= x < 1. */
  readonly random: number
  /** Absent: the caller wishes nothing, and its model is ordered by weight. */
  readonly wishes?: Wishes
  /** The offer that answered this conversation last; its prompt is cached there. */
  readonly sticky?: string | undefined
}

export interface RoutePlan {
  /** In order of attempts; empty when none is available. */
  readonly offers: readonly Offer[]
  /** Whose offers they are, parallel to `offers`, when there are fallback models; absent: all are of the one model. */
  readonly models?: readonly Model[]
  /** Compact JSON of at most `explanationBytesMax` bytes, kept with the usage record. */
  readonly explanation: string
  /** When `offers` is empty and waiting helps: milliseconds until the first offer is back; else 0. */
  readonly retryAfterMs: number
  /** The offers that are not tried, each with our own word for why. */
  readonly leftOut: readonly LeftOut[]
  /** When `offers` is empty because of what the caller wishes: which offers there are, and why each does not fit. */
  readonly unwanted?: readonly LeftOut[]
}

/** The provider named the time until which it will answer nothing but 429: asking earlier is pointless and impolite. */
const closedReason = 'rate_limited'

const nobody: readonly never[] = []

/** Cool-downs that a lucky attempt may end, the most hopeful first; any other reason comes after these. */
const hopeful = ['outlier', 'overloaded', 'rate_limited_silent']

interface Cooling extends Candidate {
  readonly health: OfferHealth
}

/** What became of the offers: those that can be asked now, those that cool down, and all that are not tried. */
interface Sorted {
  readonly open: Candidate[]
  readonly cooling: Cooling[]
  readonly others: LeftOut[]
  readonly unwanted: LeftOut[]
}

/**
 * Healthy offers: one drawn by weight, then the others in catalog order, unless the caller wishes otherwise. None healthy: the least bad one,
 * once, because a cool-down of our own making never leaves a model without an offer. Only `rate_limited` ones left: none, and how long to wait.
 */
export function planRoute(input: RouteInput): RoutePlan {
  const only = onlyOffer(input)
  if (only !== null) return { offers: [only], explanation: explainOnly(only), retryAfterMs: 0, leftOut: nobody }
  const sorted = sortOut(input)
  if (sorted.open.length > 0) return routeOver(input, sorted)
  const { cooling, others } = sorted
  const least = leastBad(cooling)
  if (least !== null) return planOf([least], input, { why: 'last_resort', others })
  const retryAfterMs = cooling.reduce(
    (soonest, { health }) => Math.min(soonest, health.coolingUntilMs - input.nowMs),
    Number.POSITIVE_INFINITY,
  )
  return {
    offers: [],
    explanation: explain({ offers: [], why: 'none', others }),
    leftOut: others,
    retryAfterMs: cooling.length === 0 ? 0 : Math.ceil(retryAfterMs),
    ...(cooling.length === 0 && sorted.unwanted.length > 0 && { unwanted: sorted.unwanted }),
  }
}

/** The most common case, told apart first: one offer, open, and a caller that wishes nothing. */
function onlyOffer({ model, wishes, servable, healthOf, fits, nowMs }: RouteInput): Offer | null {
  const [offer] = model.offers
  if (offer === undefined || model.offers.length !== 1 || wishes !== undefined || fits !== undefined || offer.drained === true) return null
  return servable(offer.provider) && healthOf(offer.id).coolingUntilMs <= nowMs ? offer : null
}

function sortOut(input: RouteInput): Sorted {
  const sorted: Sorted = { open: [], cooling: [], others: [], unwanted: [] }
  const { wishes } = input
  for (const model of modelsOf(input)) {
    for (const offer of model.offers) {
      const candidate = { model, offer }
      const name = model === input.model ? offer.id : `${offer.id} ${model.id}`
      const wrong = wishes === undefined ? null : unwanted(candidate, wishes)
      if (wrong !== null) sorted.unwanted.push([name, wrong])
      const absent = wrong ?? unavailable(offer, input)
      if (absent !== null) {
        sorted.others.push([name, absent])
        continue
      }
      const health = input.healthOf(offer.id)
      if (health.coolingUntilMs <= input.nowMs) sorted.open.push(candidate)
      else {
        sorted.cooling.push({ ...candidate, health })
        sorted.others.push([name, coolingWords(health, input.nowMs)])
      }
    }
  }
  return sorted
}

/** `outlier 12s`; without a time when it is disabled until somebody acts. */
function coolingWords({ reason, coolingUntilMs }: OfferHealth, nowMs: number): string {
  const seconds = Math.ceil((coolingUntilMs - nowMs) / 1_000)
  return Number.isFinite(seconds) ? `${reason ?? 'cooling'} ${seconds}s` : (reason ?? 'disabled')
}

function modelsOf({ model, wishes }: RouteInput): readonly Model[] {
  return wishes === undefined || wishes.fallbacks.length === 0 ? [model] : [model, ...wishes.fallbacks]
}

function unavailable(offer: Offer, { servable, fits }: RouteInput): string | null {
  if (fits !== undefined && !fits(offer)) return 'no_endpoint'
  if (!servable(offer.provider)) return 'not_configured'
  return offer.drained === true ? 'drained' : null
}

/** The order among those that can be asked. */
function routeOver(input: RouteInput, { open, others }: Sorted): RoutePlan {
  const { wishes, model } = input
  const sort = wishes?.preferences.sort ?? model.sort ?? null
  const ordered = ordering(open, input)
  const kept = wishes === undefined || wishes.preferences.allowFallbacks || wishes.preferences.order.length > 0 ? ordered : firsts(ordered)
  const left = ordered.filter((one) => !kept.includes(one)).map(({ offer }): LeftOut => [offer.id, 'fallbacks_off'])
  const figures = wishes !== undefined && sort !== null ? kept.map((one) => figureOf(sort, one, wishes)) : undefined
  const why = whyFirst(input, kept, open.length)
  return planOf(kept, input, { why, others: left.length === 0 ? others : [...others, ...left], ...(figures && { figures }) })
}

/** Model by model, in the order in which the caller names them, unless it wants them sorted together. */
function ordering(open: readonly Candidate[], input: RouteInput): readonly Candidate[] {
  const { wishes, random, sticky } = input
  if (wishes === undefined) return stickyFirst(drawnCandidates(open, random), sticky)
  const { order, sort: asked, acrossModels } = wishes.preferences
  const ranked = (group: readonly Candidate[]): readonly Candidate[] => {
    const sort = asked ?? group[0]?.model.sort ?? null
    const wished = inWishedOrder(drawnCandidates(group, random), wishes, sort)
    return order.length > 0 || sort !== null ? wished : stickyFirst(wished, sticky)
  }
  if (acrossModels) return ranked(open)
  return modelsOf(input).flatMap((model) => ranked(open.filter((one) => one.model === model)))
}

function drawnCandidates(group: readonly Candidate[], random: number): readonly Candidate[] {
  const drawn = drawnFirst(
    group.map(({ offer }) => offer),
    random,
  )
  const first = drawn[0]
  return first === undefined || first === group[0]?.offer
    ? group
    : [group.find(({ offer }) => offer === first) as Candidate, ...group.filter(({ offer }) => offer !== first)]
}

function stickyFirst(group: readonly Candidate[], sticky: string | undefined): readonly Candidate[] {
  const at = sticky === undefined ? -1 : group.findIndex(({ offer }) => offer.id === sticky)
  return at <= 0 ? group : [group[at] as Candidate, ...group.slice(0, at), ...group.slice(at + 1)]
}

/** The first of each model. */
function firsts(ordered: readonly Candidate[]): readonly Candidate[] {
  return ordered.filter(({ model }, at) => ordered.findIndex((one) => one.model === model) === at)
}

function whyFirst({ wishes, model, sticky }: RouteInput, kept: readonly Candidate[], open: number): string {
  const first = kept[0]?.offer
  if (open === 1) return 'only_open'
  const order = wishes?.preferences.order ?? []
  if (order.length > 0) return 'order'
  const sort = wishes?.preferences.sort ?? (wishes === undefined ? null : (model.sort ?? null))
  if (sort !== null) return sort
  return first !== undefined && first.id === sticky ? 'sticky' : 'weight'
}

function planOf(
  kept: readonly Candidate[],
  { wishes, model }: RouteInput,
  told: { readonly why: string; readonly others: readonly LeftOut[]; readonly figures?: readonly (number | null)[] },
): RoutePlan {
  const offers = kept.map(({ offer }) => offer)
  const plan = { offers, retryAfterMs: 0, leftOut: told.others }
  if (wishes === undefined || wishes.fallbacks.length === 0) return { ...plan, explanation: explain({ offers, ...told }) }
  const models = kept.map((one) => one.model)
  return { ...plan, models, explanation: explain({ offers, models, named: model, ...told }) }
}

function leastBad(cooling: readonly Cooling[]): Candidate | null {
  let best: Cooling | null = null
  for (const candidate of cooling) {
    if (candidate.health.reason === closedReason) continue
    if (best === null || isBetter(candidate.health, best.health)) best = candidate
  }
  return best
}

function isBetter(one: OfferHealth, other: OfferHealth): boolean {
  const difference = rank(one) - rank(other)
  return difference < 0 || (difference === 0 && one.coolingUntilMs < other.coolingUntilMs)
}

function rank(health: OfferHealth): number {
  const at = hopeful.indexOf(health.reason ?? '')
  return at < 0 ? hopeful.length : at
}
