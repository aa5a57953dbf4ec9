// Collects the answer of one call while it goes to the client, so that its settlement can keep it. The client may leave; the answer goes on.
import type { KeptAnswer, Ticket } from '../ledger/idempotency.ts'
import type { IdempotentEnd } from '../ledger/idempotency-store.ts'
import type { Call, ClientStream, Reply, ReplyHeaders } from './call.ts'
import type { GatewayDeps } from './deps.ts'
import type { Live } from './live.ts'

/** What a call under an Idempotency-Key offers to the stages that answer it. */
export interface AnswerKeeper {
  /** The whole answer, before it is settled. */
  whole(body: Uint8Array, headers: ReplyHeaders): void
  /** How the settlement ends the key: with the answer when it is complete; else the key is free again, for another try. */
  end(complete: boolean): IdempotentEnd
}

/** All answers being collected at one time; one that would go beyond it is not kept, as one that is too large. */
const collectingBytesMax = 67_108_864

interface Keeping {
  /** What the call inside has instead of the client's: nobody leaves, and the answer is handed over. */
  readonly inner: Pick<Call, 'gone' | 'onGone' | 'keeper'>
  /** The reply on its way out: a stream is collected event by event. */
  outer(reply: Reply): Reply
  /** The handler failed: the key is free again. */
  giveUp(): void
}

export function keepAnswer(ticket: Ticket, call: Call, deps: GatewayDeps, live: Live): Keeping {
  const collected = collector(deps.idempotency.answerBytesMax, live)
  let head: Omit<KeptAnswer, 'body'> = { status: 200, headers: {}, stream: false }
  let ended = false
  let kept = false

  const keeper: AnswerKeeper = {
    whole(body, headers) {
      head = { ...head, headers: lasting(headers) }
      collected.add(body)
    },
    end(complete) {
      ended = true
      const body = collected.take()
      kept = complete && body !== null
      return ticket.endWith(!complete ? 'released' : body === null ? 'too_large' : { ...head, body })
    },
  }

  function giveUp(): void {
    collected.take()
    if (ended) return
    ended = true
    ticket.end('released').catch((error: unknown) => {
      deps.log.warn(
        { request_id: call.requestId, error },
        'an Idempotency-Key could not be released; it is free again after a restart or a day',
      )
    })
  }

  return {
    inner: { gone: false, onGone: () => {}, keeper },
    giveUp,
    outer(reply) {
      if (reply.kind !== 'stream') {
        giveUp()
        // A client that left will fetch it; until then its charge stands.
        return kept && reply.kind === 'json' ? { kind: 'json', body: reply.body, headers: reply.headers } : reply
      }
      head = { ...head, headers: lasting(reply.headers), stream: true }
      return { ...reply, start: (sink) => reply.start(collecting(sink, call, collected)) }
    },
  }
}

/** Headers that are still true tomorrow: ours, without rate limits. */
function lasting(headers: ReplyHeaders): ReplyHeaders {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => name.startsWith('x-nexorouter-')))
}

/** A client that left takes no bytes and waits for none: the upstream goes on at its own speed. */
function collecting(sink: ClientStream, call: Call, collected: Collector): ClientStream {
  let drained: (() => void) | undefined
  call.onGone(() => drained?.())
  return {
    write(bytes) {
      collected.add(bytes)
      return call.gone || sink.write(bytes)
    },
    onDrain(listener) {
      drained = listener
      sink.onDrain(listener)
    },
    end: () => sink.end(),
    destroy: () => sink.destroy(),
  }
}

interface Collector {
  add(bytes: Uint8Array): void
  /** Everything so far, once; null when it was too much. */
  take(): Uint8Array | null
}

function collector(bytesMax: number, live: Live): Collector {
  let parts: Uint8Array[] = []
  let bytes = 0
  let over = false
  const drop = (): void => {
    live.collecting.bytes -= bytes
    parts = []
    bytes = 0
  }
  return {
    add(more) {
      if (over) return
      if (bytes + more.length > bytesMax || live.collecting.bytes + more.length > collectingBytesMax) {
        over = true
        return drop()
      }
      parts.push(more)
      bytes += more.length
      live.collecting.bytes += more.length
    },
    take() {
      const whole = over ? null : Buffer.concat(parts)
      drop()
      return whole
    },
  }
}
