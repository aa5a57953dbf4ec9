// Plan -> UpstreamAnswer: tries offers in order until one begins to answer. The only place that retries; never after a content byte was relayed.
import type { Offer } from '../catalog/offer.ts'
import type { Completion, StreamEvent, UpstreamError, WireSpan } from '../contract/chat.ts'
import { problem, type Problem } from '../contract/problems.ts'
import { openaiChat } from '../dialects/openai-chat/dialect.ts'
import type { RoutePlan } from '../routing/plan-route.ts'
import { adviceFor, classifyStatus } from '../upstream/classify-failure.ts'
import { UpstreamFault, type UpstreamExchange, type UpstreamFailure, type UpstreamHead } from '../upstream/send.ts'
import type { GatewayDeps } from './deps.ts'
import { collectBody } from './collect-body.ts'
import { hopHeader, nextHops } from './hops.ts'
import { problemFor } from './failure-problem.ts'
import type { RetryBudget } from './retry-budget.ts'
import type { Story } from './story.ts'
import { readySource, splitWhole, streamSource, type StreamEnd, type StreamSource } from './stream-source.ts'

/** An answer that has begun: a stream with its first event here, or a whole completion. */
export type UpstreamAnswer =
  | { readonly kind: 'stream'; readonly source: StreamSource }
  | { readonly kind: 'whole'; readonly bytes: Uint8Array; readonly spans: readonly WireSpan[]; readonly completion: Completion }

export type AttemptResult =
  | { readonly ok: true; readonly answer: UpstreamAnswer }
  | { readonly ok: false; readonly problem: Problem }
  | { readonly ok: false; readonly problem: null } // the client is gone

type Try = { readonly answer: UpstreamAnswer } | { readonly failure: UpstreamFailure; readonly error: UpstreamError | null }

/** Errors arrive in bodies of a few hundred bytes; more than this is not read. */
const errorBytesMax = 65_536
const errorBodyMs = 5_000

export async function attemptOffers(story: Story, plan: RoutePlan, deps: GatewayDeps, budget: RetryBudget): Promise<AttemptResult> {
  const client = watchClient(story)
  const deadline = story.call.arrivedElapsed + answerWithinMs(story, deps)
  let at = 0
  let last: { failure: UpstreamFailure; error: UpstreamError | null } | undefined
  let retrying = false
  for (let made = 1; made <= deps.settings.attemptsMax; made++) {
    const offer = plan.offers[at]
    if (offer === undefined) break
    const left = deadline - deps.clock.elapsed()
    if (left <= 0) break
    story.offer = offer
    // While others wait behind it, an offer may use most of the time, but must leave them some.
    const share = at + 1 < plan.offers.length && story.request?.stream ? left * 0.6 : left
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
    if (advice.nextOffer && at + 1 < plan.offers.length) at++
    else if (!advice.retryable) break
    if (made === deps.settings.attemptsMax || !budget.take()) break
    retrying = true
    const waitMs = plan.offers[at] === offer ? backOffMs(made, tried.failure, deps) : 0
    if (waitMs > deadline - deps.clock.elapsed() || (await sleep(waitMs, client))) break
  }
  if (retrying) budget.giveBack()
  if (story.call.gone) return { ok: false, problem: null }
  if (last === undefined) return { ok: false, problem: problem('upstream_request_timeout', 'The provider did not answer in time.') }
  return { ok: false, problem: problemFor(last.failure, last.error, story.request) }
}

/** From arrival to the first event of a stream, or to the end of a buffered answer; the client's own timeout wins when it is shorter. */
function answerWithinMs(story: Story, deps: GatewayDeps): number {
  const { settings } = deps
  if (story.request?.stream) return story.model?.slow ? settings.firstByteSlowMs : settings.firstByteMs
  const stated = Number(story.call.header('x-stainless-timeout') ?? Number.NaN)
  if (!Number.isFinite(stated) || stated <= 0) return settings.bufferedTotalMs
  return Math.min(settings.bufferedTotalMs, Math.max(1_000, stated * 1_000 - 2_000))
}

/** Full jitter, growing fourfold to 2 s; an upstream's short retry-after is honoured, a long one ends the waiting (the caller gets it). */
function backOffMs(made: number, failure: UpstreamFailure, deps: GatewayDeps): number {
  if (failure.kind === 'reset_before_headers') return 0
  if (failure.retryAfterMs !== null) return failure.retryAfterMs <= 2_000 ? failure.retryAfterMs : Number.POSITIVE_INFINITY
  return deps.random() * Math.min(2_000, 100 * 4 ** (made - 1))
}

/** Whether the client is still there, and what to stop when it leaves: one thing at a time. */
interface ClientWatch {
  readonly gone: boolean
  whenGone: (() => void) | null
}

function watchClient({ call }: Story): ClientWatch {
  const watch = {
    get gone() {
      return call.gone
    },
    whenGone: null as (() => void) | null,
  }
  call.onGone(() => watch.whenGone?.())
  return watch
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
  const { exchange, stream, dropped } = dispatch(story, offer, deps)
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
    tried = await readAnswer(exchange, head, stream, story, deps)
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
    if (tried.answer.kind === 'whole') deps.health.succeeded(offer.id, story.firstByteMs, deps.clock.now())
  }
  story.attempts.push({
    provider: offer.provider,
    upstreamModel: offer.upstreamModel,
    startedMs: Math.round(started - story.call.arrivedElapsed),
    durationMs: Math.round(deps.clock.elapsed() - started),
    result: 'answer' in tried ? 'answered' : client.gone ? 'cancelled' : 'failed',
    status,
    failure: 'answer' in tried ? null : tried.failure.kind,
  })
  return tried
}

function dispatch(
  story: Story,
  offer: Offer,
  deps: GatewayDeps,
): { exchange: UpstreamExchange; stream: boolean; dropped: readonly string[] } {
  const { request, admission } = story
  const target = deps.targets().get(offer.provider)
  if (request === undefined || admission === undefined || target === undefined) throw new Error('an offer was tried before it could be')
  const stream = request.stream || offer.streamOnly
  const written = openaiChat.writeRequest(request, offer, admission.outputCap, stream)
  const exchange = deps.send({
    target,
    method: 'POST',
    path: openaiChat.path,
    body: written.body,
    headers: {
      'x-client-request-id': story.call.requestId,
      [hopHeader]: nextHops(story.call.header(hopHeader), deps.settings.instanceId),
    },
    accept: stream ? 'text/event-stream' : 'application/json',
    bytesMax: deps.settings.answerBytesMax,
  })
  return { exchange, stream, dropped: written.dropped }
}

async function readAnswer(exchange: UpstreamExchange, head: UpstreamHead, stream: boolean, story: Story, deps: GatewayDeps): Promise<Try> {
  if (head.status < 200 || head.status >= 300) return readFailure(exchange, head, deps)
  const type = head.headers['content-type'] ?? ''
  if (/^text\/html/i.test(type)) return { failure: bad(head), error: null }
  const isStream = /^text\/event-stream/i.test(type) || (stream && !/json/i.test(type))
  if (isStream && story.request?.stream) return beginStream(exchange, head, story, deps)
  const bytes = await collectBody(exchange, deps.settings.answerBytesMax)
  const whole = readWhole(bytes, isStream, story.offer?.sendsFinishReason ?? true)
  if (whole === null) return { failure: bad(head), error: null }
  if ('error' in whole) return { failure: errorInside(whole.error, head), error: whole.error }
  if (!story.request?.stream) return { answer: whole }
  const events = openaiChat.cutIntoEvents(whole.value).map((data) => openaiChat.readStreamEvent(data))
  return { answer: { kind: 'stream', source: readySource([...events, { kind: 'done' }]) } }
}

type Whole = Extract<UpstreamAnswer, { kind: 'whole' }> & { readonly value: Record<string, unknown> }

/** A whole answer out of JSON, or out of a stream that was sent where JSON was asked or that the offer insists on. */
function readWhole(bytes: Buffer, isStream: boolean, sendsFinishReason: boolean): Whole | { readonly error: UpstreamError } | null {
  const looksLikeEvents = isStream || bytes.subarray(0, 5).toString('latin1') === 'data:'
  const json = looksLikeEvents ? joinEvents(bytes, sendsFinishReason) : bytes
  if (json === null) return null
  if ('code' in json) return { error: json }
  const answer = openaiChat.readWholeAnswer(json)
  if (answer.kind === 'error') return { error: openaiChat.readError(answer.value) }
  if (answer.kind === 'nonsense') return null
  return { kind: 'whole', bytes: json, spans: answer.spans, completion: answer.completion, value: answer.value }
}

function joinEvents(bytes: Buffer, sendsFinishReason: boolean): Buffer | UpstreamError | null {
  const events = splitWhole(bytes)
  const joined = openaiChat.joinChunks()
  const choices = new Map<number, boolean>()
  for (const event of events) {
    if (event.kind === 'error') return event.error
    if (event.kind === 'nonsense') return null
    if (event.kind === 'done') break
    if (event.kind === 'other') continue
    let value: unknown
    try {
      value = JSON.parse(Buffer.from(event.data).toString('utf8'))
    } catch {
      return null
    }
    joined.add(value)
    for (const { index, finished } of openaiChat.choicesOf(event.data)) choices.set(index, finished || (choices.get(index) ?? false))
  }
  const whole = choices.size > 0 && (!sendsFinishReason || [...choices.values()].every(Boolean))
  return whole ? Buffer.from(JSON.stringify(joined.completion())) : null
}

/** An error where an answer was promised. A prompt that is too long is the caller's doing, under whatever status it comes. */
function errorInside(error: UpstreamError, head: UpstreamHead): UpstreamFailure {
  return { kind: error.contextLength ? 'bad_request' : 'stream_error', status: head.status, retryAfterMs: null }
}

function bad(head: UpstreamHead): UpstreamFailure {
  return { kind: 'bad_response', status: head.status, retryAfterMs: null }
}

async function readFailure(exchange: UpstreamExchange, head: UpstreamHead, deps: GatewayDeps): Promise<Try> {
  const timer = setTimeout(() => exchange.abort(), errorBodyMs)
  // The status alone decides when the body is cut, too long or not JSON.
  const body = await collectBody(exchange, errorBytesMax).catch(() => Buffer.alloc(0))
  clearTimeout(timer)
  let value: unknown = null
  try {
    value = JSON.parse(body.toString('utf8'))
  } catch {
    value = null
  }
  const error = openaiChat.readError(value)
  return { failure: classifyStatus(head.status, head.headers, error.code, deps.clock.now()), error }
}

function beginStream(exchange: UpstreamExchange, head: UpstreamHead, story: Story, deps: GatewayDeps): Promise<Try> {
  const { settings } = deps
  const source = streamSource(exchange, {
    eventBytesMax: settings.eventBytesMax,
    idleMs: story.model?.slow ? settings.idleSlowMs : settings.idleMs,
    totalMs: settings.streamTotalMs,
  })
  return new Promise((resolve) => {
    source.onFirst((first: StreamEvent | StreamEnd) => {
      switch (first.kind) {
        case 'chunk':
          return resolve({ answer: { kind: 'stream', source } })
        case 'error':
          source.abort()
          return resolve({ failure: errorInside(first.error, head), error: first.error })
        case 'failed':
          return resolve({ failure: { ...first.failure, status: head.status }, error: null })
        case 'done':
        case 'ended':
        case 'other':
        case 'nonsense':
          source.abort()
          return resolve({ failure: bad(head), error: null })
      }
    })
  })
}
