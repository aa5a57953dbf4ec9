// One request for an answer, in any dialect, from the first header to the last byte. READ THIS FIRST: one line per stage, every early exit visible.
import { refuse } from '../base/result.ts'
import { problem, statusClassOf, type Problem } from '../contract/problems.ts'
import { StoreUnavailable } from '../ledger/store-unavailable.ts'
import { priceInForce } from '../catalog/price-schedule.ts'
import { priceAt } from '../pricing/rates.ts'
import { planRoute } from '../routing/plan-route.ts'
import { admit } from './admit.ts'
import { attemptOffers } from './attempt.ts'
import { authenticate } from './authenticate.ts'
import type { Call, Reply, ReplyHeaders } from './call.ts'
import type { GatewayDeps } from './deps.ts'
import { ableOffers } from './dialect-sides.ts'
import { unpricedExtra } from './extras.ts'
import { findModel } from './find-model.ts'
import { gatherAnswer } from './gather-answer.ts'
import { hopHeader, isCircle } from './hops.ts'
import { limitHeaders } from './limit-headers.ts'
import type { Live } from './live.ts'
import { readChat } from './read-chat.ts'
import { unpaid, usageRecord } from './record.ts'
import { relayStream, type StreamEnds } from './relay-stream.ts'
import { relayWhole } from './relay-whole.ts'
import { reverse } from './reverse.ts'
import { settle } from './settle.ts'
import { type Asked, beginStory, type Story } from './story.ts'
import { unfitModel } from './task-sides.ts'

export async function handleChat(call: Call, asked: Asked, deps: GatewayDeps, live: Live): Promise<Reply> {
  const caller = await authenticate(call, deps, live.authFailures)
  if (!caller.ok) {
    const { problem: refusal, holder } = caller.problem
    return holder === null
      ? { kind: 'problem', problem: refusal, headers: {} }
      : refuseStory(beginStory(call, holder, asked), refusal, deps, live)
  }
  const story = beginStory(call, caller.value, asked)
  const closed = notOpen(story, deps, live)
  if (closed !== null) return refuseStory(story, closed, deps, live)
  const body = await call.readBody()
  if (!body.ok) return refuseStory(story, body.problem, deps, live)
  const request = await readChat(body.value, asked, deps, live)
  if (!request.ok) return refuseStory(story, request.problem, deps, live)
  story.request = request.value
  const model = findModel(request.value.model, caller.value, deps)
  if (!model.ok) return refuseStory(story, model.problem, deps, live)
  story.model = model.value
  const unfit = unfitModel(asked.client, model.value)
  if (unfit !== null) return refuseStory(story, unfit, deps, live)
  const unpriced = unpricedExtra(request.value, priceAt(priceInForce(model.value, call.arrivedMs).price, call.arrivedMs))
  if (unpriced !== null) return refuseStory(story, unpriced, deps, live)
  const plan = planRoute({
    model: model.value,
    healthOf: (offer) => deps.health.of(offer),
    servable: (provider) => deps.targets().has(provider),
    nowMs: deps.clock.now(),
    random: deps.random(),
  })
  story.routing = plan.explanation
  if (plan.offers.length === 0) return refuseStory(story, allCooling(plan.retryAfterMs), deps, live)
  const offers = ableOffers(story, plan.offers)
  if ('code' in offers) return refuseStory(story, offers, deps, live)
  const admission = await admit(story, request.value, model.value, deps).catch((error: unknown) => {
    if (error instanceof StoreUnavailable) return refuse(storeProblem)
    throw error
  })
  if (!admission.ok) return refuseStory(story, admission.problem, deps, live)
  story.admission = admission.value

  const leave = live.retries.enter()
  try {
    if (call.gone) return endWithoutAnswer(story, null, deps, live, leave)
    const attempt = await attemptOffers(story, offers, deps, live.retries)
    if (!attempt.ok) return endWithoutAnswer(story, attempt.problem, deps, live, leave)
    const headers = answerHeaders(story)
    headers['x-nexorouter-price-version'] = admission.value.priceVersion
    if (attempt.answer.kind === 'stream') {
      const { source } = attempt.answer
      const relay = (ends: StreamEnds) => relayStream(story, source, headers, deps, ends)
      const ends = streamEnds(story, live, leave)
      return request.value.stream
        ? relay(ends)
        : gatherAnswer(story, headers, { ...ends, undelivered: (reason) => reverse(story, reason, deps) }, relay)
    }
    leave()
    return relayWhole(story, attempt.answer, headers, deps)
  } catch (error) {
    deps.log.error({ request_id: call.requestId, error }, 'a request failed inside the gateway')
    if (story.settled) throw charged(story, error, deps)
    return endWithoutAnswer(
      story,
      problem('gateway_error', 'The gateway failed on this request. Try once more; if it persists, give the operator the request ID.'),
      deps,
      live,
      leave,
    )
  }
}

/** Charged, and then we failed: the answer is lost, so the charge is taken back. */
function charged(story: Story, error: unknown, deps: GatewayDeps): unknown {
  reverse(story, 'gateway_error', deps)
  return error
}

function streamEnds({ caller, call }: Story, live: Live, leave: () => void): StreamEnds {
  return {
    running: live.streams,
    leave(abandoned) {
      leave()
      if (abandoned) live.abandoned.add(caller.key.id, call.arrivedMs)
    },
  }
}

/** Reasons that hold for any request right now. */
function notOpen(story: Story, deps: GatewayDeps, live: Live): Problem | null {
  if (isCircle(story.call.header(hopHeader), deps.settings.instanceId)) {
    return problem('not_found', 'This request was here before: the base URL of a provider leads back to this server.')
  }
  if (deps.draining()) return busy('This server is stopping.')
  if (deps.ledger.saturated()) return busy('This server is overloaded: more requests wait for their hold than it can make durable.')
  const waitMs = live.abandoned.waitMs(story.caller.key.id, story.call.arrivedMs)
  if (waitMs === 0) return null
  return problem('rate_limit_exceeded', 'Too many requests of this key were left before their first output.', { retryAfterMs: waitMs })
}

/** Nothing was held and nothing went upstream: the disk is full or failing, or the writer stopped. */
export const storeProblem: Problem = busy(
  'This server cannot make anything durable at the moment, so it admits nothing. Its operator sees why.',
)

function busy(message: string): Problem {
  return problem('upstream_unavailable', message, { retryAfterMs: 2_000, class: 'gateway' })
}

function allCooling(retryAfterMs: number): Problem {
  if (retryAfterMs === 0) {
    return problem('upstream_unavailable', 'No provider of this model is connected to this server right now.', { retryAfterMs: 60_000 })
  }
  return problem('upstream_unavailable', 'All providers of this model are cooling down after failures or limits of their own.', {
    retryAfterMs,
  })
}

/** A refusal of a recognised key: the answer, and its line in Usage Logs. */
function refuseStory(story: Story, refusal: Problem, deps: GatewayDeps, live: Live): Reply {
  const { call, caller } = story
  if (call.gone) {
    live.refusals.take(usageRecord(story, unpaid('cancelled', 'client_closed_request'), deps.clock.elapsed()), call.arrivedMs)
    return { kind: 'gone' }
  }
  live.refusals.take(usageRecord(story, unpaid(statusClassOf(refusal), refusal.code), deps.clock.elapsed()), call.arrivedMs)
  const report = deps.limiter.report(
    { id: caller.key.id, limits: caller.keyLimits },
    { id: caller.accountId, limits: caller.accountLimits },
    call.arrivedMs,
  )
  return { kind: 'problem', problem: refusal, headers: limitHeaders(report) }
}

/** An admitted request that got no answer costs nothing. A null problem: the client left. */
function endWithoutAnswer(story: Story, refusal: Problem | null, deps: GatewayDeps, live: Live, leave: () => void): Reply {
  leave()
  if (refusal === null) {
    live.abandoned.add(story.caller.key.id, story.call.arrivedMs)
    settle(story, unpaid('cancelled', 'client_closed_request'), null, deps)
    return { kind: 'gone' }
  }
  settle(story, unpaid(statusClassOf(refusal), refusal.code), null, deps)
  return { kind: 'problem', problem: refusal, headers: answerHeaders(story) }
}

function answerHeaders(story: Story): ReplyHeaders {
  const headers: ReplyHeaders = story.admission === undefined ? {} : limitHeaders(story.admission.limits)
  if (story.offer !== undefined) headers['x-nexorouter-provider'] = story.offer.provider
  headers['x-nexorouter-attempts'] = String(story.attempts.length)
  if (story.droppedParams.length > 0) headers['x-nexorouter-dropped-params'] = story.droppedParams.join(', ')
  return headers
}
