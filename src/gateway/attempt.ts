// Offers -> UpstreamAnswer: tries offers in order until one begins to answer. The only place that retries; never after a content byte was relayed.
import { assert } from '../base/assert.ts'
import type { Model } from '../catalog/model.ts'
import type { Offer } from '../catalog/offer.ts'
import type { UpstreamError } from '../contract/chat.ts'
import { problem, type Problem } from '../contract/problems.ts'
import { adviceFor } from '../upstream/classify-failure.ts'
import type { UpstreamFailure } from '../upstream/send.ts'
import { attemptOnce } from './attempt-once.ts'
import { backOffMs } from './back-off.ts'
import type { Route } from './choose-route.ts'
import { ClientWatch, sleep } from './client-watch.ts'
import { answerWithinMs } from './deadline.ts'
import type { GatewayDeps } from './deps.ts'
import { problemFor } from './failure-problem.ts'
import { attemptHedged, hedgeOf } from './hedge.ts'
import type { Try, UpstreamAnswer } from './read-answer.ts'
import type { RetryBudget } from './retry-budget.ts'
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
    let tried: Try
    try {
      tried = await tryOffer(story, { route, at, withinMs: share, client, budget }, deps)
    } finally {
      if (retrying) budget.giveBack()
      retrying = false
    }
    if (story.call.gone) {
      if ('answer' in tried && tried.answer.kind === 'stream') tried.answer.source.abort()
      return { ok: false, problem: null }
    }
    if ('answer' in tried) return { ok: true, answer: tried.answer }
    last = tried
    const advice = adviceFor(tried.failure.kind)
    // `overloaded` without a status is our own limit of sockets, not the provider's doing.
    const ours = tried.failure.kind === 'overloaded' && tried.failure.status === null
    const turn = story.credentials?.failed(offer, tried.failure) ?? { next: false, counts: tried.failure }
    if (!turn.next) {
      if (advice.countsAgainstOffer && !ours) deps.health.failed(offer.id, turn.counts, deps.clock.now())
      const next = advice.nextOffer ? at + 1 : nextModel(route, at, tried.failure)
      if (next < offers.length) at = next
      else if (!advice.retryable) break
    }
    if (made === deps.settings.attemptsMax || !budget.take()) break
    retrying = true
    const waitMs = offers[at] === offer && !turn.next ? backOffMs(made, tried.failure, deps.random()) : 0
    if (waitMs > deadline - deps.clock.elapsed() || (await sleep(waitMs, client))) break
  }
  if (retrying) budget.giveBack()
  if (story.call.gone) return { ok: false, problem: null }
  if (last === undefined) return { ok: false, problem: problem('upstream_request_timeout', 'The provider did not answer in time.') }
  return { ok: false, problem: problemFor(last.failure, last.error, story.request) }
}

interface Turn {
  readonly route: Route
  readonly at: number
  readonly withinMs: number
  readonly client: ClientWatch
  readonly budget: RetryBudget
}

/** One offer, or, where its model is hedged and it is slow, the next one beside it. */
function tryOffer(story: Story, { route, at, withinMs, client, budget }: Turn, deps: GatewayDeps): Promise<Try> {
  const first = route.offers[at] as Offer
  const hedge = hedgeOf(story, route, at, deps)
  if (hedge === null) return attemptOnce(story, first, { withinMs, client }, deps)
  return attemptHedged(story, { first, hedge, budget }, { withinMs, client }, deps)
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
