// Request + models -> the offers that will be tried, in order, or why none can be. Measures nothing itself: the rules are in routing/.
import { ok, refuse, type Result } from '../base/result.ts'
import type { Model } from '../catalog/model.ts'
import type { Offer } from '../catalog/offer.ts'
import { priceInForce } from '../catalog/price-schedule.ts'
import type { ChatRequest } from '../contract/chat.ts'
import type { KeyRouting } from '../contract/key-routing.ts'
import { problem, type Problem } from '../contract/problems.ts'
import { noPreferences, type RoutePreferences } from '../contract/route-preferences.ts'
import { priceAt, ratesFor } from '../pricing/rates.ts'
import { planRoute, type RoutePlan } from '../routing/plan-route.ts'
import type { RoutePrice, Wishes } from '../routing/wishes.ts'
import type { ChosenModels } from './choose-models.ts'
import type { GatewayDeps } from './deps.ts'
import { missingParam } from './dialect-sides.ts'
import type { Story } from './story.ts'
import { noEndpoint, takenBy } from './task-sides.ts'

/** What will be tried, and the models that can come into it: those of the offers, the first of them in front. */
export interface Route extends ChosenModels {
  readonly offers: readonly Offer[]
  /** Parallel to `offers`; absent: all are of `model`. */
  readonly models?: readonly Model[]
}

/** Leaves the explanation in the story, also where the answer is a refusal. */
export function chooseRoute(
  story: Story,
  request: ChatRequest,
  { model, fallbacks }: ChosenModels,
  deps: GatewayDeps,
): Result<Route, Problem> {
  const fits = takenBy(story.client, request)
  const preferences = preferencesOf(story, request, model)
  const plan = planRoute({
    model,
    healthOf: (offer) => deps.health.of(offer),
    servable: (provider) => deps.targets().has(provider),
    ...(fits && { fits }),
    nowMs: deps.clock.now(),
    random: deps.random(),
    sticky: story.sticky,
    ...(preferences && { wishes: wishesOf(story, preferences, fallbacks, deps) }),
  })
  story.routing = plan.explanation
  if (plan.offers.length > 0) return ok(routeOf(plan, model))
  if (plan.leftOut.length > 0 && plan.leftOut.every(([, reason]) => reason === 'no_endpoint'))
    return refuse(noEndpoint(story.client, request))
  return refuse(plan.unwanted === undefined ? allCooling(plan.retryAfterMs) : unwantedProblem(plan.unwanted, preferences?.strict === true))
}

function routeOf({ offers, models }: RoutePlan, model: Model): Route {
  if (models === undefined) return { offers, model, fallbacks: none }
  const [first = model, ...fallbacks] = new Set(models)
  return { offers, models, model: first, fallbacks }
}

const none: readonly never[] = []

/** The caller refuses to have anything left out. */
export function wantsAllCarried({ call }: Story, { preferences }: ChatRequest): boolean {
  return call.header('x-nexorouter-strict') === 'true' || preferences?.requireParameters === true
}

type Preferred = RoutePreferences & { readonly strict?: boolean }

/** Undefined: nobody wishes anything, and the plan is the plain one. */
function preferencesOf({ call, caller }: Story, { preferences }: ChatRequest, model: Model): Preferred | undefined {
  const strict = call.header('x-nexorouter-strict') === 'true'
  const { routing } = caller.key
  if (preferences === undefined && !strict && routing == null && model.sort === undefined) return undefined
  const wished = withRouting(preferences ?? noPreferences, routing ?? null)
  return strict ? { ...wished, requireParameters: true, strict } : wished
}

/** What holds for the key holds beside what the request wishes; a region has to be among both. */
function withRouting(wished: RoutePreferences, routing: KeyRouting | null): RoutePreferences {
  if (routing === null) return wished
  const { regions, denyCollection, zeroRetention } = routing
  const both = wished.regions === null ? regions : wished.regions.filter((one) => regions === null || regions.includes(one.toLowerCase()))
  return {
    ...wished,
    regions: both,
    denyCollection: wished.denyCollection || denyCollection,
    zeroRetention: wished.zeroRetention || zeroRetention,
  }
}

function wishesOf(story: Story, preferences: RoutePreferences, fallbacks: readonly Model[], deps: GatewayDeps): Wishes {
  return {
    preferences,
    fallbacks,
    priceOf: (model) => priceOf(model, story),
    speedOf: (offer) => deps.speeds.of(offer, deps.clock.now()),
    missingOf: (offer, model) => missingParam(story, offer, model),
  }
}

/** At the rates of the largest prompt that these bytes can be: a step that is not reached may count, one that is reached always does. */
function priceOf(model: Model, { request, call }: Story): RoutePrice {
  const price = priceAt(priceInForce(model, call.arrivedMs).price, call.arrivedMs)
  const rates = ratesFor(price, request === undefined ? 0 : request.asciiBytes + request.otherBytes)
  return { promptPico: rates.input, completionPico: rates.output, requestNano: price.perCallNano ?? 0n }
}

function allCooling(retryAfterMs: number): Problem {
  if (retryAfterMs === 0) {
    return problem('upstream_unavailable', 'No provider of this model is connected to this server right now.', { retryAfterMs: 60_000 })
  }
  return problem('upstream_unavailable', 'All providers of this model are cooling down after failures or limits of their own.', {
    retryAfterMs,
  })
}

/** What each reason is in words, and the field that a caller would change. */
const wordsFor: Readonly<Record<string, readonly [field: string, words: string]>> = {
  ignored: ['provider.ignore', 'is in `provider.ignore`'],
  not_in_only: ['provider.only', 'is not in `provider.only`'],
  not_in_order: ['provider.order', 'is not in `provider.order`, and `provider.allow_fallbacks` is false'],
  may_collect_data: ['provider.data_collection', 'is not known to keep prompts out of storage and training'],
  may_retain_data: ['provider.zdr', 'is not known to keep nothing'],
  other_region: ['provider.regions', 'is in none of the regions that the request and its key allow'],
  over_max_price: ['provider.max_price', 'costs more than `provider.max_price`'],
}

function unwantedProblem(unwanted: NonNullable<RoutePlan['unwanted']>, strict: boolean): Problem {
  const lost = unwanted.map(([, reason]) => /^cannot_carry (.*)$/s.exec(reason)?.[1]).find((missing) => missing !== undefined)
  if (lost !== undefined && unwanted.every(([, reason]) => reason.startsWith('cannot_carry '))) {
    const without = strict ? 'x-nexorouter-strict' : '`provider.require_parameters`'
    return problem(
      'invalid_request',
      `No provider of this model can carry \`${lost}\`. Leave it out, or send the request without ${without}.`,
      {
        param: lost,
      },
    )
  }
  const said = unwanted
    .slice(0, 5)
    .map(([name, reason]) => `${name} ${wordsFor[reason]?.[1] ?? `cannot carry \`${reason.slice('cannot_carry '.length)}\``}`)
  const rest = unwanted.length > 5 ? `; and ${unwanted.length - 5} more` : ''
  const param = wordsFor[unwanted[0]?.[1] ?? '']?.[0] ?? 'provider'
  return problem('invalid_request', `No provider fits what the request asks of them: ${said.join('; ')}${rest}.`, { param })
}
