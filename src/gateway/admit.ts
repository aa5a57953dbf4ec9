// Caller + request + plan -> Admission: within every limit, and the money is held durably. Nothing goes upstream before this.
import { ok, refuse, type Result } from '../base/result.ts'
import type { ChatRequest } from '../contract/chat.ts'
import type { PriceVersion } from '../contract/ids.ts'
import type { Nano } from '../contract/money.ts'
import type { TokenDetails } from '../contract/usage.ts'
import { problem, type Problem } from '../contract/problems.ts'
import type { Model } from '../catalog/model.ts'
import { priceInForce } from '../catalog/price-schedule.ts'
import type { Reservation } from '../ledger/ledger-store.ts'
import type { LimitReport, LimitVerdict } from '../limits/limiter.ts'
import { audioTokensBound, audioTokensEstimate, promptTokensBound, promptTokensEstimate, type PromptShape } from '../pricing/bound.ts'
import { affordableOutputTokens, boundNano, type Extras, outputBoundNano } from '../pricing/charge.ts'
import { priceAt, type PriceNow } from '../pricing/rates.ts'
import type { GatewayDeps } from './deps.ts'
import { audioOf, detailsEstimate, extrasBound, hasUncountedOutput } from './extras.ts'
import type { ChosenModels } from './choose-models.ts'
import { moneyProblem } from './money-problem.ts'
import { type Story, userOf } from './story.ts'

/** A request that may go upstream, and the hold it lives on. */
export interface Admission {
  /** What is held now; grows when a running stream is extended. */
  amountNano: Nano
  /** What the whole request can cost at most; above `amountNano` while it runs on slices. */
  readonly fullNano: Nano
  /** As it is at the instant of the hold; a change while the request runs does not reach it. */
  readonly price: PriceNow
  readonly priceVersion: PriceVersion
  /** Output tokens per choice, sent upstream. */
  readonly outputCap: number
  /** The likely number of input tokens: for limits, and for answers whose provider reports none. */
  readonly promptEstimate: number
  /** What of the input was no text, for answers whose provider reports none; absent: nothing. */
  readonly detailsEstimate?: TokenDetails
  /** How many input tokens the hold covers. */
  readonly promptBound: number
  readonly extras: Extras
  /** What the account could still hold when this request was admitted, before its own hold. */
  readonly balanceNano: Nano
  /** The same of the key's budget; null: it has none. */
  readonly budgetNano: Nano | null
  readonly limits: LimitReport
  /** On what terms each model of the route would answer out of this hold; absent: there is only one. */
  readonly terms?: ReadonlyMap<Model, Terms>
}

/** What of an admission depends on the model that answers. */
export type Terms = Pick<Admission, 'fullNano' | 'price' | 'priceVersion' | 'outputCap' | 'promptBound' | 'extras'>

/** `fallbacks`: the other models of the plan; the hold covers the dearest of all. */
export async function admit(
  story: Story,
  request: ChatRequest,
  { model, fallbacks }: ChosenModels,
  deps: GatewayDeps,
): Promise<Result<Admission, Problem>> {
  const { caller } = story
  const shape = promptShape(request, model, deps)
  const median = deps.learned.medianFor(caller.accountId, model.id)
  // The frame of the JSON (field names, roles, settings) becomes no tokens; beside a short prompt it would outweigh it.
  const text = { ...shape, asciiBytes: Math.max(0, shape.asciiBytes - request.frameBytes) }
  const promptEstimate = promptTokensEstimate(text, median)
  const details = detailsEstimate(request, shape)

  const verdict = deps.limiter.admit(
    { id: caller.key.id, limits: caller.keyLimits },
    { id: caller.accountId, limits: caller.accountLimits },
    promptEstimate,
    deps.clock.now(),
  )
  if (!verdict.ok) return refuse(limitProblem(verdict, promptEstimate))

  let held = false
  try {
    const asked = askOf(story, request, { model, shape }, deps)
    const others = fallbacks.map((other) => askOf(story, request, { model: other, shape: promptShape(request, other, deps) }, deps))
    const whole = others.length === 0 ? asked : others.reduce(dearer, asked)
    const granted = await deps.ledger.reserve(reservationOf(story, request, { asked, others, whole, promptEstimate }))
    if (!granted.ok) return refuse(moneyProblem(granted, whole.leastNano))
    const { amountNano, balanceNano, budgetNano } = granted
    const admission = { ...termsOf(asked, request, granted), amountNano, balanceNano, budgetNano, promptEstimate, limits: verdict.report }
    const terms = others.length > 0 && { terms: new Map([asked, ...others].map((ask) => [ask.model, termsOf(ask, request, granted)])) }
    held = true
    return ok(
      details === undefined && terms === false ? admission : { ...admission, ...(details && { detailsEstimate: details }), ...terms },
    )
  } finally {
    if (!held) deps.limiter.release(caller.key.id, caller.accountId)
  }
}

export function promptShape(request: ChatRequest, model: Model, deps: GatewayDeps): PromptShape {
  const audio = audioOf(request)
  return {
    asciiBytes: request.asciiBytes,
    otherBytes: request.otherBytes,
    messages: request.messages,
    images: request.images,
    imageTokensMax: model.imageTokensMax ?? deps.settings.imageTokensMax,
    ...(audio && { audio }),
    ...(request.promptTokens !== undefined && { tokens: request.promptTokens }),
    contextLength: model.contextLength * (request.prompts ?? 1),
  }
}

/** What one model would need of a hold. */
interface Ask {
  readonly model: Model
  readonly price: PriceNow
  readonly version: PriceVersion
  readonly promptBound: number
  readonly capWanted: number
  readonly extras: Extras
  readonly fullNano: Nano
  readonly leastNano: Nano
  readonly sliced: boolean
}

function askOf(
  { caller, call }: Story,
  request: ChatRequest,
  { model, shape }: { readonly model: Model; readonly shape: PromptShape },
  deps: GatewayDeps,
): Ask {
  const { price: published, version } = priceInForce(model, call.arrivedMs)
  const price = priceAt(published, call.arrivedMs)
  const worstCase = deps.settings.holdBound === 'worst_case'
  const ratio = worstCase ? 1 : deps.learned.ratioFor(caller.accountId, model.id, call.arrivedMs)
  const promptBound = promptTokensBound(shape, ratio)
  // Servers that check prompt plus cap against the context would refuse every call without a cap of its own.
  // The bound of sound is far above what it is as a rule, so it would leave no room at all.
  const roomTaken = promptBound - audioTokensBound(shape) + audioTokensEstimate(shape)
  const roomLeft = Math.max(1, model.contextLength - roomTaken)
  const capWanted = Math.min(request.outputTokensMax ?? roomLeft, model.maxOutputTokens)
  const extras = extrasBound(request, shape, price)
  const wanted = capWanted * request.choices
  const fullNano = boundNano(price, promptBound, wanted, extras)
  // What is not streamed as text (reasoning, audio, images) cannot be metered, so it needs its full hold.
  const metered = !model.capabilities.has('reasoning') || model.streamsReasoning === true
  const sliced = metered && !hasUncountedOutput(request)
  const { sliceTokens } = deps.settings
  const divisible = wanted > sliceTokens && (sliced || request.outputTokensMax === null)
  const leastNano = divisible ? boundNano(price, promptBound, sliceTokens, extras) : fullNano
  return { model, price, version, promptBound, capWanted, extras, fullNano, leastNano, sliced }
}

interface Asked {
  readonly asked: Ask
  /** Of the fallback models. */
  readonly others: readonly Ask[]
  /** What covers all of them. */
  readonly whole: Ask
  readonly promptEstimate: number
}

/** Asks for the full bound, or, where the request can run on less, what there is: see "How large is a hold" in the money concept. */
function reservationOf({ caller, call }: Story, request: ChatRequest, { asked, others, whole, promptEstimate }: Asked): Reservation {
  const { fullNano, leastNano, sliced } = whole
  return {
    id: call.requestId,
    accountId: caller.accountId,
    keyId: caller.key.id,
    model: asked.model.id,
    priceVersion: asked.version,
    atMs: call.arrivedMs,
    fullNano,
    leastNano,
    whenShort: sliced ? 'least' : 'available',
    draft: {
      keyName: caller.key.name,
      endpoint: call.endpoint,
      stream: request.stream,
      user: userOf(caller, request),
      clientAddress: call.clientAddress,
      promptTokens: promptEstimate,
    },
    ...(others.length > 0 && { fallbacks: others.map(({ model }) => model.id) }),
  }
}

/** One hold for all models of a plan: it has room for the dearest, and runs on slices only where every one of them can. */
function dearer(one: Ask, other: Ask): Ask {
  const more = (a: Nano, b: Nano): Nano => (a > b ? a : b)
  return {
    ...one,
    fullNano: more(one.fullNano, other.fullNano),
    leastNano: more(one.leastNano, other.leastNano),
    sliced: one.sliced && other.sliced,
  }
}

/** What a model may use of the hold that was granted. */
function termsOf(ask: Ask, request: ChatRequest, { amountNano, availableNano }: { amountNano: Nano; availableNano: Nano }): Terms {
  const { price, version, promptBound, extras, fullNano, capWanted } = ask
  const given = { price, priceVersion: version, promptBound, extras }
  if (amountNano >= fullNano || request.outputTokensMax !== null) return { ...given, fullNano, outputCap: capWanted }
  // Nobody asked for a cap, so the gateway chooses one that the funds can pay for.
  const funds = ask.sliced ? availableNano : amountNano
  const affordable = Math.floor(affordableOutputTokens(price, promptBound, funds, extras) / request.choices)
  const outputCap = Math.max(1, Math.min(capWanted, affordable))
  const afforded = ask.sliced ? boundNano(price, promptBound, outputCap * request.choices, extras) : amountNano
  return { ...given, fullNano: afforded, outputCap }
}

/** It began on less than it can cost, and has not been granted all of it since. */
export function onSlices({ admission }: Story): boolean {
  return admission !== undefined && admission.amountNano < admission.fullNano
}

/** The part of the hold that covers the input. */
export function inputBoundNano({ price, promptBound, extras }: Admission): Nano {
  return boundNano(price, promptBound, 0, extras)
}

/** What one more slice of a running stream costs. */
export function sliceNano(admission: Admission, deps: GatewayDeps): Nano {
  const { price, promptBound, extras } = admission
  const slice = outputBoundNano(price, promptBound, deps.settings.sliceTokens, extras)
  const left = admission.fullNano - admission.amountNano
  return slice < left ? slice : left
}

function limitProblem(verdict: Extract<LimitVerdict, { ok: false }>, tokens: number): Problem {
  const whose = verdict.scope === 'key' ? 'This key' : 'This account'
  const wait = { retryAfterMs: verdict.retryAfterMs }
  switch (verdict.code) {
    case 'rate_limit_exceeded':
      return problem(verdict.code, `${whose} may make ${verdict.limit} requests a minute.`, wait)
    case 'token_rate_limit_exceeded':
      return problem(verdict.code, `${whose} may send ${verdict.limit} input tokens a minute; this request has about ${tokens}.`, wait)
    case 'concurrency_limit_exceeded':
      return problem(verdict.code, `${whose} may have ${verdict.limit} requests in flight.`, wait)
    case 'request_too_large':
      return problem(
        verdict.code,
        `This request has about ${tokens} input tokens, more than the ${verdict.limit} a minute that ${whose.toLowerCase()} may send; it can never be admitted.`,
      )
  }
}
