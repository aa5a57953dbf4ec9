// An upstream stream -> the client, event by event, while it is metered; ends the hold. Never retries, never joins, splits or delays an event.
import type { StreamEvent } from '../contract/chat.ts'
import { formatUsd } from '../contract/money.ts'
import { problems, type Problem } from '../contract/problems.ts'
import type { TokenUsage } from '../contract/usage.ts'
import { openaiChat } from '../dialects/openai-chat/dialect.ts'
import { chargeNano } from '../pricing/charge.ts'
import { adviceFor } from '../upstream/classify-failure.ts'
import type { UpstreamFailure } from '../upstream/send.ts'
import type { Admission } from './admit.ts'
import type { ClientStream, Reply, ReplyHeaders } from './call.ts'
import type { GatewayDeps } from './deps.ts'
import { problemFor } from './failure-problem.ts'
import { createMeter } from './meter.ts'
import { followChoices } from './open-choices.ts'
import { unpaid, type Ending } from './record.ts'
import { billFor, providerCostOf, settle, type Bill } from './settle.ts'
import { watchSlices } from './slices.ts'
import type { Story } from './story.ts'
import type { StreamEnd, StreamSource } from './stream-source.ts'

/** How a stream ended, before anybody counted what it cost. */
type Close =
  | { readonly kind: 'finished' }
  | { readonly kind: 'stopped'; readonly by: 'insufficient_quota' | 'output_cap' }
  | { readonly kind: 'failed'; readonly failure: UpstreamFailure; readonly problem: Problem }
  | { readonly kind: 'gone' }

const markEveryMs = 1_000

/** `leave` is called once, when the request is over; `abandoned` says that the client left before the first output. */
export function relayStream(
  story: Story,
  source: StreamSource,
  headers: ReplyHeaders,
  deps: GatewayDeps,
  leave: (abandoned: boolean) => void,
): Reply {
  return { kind: 'stream', headers, start: (sink) => startRelay(story, source, sink, deps, leave) }
}

function startRelay(story: Story, source: StreamSource, sink: ClientStream, deps: GatewayDeps, leave: (abandoned: boolean) => void): void {
  const { call, request } = story
  const admission = story.admission as Admission
  const includeUsage = request?.includeUsage ?? false
  const frame = { modelJson: JSON.stringify(request?.model ?? ''), includeUsage }
  const meter = createMeter(admission)
  const choices = followChoices(request?.choices ?? 1)
  const flow = { client: false, money: false }
  let envelope = ''
  let finishReason: string | null = null
  let usage: TokenUsage | null = null
  let closed = false
  let markedAt = deps.clock.elapsed()
  const slices = watchSlices(story, admission, meter, deps, () => {
    if (closed) return
    const out: Uint8Array[] = []
    guardMoney(out)
  })

  function pauseFor(reason: keyof typeof flow): void {
    flow[reason] = true
    source.pause()
  }
  function resumeFrom(reason: keyof typeof flow): void {
    flow[reason] = false
    if (!flow.client && !flow.money) source.resume()
  }

  /** The provider's count where it counts the whole of what was delivered; null where only we can. */
  function believed(how: Close): TokenUsage | null {
    if (how.kind === 'stopped' || (how.kind !== 'finished' && !choices.complete)) return null
    return usage !== null && usage.completion === 0 && meter.hasOutput ? null : usage
  }

  /** Ends the stream. `out` are the bytes of the current read, still unsent. */
  function close(how: Close, out: Uint8Array[]): void {
    if (closed) return
    closed = true
    if (how.kind === 'finished') source.release()
    else source.abort()
    reportHealth(how, story, deps)
    if (how.kind !== 'gone' && out.length > 0) sink.write(Buffer.concat(out))
    const worthNano = chargeNano(admission.price, believed(how) ?? meter.estimate())
    if (how.kind === 'finished' && worthNano > admission.amountNano && admission.amountNano < admission.fullNano) {
      void slices.cover(worthNano).then(() => finish(how))
    } else finish(how)
  }

  /** Last words to the client, then the books. */
  function finish(how: Close): void {
    const paid = how.kind === 'finished' || meter.hasOutput
    const bill = paid ? billFor(story, believed(how), meter.estimate()) : null
    const last: Uint8Array[] = []
    if (how.kind === 'failed') last.push(openaiChat.errorEvent(errorObject(how.problem, call.requestId)))
    if (how.kind === 'stopped') last.push(openaiChat.stopChunk(envelope, frame, how.by, choices.open()))
    if (how.kind === 'finished' || how.kind === 'stopped') {
      if (includeUsage && bill !== null) last.push(openaiChat.usageChunk(envelope, frame, bill.tokens, formatUsd(bill.costNano)))
      last.push(openaiChat.doneEvent)
    }
    if (how.kind !== 'gone') {
      sink.write(Buffer.concat(last))
      sink.end()
    }
    settle(story, endingOf(how, bill, story, finishReason), bill, deps)
    leave(how.kind === 'gone' && !meter.hasOutput)
  }

  function take(event: StreamEvent, out: Uint8Array[]): void {
    switch (event.kind) {
      case 'chunk':
        if (envelope === '') envelope = openaiChat.envelopeOf(event)
        if (event.usage !== null) usage = event.usage
        if (event.finishReason !== null) finishReason ??= event.finishReason
        choices.take(event)
        if (event.hasOutput) {
          story.firstOutputElapsed ??= deps.clock.elapsed()
          meter.add(event.outputBytes)
        }
        // The usage chunk is ours to write, with the cost in it, once nothing can follow.
        if (event.hasChoices || !event.hasUsage) out.push(...openaiChat.rewriteChunk(event, frame))
        return
      case 'done':
        return close(finishedOr('truncated'), out)
      case 'error':
        return close(choices.complete ? { kind: 'finished' } : failedBy('stream_error'), out)
      case 'nonsense':
        return close(finishedOr('bad_response'), out)
      case 'other':
        return
    }
  }

  /** An upstream that fails after its last word has still finished. */
  function finishedOr(kind: UpstreamFailure['kind']): Close {
    const silentFinish = story.offer?.sendsFinishReason === false && meter.hasOutput && kind === 'truncated'
    return choices.complete || silentFinish ? { kind: 'finished' } : failedBy(kind)
  }

  /** Keeps the answer inside its money. */
  function guardMoney(out: Uint8Array[]): void {
    if (closed || choices.complete) return
    switch (slices.check()) {
      case 'within':
        if (flow.money) resumeFrom('money')
        return
      case 'waiting':
        return pauseFor('money')
      case 'spent':
        return close({ kind: 'stopped', by: 'insufficient_quota' }, out)
      case 'over_cap':
        return close({ kind: 'stopped', by: 'output_cap' }, out)
    }
  }

  function mark(): void {
    const now = deps.clock.elapsed()
    if (story.offer === undefined || !meter.hasOutput || now - markedAt < markEveryMs) return
    markedAt = now
    const { tokens, costNano } = billFor(story, null, meter.estimate())
    deps.ledger.mark({
      id: call.requestId,
      provider: story.offer.provider,
      promptTokens: tokens.prompt,
      completionTokens: tokens.completion,
      chargeNano: costNano,
    })
  }

  call.onGone(() => close({ kind: 'gone' }, []))
  sink.onDrain(() => resumeFrom('client'))
  source.relayTo({
    events(batch) {
      const out: Uint8Array[] = []
      for (const event of batch) {
        if (closed) return
        take(event, out)
      }
      guardMoney(out)
      if (closed) return
      if (out.length > 0 && !sink.write(Buffer.concat(out))) pauseFor('client')
      mark()
    },
    end(end: StreamEnd) {
      if (closed) return
      if (end.kind === 'ended') return close(finishedOr('truncated'), [])
      close(choices.complete ? { kind: 'finished' } : { kind: 'failed', failure: end.failure, problem: problemFor(end.failure, null) }, [])
    },
  })
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

function errorObject(cause: Problem, requestId: string): object {
  return { message: cause.message, type: problems[cause.code].type, param: cause.param ?? null, code: cause.code, request_id: requestId }
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
      return { ...paid, status: problems[how.problem.code].class, errorCode: how.problem.code, finishReason: 'error' }
    case 'gone':
      return { ...paid, status: 'cancelled', errorCode: 'client_closed_request', finishReason }
  }
}
