// An upstream stream -> the client, event by event, while it is metered; ends the hold. Never retries, never joins, splits or delays an event.
import { noSeat, type Roster } from '../base/roster.ts'
import type { StreamEvent } from '../contract/chat.ts'
import type { Problem } from '../contract/problems.ts'
import type { TokenUsage } from '../contract/usage.ts'
import type { StreamWriter } from '../dialects/dialect.ts'
import { notDelivered, type ReversalReason } from '../ledger/delivered.ts'
import type { Watermark } from '../ledger/ledger-store.ts'
import { chargeNano } from '../pricing/charge.ts'
import type { UpstreamFailure } from '../upstream/send.ts'
import type { ClientStream, Reply, ReplyHeaders } from './call.ts'
import type { GatewayDeps } from './deps.ts'
import { openStreamWriter, upstreamOf } from './dialect-sides.ts'
import type { RunningStream } from './live.ts'
import { problemFor } from './failure-problem.ts'
import { createMeter, type Meter } from './meter.ts'
import { shownCost } from './money-headers.ts'
import { followChoices, type OpenChoices } from './open-choices.ts'
import { onSlices } from './admit.ts'
import { admissionOf, billedOf, billFor, settle, type Bill } from './settle.ts'
import { watchSlices, type Slices } from './slices.ts'
import type { Story } from './story.ts'
import { endingOf, failedBy, reportHealth, stoppedByUs, type Close } from './stream-close.ts'
import type { StreamEnd, StreamSource } from './stream-source.ts'

const markEveryMs = 1_000

/** What a stream leaves behind when it ends. */
export interface StreamEnds {
  /** Called once, when the request is over; `abandoned` says that the client left before the first output. */
  leave(abandoned: boolean): void
  /** Present when the client gets one whole answer or none: what broke off is not delivered, so it is not charged either. */
  readonly whole?: WholeEnds
  readonly running: Roster<RunningStream>
}

export interface WholeEnds {
  /** Before the last words and the books. */
  billed(bill: Bill): void
  /** Instead of an answer. */
  failed(cause: Problem): void
}

export function relayStream(
  story: Story,
  source: StreamSource,
  headers: ReplyHeaders,
  deps: GatewayDeps,
  ends: StreamEnds,
): Extract<Reply, { kind: 'stream' }> {
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
  /** What arrived while the verdict on more money was out: delivered when it is granted, else not at all. */
  backlog: readonly StreamEvent[]
  /** The upstream's end, when it came meanwhile. */
  ended: StreamEnd | null
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
    backlog: [],
    ended: null,
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
    end: (end) => endRelay(relay, end),
  })
}

function endRelay(relay: Relay, end: StreamEnd): void {
  const overdue = end.kind === 'failed' && end.failure.kind === 'total_timeout'
  if (relay.waitsFor.money && !overdue) relay.ended = end
  else if (end.kind === 'ended') close(relay, finishedOr(relay, 'truncated'), [])
  else {
    const failed: Close = { kind: 'failed', failure: end.failure, problem: problemFor(end.failure, null) }
    close(relay, relay.choices.complete ? { kind: 'finished' } : failed, [])
  }
}

/** All events of one upstream read become one write to the client; on slices each of them is weighed before the next is passed on. */
function relayBatch(relay: Relay, batch: readonly StreamEvent[]): void {
  if (relay.waitsFor.money) {
    relay.backlog = [...relay.backlog, ...batch]
    return
  }
  const out: Uint8Array[] = []
  for (let at = 0; at < batch.length; at++) {
    if (relay.closed) return
    take(relay, batch[at] as StreamEvent, out)
    if (!onSlices(relay.story)) continue
    guardMoney(relay, out)
    if (!relay.waitsFor.money) continue
    relay.backlog = batch.slice(at + 1)
    break
  }
  if (!relay.waitsFor.money) guardMoney(relay, out)
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
      if (relay.waitsFor.money) goOn(relay)
      return
    case 'waiting':
      return wait(relay, 'money')
    case 'spent':
      return close(relay, { kind: 'stopped', by: 'insufficient_quota' }, out)
    case 'over_cap':
      return close(relay, { kind: 'stopped', by: 'output_cap' }, out)
  }
}

/** The money is there: what waited for it goes first, and only then what the upstream sends on. */
function goOn(relay: Relay): void {
  const { backlog, ended } = relay
  relay.waitsFor.money = false
  relay.backlog = []
  relayBatch(relay, backlog)
  if (relay.closed || relay.waitsFor.money) return
  relay.ended = null
  if (ended !== null) endRelay(relay, ended)
  else resume(relay, 'money')
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
  // What a client has not got yet is not worth anything to it: a crash voids the hold.
  if (relay.ends.whole !== undefined) return
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
    ...fallbackOf(story),
  })
}

/** Recovery has to name the model that answered, not the one that the hold was made for. */
function fallbackOf({ model, admission }: Story): Pick<Watermark, 'fallback'> | undefined {
  if (admission?.terms === undefined || model === undefined) return undefined
  return { fallback: { model: model.id, priceVersion: admission.priceVersion } }
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
  const { story, sink, deps, meter, writer, ends } = relay
  const delivered = ends.whole === undefined || how.kind === 'stopped'
  const paid = how.kind === 'finished' || (delivered && meter.hasOutput)
  const bill = paid ? billFor(story, believed(relay, how), meter.estimate()) : null
  const undelivered = how.kind === 'finished' ? undeliveredOf(relay) : null
  if (bill !== null) ends.whole?.billed(billedOf(bill, undelivered))
  if (how.kind === 'failed') {
    ends.whole?.failed(how.problem)
    writer.fail(how.problem, out)
  }
  if (how.kind === 'stopped') writer.stop(how.by, relay.choices.open(), out)
  if (how.kind === 'finished' || how.kind === 'stopped') {
    writer.end(bill && { usage: bill.tokens, cost: () => shownCost(story, billedOf(bill, undelivered)) }, out)
  }
  if (how.kind !== 'gone') {
    sink.write(Buffer.concat(out))
    sink.end()
  }
  settle(story, { ...endingOf(how, bill, story, relay.finishReason), undelivered }, bill, deps)
  ends.running.remove(relay)
  ends.leave(how.kind === 'gone' && !meter.hasOutput)
}

function undeliveredOf({ meter, finishReason, usage }: Relay): ReversalReason | null {
  return notDelivered({ hasOutput: meter.hasOutput, finishReason, completionTokens: usage?.completion ?? null })
}
