// Offers -> UpstreamAnswer: tries offers in order until one begins to answer. The only place that retries; never after a content byte was relayed.
import { assert } from '../base/assert.ts'
import type { Model } from '../catalog/model.ts'
import type { Offer } from '../catalog/offer.ts'
import type { UpstreamError } from '../contract/chat.ts'
import { problem, type Problem } from '../contract/problems.ts'
import { noUsage } from '../contract/usage.ts'
import { adviceFor } from '../upstream/classify-failure.ts'
import { UpstreamFault, type UpstreamExchange, type UpstreamFailure } from '../upstream/send.ts'
import type { Call } from './call.ts'
import type { Route } from './choose-route.ts'
import { answerWithinMs } from './deadline.ts'
import type { GatewayDeps } from './deps.ts'
import { writeUpstream } from './dialect-sides.ts'
import { hopHeader, nextHops } from './hops.ts'
import { problemFor } from './failure-problem.ts'
import { readAnswer, type Try, type UpstreamAnswer } from './read-answer.ts'
import type { RetryBudget } from './retry-budget.ts'
import { providerCostOf } from './settle.ts'
import type { Story } from './story.ts'

export type AttemptResult =
  | { readonly ok: true; readonly answer: UpstreamAnswer }
  | { readonly ok: false; readonly problem: Problem }
  | { readonly ok: false; readonly problem: null } // the client is gone

export async function attemptOffers(story: Story, route: Route, deps: GatewayDeps, budget: RetryBudget): Promise<AttemptResult> {
  const { offers } = route
  const client = new ClientWatch(story.call)
  const deadline = story.call.arrivedElapsed + answerWithinMs(story, deps)
  let at = 0
  let last: { failure: UpstreamFailure; error: UpstreamError | null } | undefined
  let retrying = false
  for (let made = 1; made <= deps.settings.attemptsMax; made++) {
    const offer = offers[at]
    if (offer === undefined) break
    const left = deadline - deps.clock.elapsed()
    if (left <= 0) break
    story.offer = offer
    if (route.models !== undefined) serveAs(story, route.models[at] as Model)
    // While others wait behind it, an offer may use most of the time, but must leave them some.
    const share = at + 1 < offers.length && story.request?.stream ? left * 0.6 : left
    const tried = await attemptOnce(story, offer, share, deps, client).finally(() => {
      if (retrying) budget.giveBack()
      retrying = false
    })
    if (story.call.gone) {
      if ('answer' in tried && tried.answer.kind === 'stream') tried.answer.source.abort()
      return { ok: false, problem: null }
    }
    if ('answer' in tried) return { ok: true, answer: tried.answer }
    last = tried
    const advice = adviceFor(tried.failure.kind)
    // `overloaded` without a status is our own limit of sockets, not the provider's doing.
    const ours = tried.failure.kind === 'overloaded' && tried.failure.status === null
    if (advice.countsAgainstOffer && !ours) deps.health.failed(offer.id, tried.failure, deps.clock.now())
    const next = advice.nextOffer ? at + 1 : nextModel(route, at, tried.failure)
    if (next < offers.length) at = next
    else if (!advice.retryable) break
    if (made === deps.settings.attemptsMax || !budget.take()) break
    retrying = true
    const waitMs = offers[at] === offer ? backOffMs(made, tried.failure, deps) : 0
    if (waitMs > deadline - deps.clock.elapsed() || (await sleep(waitMs, client))) break
  }
  if (retrying) budget.giveBack()
  if (story.call.gone) return { ok: false, problem: null }
  if (last === undefined) return { ok: false, problem: problem('upstream_request_timeout', 'The provider did not answer in time.') }
  return { ok: false, problem: problemFor(last.failure, last.error, story.request) }
}

/** A fallback model answers at its own price, out of the hold that was made for the dearest of them. */
function serveAs(story: Story, model: Model): void {
  const { admission } = story
  if (model === story.model || admission === undefined) return
  const terms = admission.terms?.get(model)
  assert(terms !== undefined, 'a model that is tried was counted in the hold')
  story.model = model
  story.admission = { ...admission, ...terms }
}

/** What one model refuses, another may take: too long a prompt, a field that it does not know. */
function nextModel({ offers, models }: Route, at: number, { kind }: UpstreamFailure): number {
  if (models === undefined || kind !== 'bad_request') return offers.length
  const next = models.findIndex((model, index) => index > at && model !== models[at])
  return next < 0 ? offers.length : next
}

/** Full jitter, growing fourfold to 2 s; an upstream's short retry-after is honoured, a long one ends the waiting (the caller gets it). */
function backOffMs(made: number, failure: UpstreamFailure, deps: GatewayDeps): number {
  if (failure.kind === 'reset_before_headers') return 0
  if (failure.retryAfterMs !== null) return failure.retryAfterMs <= 2_000 ? failure.retryAfterMs : Number.POSITIVE_INFINITY
  return deps.random() * Math.min(2_000, 100 * 4 ** (made - 1))
}

/** Whether the client is still there, and what to stop when it leaves: one thing at a time. A class: one per request, and cheap to make. */
class ClientWatch {
  readonly #call: Call
  whenGone: (() => void) | null = null

  constructor(call: Call) {
    this.#call = call
    call.onGone(() => this.whenGone?.())
  }

  get gone(): boolean {
    return this.#call.gone
  }
}

/** True when it was cut short. */
function sleep(ms: number, client: ClientWatch): Promise<boolean> {
  if (ms === 0 || client.gone) return Promise.resolve(client.gone)
  return new Promise((resolve) => {
    const done = (cut: boolean): void => {
      clearTimeout(timer)
      client.whenGone = null
      resolve(cut)
    }
    const timer = setTimeout(() => done(false), ms)
    client.whenGone = () => done(true)
  })
}

/** Long waits end on a whole second: node keeps one list per duration, and a new duration for every request would be a new list each. */
function evenly(ms: number): number {
  return ms < 10_000 ? ms : Math.ceil(ms / 1_000) * 1_000
}

async function attemptOnce(story: Story, offer: Offer, withinMs: number, deps: GatewayDeps, client: ClientWatch): Promise<Try> {
  const started = deps.clock.elapsed()
  const { exchange, dropped } = dispatch(story, offer, deps)
  story.droppedParams = dropped
  let timedOut = false
  const timer = setTimeout(() => {
    timedOut = true
    exchange.abort()
  }, evenly(withinMs))
  client.whenGone = exchange.abort
  if (client.gone) exchange.abort()
  let status: number | null = null
  let tried: Try
  try {
    const head = await exchange.head
    status = head.status
    tried = await readAnswer(exchange, head, story, deps)
  } catch (error) {
    if (!(error instanceof UpstreamFault)) {
      exchange.abort()
      throw error
    }
    tried = { failure: error.failure, error: null }
  } finally {
    clearTimeout(timer)
    client.whenGone = null
  }
  if ('failure' in tried) {
    exchange.abort()
    if (timedOut)
      tried = { failure: { kind: story.request?.stream ? 'first_byte_timeout' : 'total_timeout', status, retryAfterMs: null }, error: null }
  } else {
    story.firstByteMs = deps.clock.elapsed() - started
    // A stream counts for its offer when it ends; see relay-stream.ts.
    const nowMs = deps.clock.now()
    if (tried.answer.kind === 'whole') deps.health.succeeded(offer.id, story.firstByteMs, nowMs)
    // A whole answer is as slow as it is long: it says nothing of the first byte.
    else deps.speeds.answered(offer.id, story.firstByteMs, nowMs)
  }
  story.attempts.push({
    provider: offer.provider,
    upstreamModel: offer.upstreamModel,
    startedMs: Math.round(started - story.call.arrivedElapsed),
    durationMs: Math.round(deps.clock.elapsed() - started),
    result: 'answer' in tried ? 'answered' : client.gone ? 'cancelled' : 'failed',
    status,
    failure: 'answer' in tried ? null : tried.failure.kind,
    ...('failure' in tried && adviceFor(tried.failure.kind).mayCost && { lostNano: lostNanoOf(story) }),
  })
  return tried
}

/** What the provider may charge for a prompt that it did not answer; null: its offer does not say. */
function lostNanoOf(story: Story): string | null {
  const prompt = story.admission?.promptEstimate ?? 0
  const details = story.admission?.detailsEstimate
  return providerCostOf(story, { ...noUsage, prompt, ...(details && { details }) })?.toString() ?? null
}

function dispatch(story: Story, offer: Offer, deps: GatewayDeps): { exchange: UpstreamExchange; dropped: readonly string[] } {
  const { admission } = story
  const target = deps.targets().get(offer.provider)
  if (admission === undefined || target === undefined) throw new Error('an offer was tried before it could be')
  const written = writeUpstream(story, offer, admission.outputCap)
  const exchange = deps.send({
    target,
    method: 'POST',
    path: written.path,
    body: written.body,
    headers: {
      ...written.headers,
      'x-client-request-id': story.call.requestId,
      [hopHeader]: nextHops(story.call.header(hopHeader), deps.settings.instanceId),
    },
    accept: written.accept,
    ...(written.contentType !== undefined && { contentType: written.contentType }),
    bytesMax: deps.settings.answerBytesMax,
  })
  return { exchange, dropped: written.dropped }
}
