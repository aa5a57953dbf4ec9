// An upstream stream -> the client, event by event, while it is metered; ends the hold. Never retries, never joins, splits or delays an event.
import { noSeat, type Roster } from '../base/roster.ts'
import type { StreamEvent } from '../contract/chat.ts'
import { problem, statusClassOf, type Problem } from '../contract/problems.ts'
import type { TokenUsage } from '../contract/usage.ts'
import type { StreamWriter } from '../dialects/dialect.ts'
import { notDelivered, type ReversalReason } from '../ledger/delivered.ts'
import { chargeNano } from '../pricing/charge.ts'
import { adviceFor } from '../upstream/classify-failure.ts'
import type { UpstreamFailure } from '../upstream/send.ts'
import type { ClientStream, Reply, ReplyHeaders } from './call.ts'
import type { GatewayDeps } from './deps.ts'
import { openStreamWriter, upstreamOf } from './dialect-sides.ts'
import type { RunningStream } from './live.ts'
import { problemFor } from './failure-problem.ts'
import { createMeter, type Meter } from './meter.ts'
import { shownCost } from './money-headers.ts'
import { followChoices, type OpenChoices } from './open-choices.ts'
import { unpaid, type Ending } from './record.ts'
import { admissionOf, billedOf, billFor, providerCostOf, settle, type Bill } from './settle.ts'
import { watchSlices, type Slices } from './slices.ts'
import type { Story } from './story.ts'
import type { StreamEnd, StreamSource } from './stream-source.ts'

/** How a stream ended, before anybody counted what it cost. */
type Close =
  | { readonly kind: 'finished' }
  | { readonly kind: 'stopped'; readonly by: 'insufficient_quota' | 'output_cap' }
  | { readonly kind: 'failed'; readonly failure: UpstreamFailure; readonly problem: Problem }
  | { readonly kind: 'gone' }

const markEveryMs = 1_000

/** What a stream leaves behind when it ends. */
export interface StreamEnds {
  /** Called once, when the request is over; `abandoned` says that the client left before the first output. */
  leave(abandoned: boolean): void
  readonly running: Roster<RunningStream>
}

export function relayStream(story: Story, source: StreamSource, headers: ReplyHeaders, deps: GatewayDeps, ends: StreamEnds): Reply {
  return { kind: 'stream', headers, start: (sink) => startRelay(story, source, sink, deps, ends) }
}

/** Everything one running stream knows. */
interface Relay extends RunningStream {
  readonly story: Story
  readonly source: StreamSource
  readonly sink: ClientStream
  readonly deps: GatewayDeps
  readonly ends: StreamEnds
  /** Ends it from outside, when the server stops. */
  readonly cut: () => void
  readonly writer: StreamWriter
  readonly meter: Meter
  readonly slices: Slices
  readonly choices: OpenChoices
  /** Who asked the upstream to wait. */
  readonly waitsFor: { client: boolean; money: boolean }
  finishReason: string | null
  usage: TokenUsage | null
  closed: boolean
  /** Monotonic milliseconds of the last watermark. */
  markedAt: number
}

function startRelay(story: Story, source: StreamSource, sink: ClientStream, deps: GatewayDeps, ends: StreamEnds): void {
  const { request } = story
  const meter = createMeter(admissionOf(story))
  const relay: Relay = {
    story,
    source,
    sink,
    deps,
    ends,
    seat: noSeat,
    cut: () => close(relay, stoppedByUs, []),
    writer: openStreamWriter(story),
    meter,
    slices: watchSlices(story, meter, deps, () => guardMoney(relay, [])),
    choices: followChoices(request?.choices ?? 1, upstreamOf(story)),
    waitsFor: { client: false, money: false },
    finishReason: null,
    usage: null,
    closed: false,
    markedAt: deps.clock.elapsed(),
  }
  ends.running.add(relay)
  story.call.onGone(() => close(relay, { kind: 'gone' }, []))
  sink.onDrain(() => resume(relay, 'client'))
  source.relayTo({
    events: (batch) => relayBatch(relay, batch),
    end(end: StreamEnd) {
      if (end.kind === 'ended') return close(relay, finishedOr(relay, 'truncated'), [])
      const failed: Close = { kind: 'failed', failure: end.failure, problem: problemFor(end.failure, null) }
      close(relay, relay.choices.complete ? { kind: 'finished' } : failed, [])
    },
  })
}

/** All events of one upstream read become one write to the client. */
function relayBatch(relay: Relay, batch: readonly StreamEvent[]): void {
  const out: Uint8Array[] = []
  for (const event of batch) {
    if (relay.closed) return
    take(relay, event, out)
  }
  guardMoney(relay, out)
  if (relay.closed) return
  if (out.length > 0 && !relay.sink.write(out.length === 1 ? (out[0] as Uint8Array) : Buffer.concat(out))) wait(relay, 'client')
  mark(relay)
}

function take(relay: Relay, event: StreamEvent, out: Uint8Array[]): void {
  switch (event.kind) {
    case 'chunk':
      if (event.usage !== null) relay.usage = event.usage
      relay.finishReason ??= event.finishReason
      relay.choices.take(event)
      if (event.hasOutput) {
        relay.story.firstOutputElapsed ??= relay.deps.clock.elapsed()
        relay.meter.add(event.outputBytes)
      }
      relay.writer.take(event, out)
      return
    case 'done':
      return close(relay, finishedOr(relay, 'truncated'), out)
    case 'error':
      return close(relay, finishedOr(relay, 'stream_error'), out)
    case 'nonsense':
      return close(relay, finishedOr(relay, 'bad_response'), out)
    case 'other':
      return
  }
}

/** An upstream that fails after its last word has still finished. */
function finishedOr({ choices, meter, story }: Relay, kind: UpstreamFailure['kind']): Close {
  const silentFinish = story.offer?.sendsFinishReason === false && meter.hasOutput && kind === 'truncated'
  return choices.complete || silentFinish ? { kind: 'finished' } : failedBy(kind)
}

/** Keeps the answer inside its money. */
function guardMoney(relay: Relay, out: Uint8Array[]): void {
  if (relay.closed || relay.choices.complete) return
  switch (relay.slices.check()) {
    case 'within':
      if (relay.waitsFor.money) resume(relay, 'money')
      return
    case 'waiting':
      return wait(relay, 'money')
    case 'spent':
      return close(relay, { kind: 'stopped', by: 'insufficient_quota' }, out)
    case 'over_cap':
      return close(relay, { kind: 'stopped', by: 'output_cap' }, out)
  }
}

function wait({ waitsFor, source }: Relay, reason: 'client' | 'money'): void {
  waitsFor[reason] = true
  source.pause()
}

function resume({ waitsFor, source }: Relay, reason: 'client' | 'money'): void {
  waitsFor[reason] = false
  if (!waitsFor.client && !waitsFor.money) source.resume()
}

/** Says what was delivered so far, for recovery: at most once a second. */
function mark(relay: Relay): void {
  const { story, meter, deps } = relay
  const now = deps.clock.elapsed()
  if (story.offer === undefined || !meter.hasOutput || now - relay.markedAt < markEveryMs) return
  relay.markedAt = now
  const { tokens, costNano } = billFor(story, null, meter.estimate())
  const { provider } = story.offer
  deps.ledger.mark({
    id: story.call.requestId,
    provider,
    promptTokens: tokens.prompt,
    completionTokens: tokens.completion,
    chargeNano: costNano,
  })
}

/** The provider's count where it counts the whole of what was delivered; null where only we can. */
function believed({ choices, usage, meter }: Relay, how: Close): TokenUsage | null {
  if (how.kind === 'stopped' || (how.kind !== 'finished' && !choices.complete)) return null
  return usage !== null && usage.completion === 0 && meter.hasOutput ? null : usage
}

/** Ends the stream. `out` are the bytes of the current read, still unsent. */
function close(relay: Relay, how: Close, out: Uint8Array[]): void {
  if (relay.closed) return
  relay.closed = true
  const { story, source, sink, deps, meter } = relay
  if (how.kind === 'finished') source.release()
  else source.abort()
  reportHealth(how, story, deps)
  if (how.kind !== 'finished') return finish(relay, how, out)
  const { price, amountNano, fullNano } = admissionOf(story)
  const worthNano = chargeNano(price, believed(relay, how) ?? meter.estimate())
  if (worthNano <= amountNano || amountNano >= fullNano) return finish(relay, how, out)
  if (out.length > 0) sink.write(Buffer.concat(out))
  void relay.slices.cover(worthNano).then(() => finish(relay, how, []))
}

/** Last words to the client, then the books. */
function finish(relay: Relay, how: Close, out: Uint8Array[]): void {
  const { story, sink, deps, meter, writer } = relay
  const paid = how.kind === 'finished' || meter.hasOutput
  const bill = paid ? billFor(story, believed(relay, how), meter.estimate()) : null
  const undelivered = how.kind === 'finished' ? undeliveredOf(relay) : null
  if (how.kind === 'failed') writer.fail(how.problem, out)
  if (how.kind === 'stopped') writer.stop(how.by, relay.choices.open(), out)
  if (how.kind === 'finished' || how.kind === 'stopped') {
    writer.end(bill && { usage: bill.tokens, cost: () => shownCost(story, billedOf(bill, undelivered)) }, out)
  }
  if (how.kind !== 'gone') {
    sink.write(Buffer.concat(out))
    sink.end()
  }
  settle(story, { ...endingOf(how, bill, story, relay.finishReason), undelivered }, bill, deps)
  relay.ends.running.remove(relay)
  relay.ends.leave(how.kind === 'gone' && !meter.hasOutput)
}

function undeliveredOf({ meter, finishReason, usage }: Relay): ReversalReason | null {
  return notDelivered({ hasOutput: meter.hasOutput, finishReason, completionTokens: usage?.completion ?? null })
}

/** The drain time is over: the client hears it, and the provider is not to blame. */
const stoppedByUs: Close = {
  kind: 'failed',
  failure: { kind: 'aborted', status: null, retryAfterMs: null },
  problem: problem('upstream_unavailable', 'This server is stopping; the answer was broken off.', { class: 'gateway' }),
}

function failedBy(kind: UpstreamFailure['kind']): Close {
  const failure = { kind, status: null, retryAfterMs: null }
  return { kind: 'failed', failure, problem: problemFor(failure, null) }
}

/** A stream counts for its offer when it ends, not when it begins: one that always breaks off is not healthy. */
function reportHealth(how: Close, story: Story, deps: GatewayDeps): void {
  const { offer } = story
  if (offer === undefined) return
  if (how.kind === 'finished') deps.health.succeeded(offer.id, story.firstByteMs, deps.clock.now())
  else if (how.kind === 'failed' && adviceFor(how.failure.kind).countsAgainstOffer)
    deps.health.failed(offer.id, how.failure, deps.clock.now())
}

function endingOf(how: Close, bill: Bill | null, story: Story, finishReason: string | null): Ending {
  const base = unpaid('success', null)
  const paid: Ending =
    bill === null
      ? base
      : {
          ...base,
          tokens: bill.tokens,
          estimated: bill.estimated,
          costNano: bill.costNano,
          providerCostNano: providerCostOf(story, bill.tokens),
        }
  switch (how.kind) {
    case 'finished':
      return { ...paid, finishReason }
    case 'stopped':
      return { ...paid, finishReason: 'length', stoppedBy: how.by }
    case 'failed':
      return { ...paid, status: statusClassOf(how.problem), errorCode: how.problem.code, finishReason: 'error' }
    case 'gone':
      return { ...paid, status: 'cancelled', errorCode: 'client_closed_request', finishReason }
  }
}
