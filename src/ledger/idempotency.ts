// What an Idempotency-Key means: the first request does the work, a repeated one is told what came of it. Knows no wire, no cipher and no clock.
import type { RequestId } from '../contract/ids.ts'
import { answerNotKept, keyInProgress, keyOfOtherRequest } from '../contract/idempotency.ts'
import type { Problem } from '../contract/problems.ts'
import type { BeginVerdict, IdempotencyStore, IdempotentEnd } from './idempotency-store.ts'

/** An answer as it is given again. */
export interface KeptAnswer {
  readonly status: number
  /** By lower-case name; none that belongs to one delivery only, such as rate limits. */
  readonly headers: Readonly<Record<string, string>>
  /** True: the body is an event stream. */
  readonly stream: boolean
  readonly body: Uint8Array
}

export interface IdempotentAsk {
  /** Whose key it is: account, API key or management principal, endpoint. The same key of somebody else, or elsewhere, is another key. */
  readonly scope: readonly string[]
  readonly key: string
  /** Everything that makes two requests the same, hashed. */
  readonly digest: string
  readonly requestId: RequestId
  /** Milliseconds since 1970. */
  readonly nowMs: number
}

export type Begun =
  | { readonly kind: 'begun'; readonly ticket: Ticket }
  | { readonly kind: 'replay'; readonly requestId: RequestId; readonly answer: KeptAnswer }
  | { readonly kind: 'refused'; readonly problem: Problem }

/** The right to end what was begun, once. */
export interface Ticket {
  /** The same for every request under this key: a name for what may happen once only. */
  readonly name: string
  /** The end as a value, for a settlement. */
  endWith(outcome: Outcome): IdempotentEnd
  /** The same for what has no settlement. */
  end(outcome: Outcome): Promise<void>
}

/** `released`: the key is free again. `too_large`: it is used up, but nothing is kept. A longer body than may be kept is `too_large` by itself. */
export type Outcome = KeptAnswer | 'released' | 'too_large'

export interface Idempotency {
  begin(ask: IdempotentAsk): Promise<Begun>
  /** Longer bodies are not kept. */
  readonly answerBytesMax: number
}

export interface IdempotencyParts {
  readonly store: IdempotencyStore
  /** A keyed hash. */
  readonly hash: (text: string) => string
  /** `bound` ties a sealed answer to its row: elsewhere it does not open. */
  readonly seal: (answer: KeptAnswer, bound: string) => Uint8Array
  /** Undefined when it does not open, as after a change of the server's secret. */
  readonly open: (sealed: Uint8Array, bound: string) => KeptAnswer | undefined
  readonly keepMs: number
  readonly answerBytesMax: number
  readonly keptBytesMax: number
}

export function createIdempotency(parts: IdempotencyParts): Idempotency {
  const { store, hash, keepMs, answerBytesMax, keptBytesMax } = parts
  return {
    answerBytesMax,
    async begin({ scope, key, digest, requestId, nowMs }) {
      const id = hash(JSON.stringify(['idempotency-key', ...scope, key]))
      const fingerprint = hash(JSON.stringify(['idempotent-request', id, digest]))
      const verdict = await store.beginIdempotent({ id, fingerprint, requestId, nowMs, untilMs: nowMs + keepMs, keptBytesMax })
      return verdict.kind === 'begun' ? { kind: 'begun', ticket: ticketFor(id, requestId, parts) } : repeated(id, verdict, parts)
    },
  }
}

function repeated(id: string, verdict: Exclude<BeginVerdict, { kind: 'begun' }>, parts: IdempotencyParts): Begun {
  switch (verdict.kind) {
    case 'in_progress':
      return { kind: 'refused', problem: keyInProgress }
    case 'other_request':
      return { kind: 'refused', problem: keyOfOtherRequest }
    case 'answered': {
      const { requestId, sealed } = verdict
      const answer = sealed === null ? undefined : parts.open(sealed, boundTo(id, requestId))
      return answer === undefined ? { kind: 'refused', problem: answerNotKept(requestId) } : { kind: 'replay', requestId, answer }
    }
  }
}

function boundTo(id: string, requestId: RequestId): string {
  return `idempotent_requests.sealed ${id} ${requestId}`
}

function ticketFor(id: string, requestId: RequestId, parts: IdempotencyParts): Ticket {
  const endWith = (outcome: Outcome): IdempotentEnd => {
    if (outcome === 'released') return { id, requestId, outcome: { kind: 'released' } }
    const fits = outcome !== 'too_large' && outcome.body.length <= parts.answerBytesMax
    return { id, requestId, outcome: { kind: 'answered', sealed: fits ? parts.seal(outcome, boundTo(id, requestId)) : null } }
  }
  return { name: id, endWith, end: (outcome) => parts.store.endIdempotent(endWith(outcome)) }
}
