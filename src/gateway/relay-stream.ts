// An upstream stream -> the client, event by event, while it is metered; ends the hold. Never retries, never joins, splits or delays an event.
import { noSeat } from '../base/roster.ts'
import type { StreamEvent } from '../contract/chat.ts'
import type { TokenUsage } from '../contract/usage.ts'
import type { Offer } from '../catalog/offer.ts'
import { notDelivered, type ReversalReason } from '../ledger/delivered.ts'
import { adviceFor } from '../upstream/classify-failure.ts'
import type { UpstreamFailure } from '../upstream/send.ts'
import type { ClientStream, Reply, ReplyHeaders } from './call.ts'
import type { Continued } from './continue-stream.ts'
import type { GatewayDeps } from './deps.ts'
import { openContinuableWriter, openStreamWriter, upstreamOf } from './dialect-sides.ts'
import type { Relay, StreamEnds } from './running-relay.ts'
import { problemFor } from './failure-problem.ts'
import { createMeter } from './meter.ts'
import { shownCost } from './money-headers.ts'
import { followChoices } from './open-choices.ts'
import { onSlices } from './admit.ts'
import { admissionOf, billedOf, providerCostOf, settle } from './settle.ts'
import { brokeOff } from './attempt-once.ts'
import { believed, ownEstimate, streamBill, streamWorth, wholeEstimate } from './stream-bill.ts'
import { mark } from './watermark.ts'
import { watchSlices } from './slices.ts'
import type { Story } from './story.ts'
import { endingOf, failedBy, reportHealth, stoppedByUs, type Close } from './stream-close.ts'
import type { StreamEnd, StreamSource } from './stream-source.ts'

const markEveryMs = 1_000

export function relayStream(
  story: Story,
  source: StreamSource,
  headers: ReplyHeaders,
  deps: GatewayDeps,
  ends: StreamEnds,
): Extract<Reply, { kind: 'stream' }> {
  return { kind: 'stream', headers, start: (sink) => startRelay(story, source, sink, deps, ends) }
}

function startRelay(story: Story, source: StreamSource, sink: ClientStream, deps: GatewayDeps, ends: StreamEnds): void {
  const { request } = story
  const meter = createMeter(admissionOf(story))
  const continuable = ends.continuation === undefined ? null : openContinuableWriter(story)
  const relay: Relay = {
    story,
    source,
    sink,
    deps,
    ends,
    seat: noSeat,
    cut: () => close(relay, stoppedByUs, []),
    writer: continuable ?? openStreamWriter(story),
    continuable,
    earlier: null,
    elsewhere: 'nobody_asked',
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
  follow(relay)
}

function follow(relay: Relay): void {
  relay.source.relayTo({
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
    close(relay, relay.choices.all ? { kind: 'finished' } : failed, [])
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
    // What an upstream says behind its own failure is nobody's any more.
    if (relay.closed || relay.elsewhere === 'asking') return
    take(relay, batch[at] as StreamEvent, out)
    if (!onSlices(relay.story)) continue
    guardMoney(relay, out)
    if (!relay.waitsFor.money) continue
    relay.backlog = batch.slice(at + 1)
    break
  }
  if (relay.elsewhere === 'asking') return
  if (!relay.waitsFor.money) guardMoney(relay, out)
  if (relay.closed) return
  if (out.length > 0 && !relay.sink.write(out.length === 1 ? (out[0] as Uint8Array) : Buffer.concat(out))) wait(relay, 'client')
  markRelay(relay)
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
  const orderly = kind === 'truncated'
  const silentFinish = story.offer?.sendsFinishReason === false && meter.hasOutput && orderly
  // One that ends in order may have given fewer choices than were asked for.
  return (orderly ? choices.complete : choices.all) || silentFinish ? { kind: 'finished' } : failedBy(kind)
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
      return close(relay, { kind: 'stopped', by: relay.slices.stoppedBy() }, out)
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

/** What a client has not got yet is not worth anything to it: a crash voids the hold. */
function markRelay(relay: Relay): void {
  const now = relay.deps.clock.elapsed()
  if (relay.ends.whole !== undefined || now - relay.markedAt < markEveryMs || !relay.meter.hasOutput) return
  relay.markedAt = now
  mark(relay.story, wholeEstimate(relay), relay.deps)
}

/** A stream whose provider died goes on with another one, where its caller asked for that and somebody can; else it ends as it would have. */
function goesOn(relay: Relay, how: Close & { kind: 'failed' }, out: Uint8Array[]): boolean {
  const { story, sink, deps, ends, continuable } = relay
  const text = relay.elsewhere === 'nobody_asked' ? (continuable?.soFar() ?? null) : null
  if (text === null || ends.continuation === undefined || !adviceFor(how.failure.kind).countsAgainstOffer) return false
  relay.elsewhere = 'asking'
  relay.source.abort()
  if (out.length > 0 && !sink.write(Buffer.concat(out))) relay.waitsFor.client = true
  out.length = 0
  const broken = {
    offer: story.offer as Offer,
    attempt: story.attempts.findLastIndex(({ result }) => result === 'answered'),
    tokens: ownEstimate(relay),
  }
  const goOnWith = (next: Continued | null): void => {
    if (relay.closed) return next?.source.abort()
    relay.elsewhere = next === null ? 'declined' : 'nobody_asked'
    if (next === null) return close(relay, how, [])
    deps.health.failed(broken.offer.id, how.failure, deps.clock.now())
    brokeOff(story, broken, how.failure.kind)
    relay.earlier = wholeEstimate(relay)
    relay.usage = null
    continuable?.continueFrom(next.upstream, next.repeated)
    relay.source = next.source
    if (relay.waitsFor.client) next.source.pause()
    follow(relay)
  }
  ends.continuation
    .next(text)
    .then(goOnWith)
    .catch((error: unknown) => {
      deps.log.error({ request_id: story.call.requestId, error }, 'nobody could be asked to go on with a stream')
      relay.elsewhere = 'declined'
      close(relay, how, [])
    })
  return true
}

/** Ends the stream. `out` are the bytes of the current read, still unsent. */
function close(relay: Relay, how: Close, out: Uint8Array[]): void {
  if (relay.closed || (how.kind === 'failed' && goesOn(relay, how, out))) return
  relay.closed = true
  const { story, source, sink, deps } = relay
  if (how.kind === 'finished') source.release()
  else source.abort()
  reportHealth(how, story, deps)
  if (how.kind !== 'finished') return finish(relay, how, out)
  const { amountNano, fullNano } = admissionOf(story)
  const worthNano = streamWorth(relay, how)
  if (worthNano <= amountNano || amountNano >= fullNano) return finish(relay, how, out)
  if (out.length > 0) sink.write(Buffer.concat(out))
  void relay.slices.cover(worthNano).then(() => finish(relay, how, []))
}

/** Last words to the client, then the books. */
function finish(relay: Relay, how: Close, out: Uint8Array[]): void {
  const { story, sink, deps, meter, writer, ends } = relay
  const delivered = ends.whole === undefined || how.kind === 'stopped'
  const paid = how.kind === 'finished' || (delivered && meter.hasOutput)
  const bill = paid ? streamBill(relay, how) : null
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
  if (how.kind === 'finished' && bill !== null) noteSpeed(relay, bill.tokens)
  const ending = endingOf(how, bill, story, relay.finishReason)
  const own = relay.earlier === null ? null : (believed(relay, how) ?? ownEstimate(relay))
  settle(story, { ...ending, undelivered, ...(own && { providerCostNano: providerCostOf(story, own) }) }, bill, deps)
  ends.running.remove(relay)
  ends.leave(how.kind === 'gone' && !meter.hasOutput)
}

/** Tokens a second, of answers that one provider gave as a whole. */
function noteSpeed({ story, deps, earlier }: Relay, tokens: TokenUsage): void {
  if (story.offer === undefined || story.firstOutputElapsed === null || earlier !== null) return
  deps.speeds.streamed(story.offer.id, tokens.completion, deps.clock.elapsed() - story.firstOutputElapsed, deps.clock.now())
}

function undeliveredOf({ meter, finishReason, usage }: Relay): ReversalReason | null {
  return notDelivered({ hasOutput: meter.hasOutput, finishReason, completionTokens: usage?.completion ?? null })
}
