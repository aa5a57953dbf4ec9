// Which offers a request for a model would be sent to now, and why others not: the plan of the data plane, and nothing sent. Knows no HTTP.
import { notCallableReason } from '../../catalog/catalog.ts'
import type { Model } from '../../catalog/model.ts'
import type { Offer } from '../../catalog/offer.ts'
import { priceInForce } from '../../catalog/price-schedule.ts'
import { asId, type ModelId } from '../../contract/ids.ts'
import type { ExplainRouteInput, RouteCandidateJson, RouteJson } from '../../contract/offers-api.ts'
import { type Problem, problem } from '../../contract/problems.ts'
import { readPreferences, speaksOfPreferences } from '../../dialects/read-preferences.ts'
import { priceAt } from '../../pricing/rates.ts'
import { planRoute, type RoutePlan } from '../../routing/plan-route.ts'
import type { RoutePrice, Wishes } from '../../routing/wishes.ts'
import type { ControlDeps } from '../control-deps.ts'
import { answer, type ControlCall, type Outcome, refusal } from '../endpoint.ts'

export async function explainRoute({ input }: ControlCall<ExplainRouteInput>, deps: ControlDeps): Promise<Outcome> {
  const { model: name, models: names = [], provider } = input
  const fields = { ...(input.models && { models: input.models }), ...(provider && { provider }) }
  const preferences = speaksOfPreferences(fields) ? readPreferences(fields) : undefined
  if (preferences !== undefined && 'param' in preferences) {
    return refusal(problem('invalid_request', preferences.message, { param: preferences.param }))
  }
  const found = [name, ...names].map((one) => deps.catalog().models.get(asId<ModelId>(one)))
  const missing = found.findIndex((model) => model === undefined || notCallableReason(model) !== null)
  if (missing >= 0) return refusal(notCallable([name, ...names][missing] ?? '', found[missing]))
  const [model, ...fallbacks] = found as [Model, ...Model[]]
  const nowMs = deps.clock.now()
  const wishes: Wishes | undefined = preferences && {
    preferences,
    fallbacks,
    priceOf: (one) => routePrice(one, nowMs),
    speedOf: deps.routing.speedOf,
    // What a request has to carry is not known here.
    missingOf: () => null,
  }
  const { healthOf, servable } = deps.routing
  const plan = planRoute({ model, healthOf, servable, nowMs, random: 0, ...(wishes && { wishes }) })
  return answer(routeJson(plan, model, fallbacks, deps))
}

function notCallable(name: string, model: Model | undefined): Problem {
  const why = model === undefined ? 'there is no such model; IDs are case-sensitive' : (notCallableReason(model) ?? '').replaceAll('_', ' ')
  return problem('not_found', `${JSON.stringify(name)} cannot be called: ${why}.`, { param: 'model' })
}

function routePrice(model: Model, nowMs: number): RoutePrice {
  const price = priceAt(priceInForce(model, nowMs).price, nowMs)
  return { promptPico: price.input, completionPico: price.output, requestNano: price.perCallNano ?? 0n }
}

function routeJson(plan: RoutePlan, model: Model, fallbacks: readonly Model[], { routing }: ControlDeps): RouteJson {
  const { why } = JSON.parse(plan.explanation) as { why: string }
  const reasons = new Map(plan.leftOut)
  const shown = (offer: Offer, of: Model): RouteCandidateJson => {
    const at = plan.offers.findIndex((one, index) => one === offer && (plan.models?.[index] ?? model) === of)
    const { firstByteMs, tokensPerSecond } = routing.speedOf(offer.id)
    return {
      offer: offer.id,
      provider: offer.provider,
      model: of.id,
      upstream_model: offer.upstreamModel,
      place: at < 0 ? null : at + 1,
      reason: at < 0 ? (reasons.get(of === model ? offer.id : `${offer.id} ${of.id}`) ?? null) : null,
      share_percent: why === 'weight' && at >= 0 && of === (plan.models?.[0] ?? model) ? shareOf(offer, plan, of) : null,
      weight: offer.weight,
      region: offer.region ?? null,
      collects_data: offer.collectsData ?? null,
      retains_data: offer.retainsData ?? null,
      first_byte_ms: firstByteMs,
      tokens_per_second: tokensPerSecond,
    }
  }
  const candidates = [model, ...fallbacks].flatMap((of) => of.offers.map((offer) => shown(offer, of)))
  const last = candidates.length + 1
  candidates.sort((a, b) => (a.place ?? last) - (b.place ?? last))
  return { model: model.id, why, candidates, retry_after_ms: plan.retryAfterMs === 0 ? null : plan.retryAfterMs }
}

function shareOf(offer: Offer, { offers, models }: RoutePlan, of: Model): number {
  const drawn = offers.filter((_, index) => (models?.[index] ?? of) === of)
  const total = drawn.reduce((sum, { weight }) => sum + weight, 0)
  return total === 0 ? Math.round(100 / drawn.length) : Math.round((100 * offer.weight) / total)
}
