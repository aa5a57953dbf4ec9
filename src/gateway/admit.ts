// Caller + request + plan -> Admission: within every limit, and the money is held durably. Nothing goes upstream before this.
import { ok, refuse, type Result } from '../base/result.ts'
import type { ChatRequest } from '../contract/chat.ts'
import type { PriceVersion } from '../contract/ids.ts'
import type { Nano } from '../contract/money.ts'
import { problem, type Problem } from '../contract/problems.ts'
import type { Model, Price } from '../catalog/model.ts'
import type { LimitReport, LimitVerdict } from '../limits/limiter.ts'
import { promptTokensBound, promptTokensEstimate, type PromptShape } from '../pricing/bound.ts'
import { affordableOutputTokens, boundNano } from '../pricing/charge.ts'
import type { GatewayDeps } from './deps.ts'
import { moneyProblem } from './money-problem.ts'
import { type Story, userOf } from './story.ts'

/** A request that may go upstream, and the hold it lives on. */
export interface Admission {
  /** What is held now; grows when a running stream is extended. */
  amountNano: Nano
  /** What the whole request can cost at most; above `amountNano` while it runs on slices. */
  readonly fullNano: Nano
  readonly price: Price
  readonly priceVersion: PriceVersion
  /** Output tokens per choice, sent upstream. */
  readonly outputCap: number
  /** The likely number of input tokens: for limits, and for answers whose provider reports none. */
  readonly promptEstimate: number
  /** The part of the hold that covers the input. */
  readonly inputNano: Nano
  /** What the account could still hold when this request was admitted, before its own hold. */
  readonly balanceNano: Nano
  /** The same of the key's budget; null: it has none. */
  readonly budgetNano: Nano | null
  readonly limits: LimitReport
}

export async function admit(story: Story, request: ChatRequest, model: Model, deps: GatewayDeps): Promise<Result<Admission, Problem>> {
  const { caller } = story
  const price = model.price as Price
  const shape = promptShape(request, model, deps)
  const median = deps.learned.medianFor(caller.accountId, model.id)
  // The frame of the JSON (field names, roles, settings) becomes no tokens; beside a short prompt it would outweigh it.
  const text = { ...shape, asciiBytes: Math.max(0, shape.asciiBytes - request.frameBytes) }
  const promptEstimate = promptTokensEstimate(text, median)

  const verdict = deps.limiter.admit(
    { id: caller.key.id, limits: caller.keyLimits },
    { id: caller.accountId, limits: caller.accountLimits },
    promptEstimate,
    deps.clock.now(),
  )
  if (!verdict.ok) return refuse(limitProblem(verdict, promptEstimate))

  const held = await hold(story, request, model, shape, promptEstimate, deps).catch((error: unknown) => {
    deps.limiter.release(caller.key.id, caller.accountId)
    throw error
  })
  if (!held.ok) {
    deps.limiter.release(caller.key.id, caller.accountId)
    return held
  }
  return ok({ ...held.value, price, priceVersion: model.priceVersion as PriceVersion, promptEstimate, limits: verdict.report })
}

export function promptShape(request: ChatRequest, model: Model, deps: GatewayDeps): PromptShape {
  return {
    asciiBytes: request.asciiBytes,
    otherBytes: request.otherBytes,
    messages: request.messages,
    images: request.images,
    imageTokensMax: model.imageTokensMax ?? deps.settings.imageTokensMax,
    contextLength: model.contextLength,
  }
}

type Held = Pick<Admission, 'amountNano' | 'fullNano' | 'outputCap' | 'inputNano' | 'balanceNano' | 'budgetNano'>

/** Reserves the full bound, or, where the request can run on less, what there is: see "How large is a hold" in the money concept. */
async function hold(
  story: Story,
  request: ChatRequest,
  model: Model,
  shape: PromptShape,
  promptTokens: number,
  deps: GatewayDeps,
): Promise<Result<Held, Problem>> {
  const { caller, call } = story
  const price = model.price as Price
  const worstCase = deps.settings.holdBound === 'worst_case'
  const ratio = worstCase ? 1 : deps.learned.ratioFor(caller.accountId, model.id, call.arrivedMs)
  const promptBound = promptTokensBound(shape, ratio)
  // Servers that check prompt plus cap against the context would refuse every call without a cap of its own.
  const roomLeft = Math.max(1, model.contextLength - promptBound)
  const capWanted = Math.min(request.outputTokensMax ?? roomLeft, model.maxOutputTokens)
  const fullNano = boundNano(price, promptBound, capWanted * request.choices)
  // Reasoning that is not streamed cannot be metered, so such a model needs its full hold.
  const sliced = request.stream && !model.capabilities.has('reasoning')
  const uncapped = request.outputTokensMax === null
  const firstSlice = Math.min(capWanted * request.choices, deps.settings.sliceTokens)
  const leastNano = sliced || uncapped ? boundNano(price, promptBound, firstSlice) : fullNano
  const verdict = await deps.ledger.reserve({
    id: call.requestId,
    accountId: caller.accountId,
    keyId: caller.key.id,
    model: model.id,
    priceVersion: model.priceVersion as PriceVersion,
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
      promptTokens,
    },
  })
  if (!verdict.ok) return refuse(moneyProblem(verdict, leastNano))
  const { amountNano, balanceNano, budgetNano } = verdict
  const given = { amountNano, inputNano: boundNano(price, promptBound, 0), balanceNano, budgetNano }
  if (amountNano >= fullNano || !uncapped) return ok({ ...given, fullNano, outputCap: capWanted })
  // Nobody asked for a cap, so the gateway chooses one that the funds can pay for.
  const funds = sliced ? verdict.availableNano : amountNano
  const affordable = Math.floor(affordableOutputTokens(price, promptBound, funds) / request.choices)
  const outputCap = Math.max(1, Math.min(capWanted, affordable))
  return ok({ ...given, fullNano: sliced ? boundNano(price, promptBound, outputCap * request.choices) : amountNano, outputCap })
}

/** What one more slice of a running stream costs. */
export function sliceNano(admission: Admission, deps: GatewayDeps): Nano {
  const slice = boundNano({ ...admission.price, perCallNano: 0n }, 0, deps.settings.sliceTokens)
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
