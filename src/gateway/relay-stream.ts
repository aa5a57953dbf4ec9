// An upstream stream -> the client, event by event, while it is metered; ends the hold. Never retries, never joins, splits or delays an event.
import type { StreamEvent } from '../contract/chat.ts'
import { formatUsd } from '../contract/money.ts'
import { problem, problems, type Problem } from '../contract/problems.ts'
import type { TokenUsage } from '../contract/usage.ts'
import { openaiChat } from '../dialects/openai-chat/dialect.ts'
import { sliceNano, type Admission } from './admit.ts'
import type { ClientStream, ReplyHeaders, Reply } from './call.ts'
import type { GatewayDeps } from './deps.ts'
import { problemFor } from './failure-problem.ts'
import { createMeter } from './meter.ts'
import { unpaid, type Ending } from './record.ts'
import { billFor, providerCostOf, settle, type Bill } from './settle.ts'
import type { Story } from './story.ts'
import type { StreamEnd, StreamSource } from './stream-source.ts'

/** How a stream ended, before anybody counted what it cost. */
type Close =
  | { readonly kind: 'finished' }
  | { readonly kind: 'stopped'; readonly by: 'insufficient_quota' | 'output_cap' }
  | { readonly kind: 'failed'; readonly problem: Problem }
  | { readonly kind: 'gone' }

const markEveryMs = 1_000
/** A slice is extended when this share of it is used. */
const extendAtPercent = 70n

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
  const { call } = story
  const admission = story.admission as Admission
  const includeUsage = story.request?.includeUsage ?? false
  const frame = { modelJson: JSON.stringify(story.request?.model ?? ''), includeUsage }
  const meter = createMeter(admission)
  let envelope = ''
  let finishReason: string | null = null
  let usage: TokenUsage | null = null
  let closed = false
  let extending = false
  let markedAt = deps.clock.elapsed()

  /** Ends the stream: last words to the client, then the books. `out` are the bytes of the current read, still unsent. */
  function close(how: Close, out: Uint8Array[]): void {
    if (closed) return
    closed = true
    // A count that arrives beside a failure or a stop is not the count of what was delivered.
    const counted = how.kind === 'finished' ? usage : null
    const bill: Bill | null = how.kind === 'finished' || meter.hasOutput ? billFor(admission, counted, meter.estimate()) : null
    if (how.kind === 'failed') out.push(openaiChat.errorEvent(errorObject(how.problem, call.requestId)))
    if (how.kind === 'stopped') out.push(openaiChat.stopChunk(envelope, frame, how.by))
    if (how.kind === 'finished' || how.kind === 'stopped') {
      if (includeUsage && bill !== null) out.push(openaiChat.usageChunk(envelope, frame, bill.tokens, formatUsd(bill.costNano)))
      out.push(openaiChat.doneEvent)
    }
    if (how.kind === 'finished') source.release()
    else source.abort()
    if (how.kind !== 'gone') {
      if (out.length > 0) sink.write(Buffer.concat(out))
      sink.end()
    }
    settle(story, endingOf(how, bill, story, finishReason), bill?.overrunNano ?? 0n, deps)
    leave(how.kind === 'gone' && !meter.hasOutput)
  }

  function take(event: StreamEvent, out: Uint8Array[]): void {
    switch (event.kind) {
      case 'chunk':
        if (envelope === '') envelope = openaiChat.envelopeOf(event)
        if (event.usage !== null) usage = event.usage
        if (event.finishReason !== null) finishReason = event.finishReason
        if (event.hasOutput) {
          story.firstOutputElapsed ??= deps.clock.elapsed()
          meter.add(event.outputBytes)
        }
        // The usage chunk is ours to write, with the cost in it, once nothing can follow.
        if (event.hasChoices || !event.hasUsage) out.push(...openaiChat.rewriteChunk(event, frame))
        return
      case 'done':
        return close(finishedOrNot(), out)
      case 'error':
        return close(
          { kind: 'failed', problem: problem('upstream_error', 'The provider reported an error in the middle of its answer.') },
          out,
        )
      case 'nonsense':
        return close(
          { kind: 'failed', problem: problem('upstream_error', 'The provider sent something that is not part of an answer.') },
          out,
        )
    }
  }

  function finishedOrNot(): Close {
    if (finishReason !== null || (story.offer?.sendsFinishReason === false && meter.hasOutput)) return { kind: 'finished' }
    return { kind: 'failed', problem: problem('upstream_error', 'The provider broke its answer off.') }
  }

  /** Keeps the answer inside its money: extends slices, and cuts an upstream that ignores its cap. */
  function guardMoney(out: Uint8Array[]): void {
    if (closed || finishReason !== null) return
    if (meter.leastNano() > admission.amountNano && admission.amountNano >= admission.fullNano)
      return close({ kind: 'stopped', by: 'output_cap' }, out)
    if (admission.amountNano >= admission.fullNano || extending) return
    const room = admission.amountNano - admission.inputNano
    const used = meter.estimateNano() - admission.inputNano
    if (used * 100n < room * extendAtPercent) return
    extending = true
    deps.ledger.extend(call.requestId, sliceNano(admission, deps), deps.clock.now()).then(
      (verdict) => {
        extending = false
        if (verdict.ok) admission.amountNano = verdict.amountNano
        else close({ kind: 'stopped', by: 'insufficient_quota' }, [])
      },
      () => close({ kind: 'failed', problem: problem('gateway_error', 'The answer was stopped because its money could not be held.') }, []),
    )
  }

  function mark(): void {
    const now = deps.clock.elapsed()
    if (closed || story.offer === undefined || !meter.hasOutput || now - markedAt < markEveryMs) return
    markedAt = now
    const { tokens, costNano } = billFor(admission, null, meter.estimate())
    deps.ledger.mark({
      id: call.requestId,
      provider: story.offer.provider,
      promptTokens: tokens.prompt,
      completionTokens: tokens.completion,
      chargeNano: costNano,
    })
  }

  call.onGone(() => close({ kind: 'gone' }, []))
  sink.onDrain(() => source.resume())
  source.relayTo({
    events(batch) {
      const out: Uint8Array[] = []
      for (const event of batch) {
        if (closed) return
        take(event, out)
      }
      guardMoney(out)
      if (closed) return
      if (out.length > 0 && !sink.write(Buffer.concat(out))) source.pause()
      mark()
    },
    end(end: StreamEnd) {
      if (closed) return
      if (end.kind === 'ended') return close(finishedOrNot(), [])
      // An upstream that closes carelessly after its last word has still finished.
      if (finishReason !== null && (end.failure.kind === 'reset' || end.failure.kind === 'truncated'))
        return close({ kind: 'finished' }, [])
      if (story.offer !== undefined) deps.health.failed(story.offer.id, end.failure, deps.clock.now())
      close({ kind: 'failed', problem: problemFor(end.failure, null) }, [])
    },
  })
}

function errorObject(cause: Problem, requestId: string): object {
  return { message: cause.message, type: problems[cause.code].type, param: cause.param ?? null, code: cause.code, request_id: requestId }
}

function endingOf(how: Close, bill: Bill | null, story: Story, finishReason: string | null): Ending {
  const base = unpaid('success', null)
  const paid =
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
      return { ...paid, status: 'cancelled', errorCode: 'client_closed_request' }
  }
}
