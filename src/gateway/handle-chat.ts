// One request for an answer, in any dialect, from the first header to the last byte. READ THIS FIRST: one line per stage, every early exit visible.
import { ok, refuse, type Result } from '../base/result.ts'
import type { Model } from '../catalog/model.ts'
import type { ChatRequest } from '../contract/chat.ts'
import { problem, statusClassOf, type Problem } from '../contract/problems.ts'
import { StoreUnavailable } from '../ledger/store-unavailable.ts'
import { noteAbandoned } from './abandoned.ts'
import { admit } from './admit.ts'
import { attemptOffers } from './attempt.ts'
import { authenticate } from './authenticate.ts'
import type { Call, Reply, ReplyHeaders } from './call.ts'
import { chooseModels } from './choose-models.ts'
import { chooseRoute, type Route, wantsAllCarried } from './choose-route.ts'
import { openContinuation } from './continue-stream.ts'
import { conversationOf } from './conversations.ts'
import type { GatewayDeps } from './deps.ts'
import { foreseeMissing } from './dialect-sides.ts'
import { gatherAnswer } from './gather-answer.ts'
import { headerText } from './header-text.ts'
import { hopHeader, isCircle } from './hops.ts'
import { limitHeaders } from './limit-headers.ts'
import type { Live } from './live.ts'
import { storeProblem } from './money-problem.ts'
import { readChat } from './read-chat.ts'
import { unpaid, usageRecord } from './record.ts'
import { relayStream } from './relay-stream.ts'
import type { StreamEnds } from './running-relay.ts'
import { relayWhole } from './relay-whole.ts'
import { reverse } from './reverse.ts'
import { admissionOf, settle } from './settle.ts'
import { type Asked, beginStory, type Story } from './story.ts'

export async function handleChat(call: Call, asked: Asked, deps: GatewayDeps, live: Live): Promise<Reply> {
  const known = authenticate(call, deps, live.authFailures)
  const caller = known instanceof Promise ? await known : known
  if (!caller.ok) {
    const { problem: refusal, holder } = caller.problem
    return holder === null
      ? { kind: 'problem', problem: refusal, headers: {} }
      : refuseStory(beginStory(call, holder, asked), refusal, deps, live)
  }
  const story = beginStory(call, caller.value, asked)
  const admitted = await admitStory(story, asked, deps, live)
  if (!admitted.ok) return refuseStory(story, admitted.problem, deps, live)
  const { request, route } = admitted.value

  const leave = live.retries.enter()
  try {
    if (call.gone) return endWithoutAnswer(story, null, deps, live, leave)
    const attempt = await attemptOffers(story, route, deps, live.retries)
    if (!attempt.ok) return endWithoutAnswer(story, attempt.problem, deps, live, leave)
    remember(story, live)
    const headers = answerHeaders(story)
    headers['x-nexorouter-price-version'] = headerText(admissionOf(story).priceVersion)
    if (attempt.answer.kind === 'stream') {
      const { source } = attempt.answer
      const relay = (ends: StreamEnds) => relayStream(story, source, headers, deps, ends)
      const ends = { ...streamEnds(story, deps, live, leave), continuation: openContinuation(story, route, deps, live.retries) }
      return request.stream
        ? relay(ends)
        : gatherAnswer(story, headers, { ...ends, undelivered: (reason) => reverse(story, reason, deps) }, relay)
    }
    leave()
    return relayWhole(story, attempt.answer, headers, deps)
  } catch (error) {
    deps.log.error({ request_id: call.requestId, error }, 'a request failed inside the gateway')
    if (story.settled) throw charged(story, error, deps)
    return endWithoutAnswer(story, ourFailure, deps, live, leave)
  }
}

const ourFailure = problem(
  'gateway_error',
  'The gateway failed on this request. Try once more; if it persists, give the operator the request ID.',
)

interface Admitted {
  readonly request: ChatRequest
  readonly route: Route
}

/** Everything before money is held, and the hold. A failure of ours on the way is a refusal like any other: it has its line in Usage Logs. */
async function admitStory(story: Story, asked: Asked, deps: GatewayDeps, live: Live): Promise<Result<Admitted, Problem>> {
  try {
    const closed = notOpen(story, deps, live)
    if (closed !== null) return refuse(closed)
    const reading = story.call.readBody(asked.client.takes)
    const body = reading instanceof Promise ? await reading : reading
    if (!body.ok) return body
    const read = readChat(body.value, asked, deps, live)
    const request = read instanceof Promise ? await read : read
    if (!request.ok) return request
    story.request = request.value
    // What was read on another thread is translated there, too.
    if (request.value.bytes.length > deps.settings.parseAsideBytes) story.aside = live.largeBodies
    const models = chooseModels(story, request.value, deps)
    if (!models.ok) return models
    story.model = models.value.model
    if (models.value.model.offers.length > 1 && !('capability' in asked.client)) recall(story, request.value, models.value.model, live)
    if (story.aside !== undefined && wantsAllCarried(story, request.value))
      await foreseeMissing(story, [models.value.model, ...models.value.fallbacks])
    const route = chooseRoute(story, request.value, models.value, deps)
    if (!route.ok) return route
    story.model = route.value.model
    const admission = await admit(story, request.value, route.value, deps)
    if (!admission.ok) return admission
    story.admission = admission.value
    return ok({ request: request.value, route: route.value })
  } catch (error) {
    if (error instanceof StoreUnavailable) return refuse(storeProblem)
    deps.log.error({ request_id: story.call.requestId, error }, 'a request failed inside the gateway')
    return refuse(ourFailure)
  }
}

/** Who answered this conversation last has its prompt in a cache. */
function recall(story: Story, request: ChatRequest, model: Model, { conversations }: Live): void {
  story.conversation = conversationOf(story, request, model)
  story.sticky = conversations.offerOf(story.conversation, story.call.arrivedMs)
}

function remember({ conversation, offer, call }: Story, { conversations }: Live): void {
  if (conversation !== undefined && offer !== undefined) conversations.answered(conversation, offer.id, call.arrivedMs)
}

/** Charged, and then we failed: the answer is lost, so the charge is taken back. */
function charged(story: Story, error: unknown, deps: GatewayDeps): unknown {
  reverse(story, 'gateway_error', deps)
  return error
}

function streamEnds(story: Story, deps: GatewayDeps, live: Live, leave: () => void): StreamEnds {
  return {
    running: live.streams,
    leave(abandoned) {
      leave()
      if (abandoned) noteAbandoned(story, deps, live)
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
  const message =
    'This key left too many answers before their first output, and nobody pays for those. Wait, and cancel fewer of them or send shorter prompts.'
  return problem('rate_limit_exceeded', message, { retryAfterMs: waitMs })
}

function busy(message: string): Problem {
  return problem('upstream_unavailable', message, { retryAfterMs: 2_000, class: 'gateway' })
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
  return { kind: 'problem', problem: refusal, headers: explained(story, limitHeaders(report)) }
}

/** An admitted request that got no answer costs nothing. A null problem: the client left. */
function endWithoutAnswer(story: Story, refusal: Problem | null, deps: GatewayDeps, live: Live, leave: () => void): Reply {
  leave()
  if (refusal === null) {
    noteAbandoned(story, deps, live)
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
  if (story.droppedParams.length > 0) headers['x-nexorouter-dropped-params'] = headerText(story.droppedParams.join(', '))
  return explained(story, headers)
}

/** Why this offer and not another, for a caller that asks: as its usage record has it. */
function explained({ call, routing }: Story, headers: ReplyHeaders): ReplyHeaders {
  if (routing === null || call.header('x-nexorouter-explain') !== 'true') return headers
  headers['x-nexorouter-route'] = headerText(routing)
  return headers
}
