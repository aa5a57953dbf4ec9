// PORT: requests that a client may send again under an Idempotency-Key, and what was answered. Knows no key text, no wire and no cipher.
import type { RequestId } from '../contract/ids.ts'

/** The first use of a key, or a repeated one. */
export interface IdempotentRequest {
  /** Keyed hash of account, principal, endpoint and key; says nothing of them. */
  readonly id: string
  /** Keyed hash of what is asked. */
  readonly fingerprint: string
  readonly requestId: RequestId
  /** Milliseconds since 1970. */
  readonly nowMs: number
  /** The key is forgotten at this instant, answered or not. */
  readonly untilMs: number
  /** When more bytes than this are kept, the oldest answers make room. */
  readonly keptBytesMax: number
}

export type BeginVerdict =
  /** The key is this request's now; in a run of the server that ended before anything was done under it, it is free again. */
  | { readonly kind: 'begun' }
  | { readonly kind: 'in_progress' }
  /** The key belongs to a request that asked for something else. */
  | { readonly kind: 'other_request' }
  /** `sealed` is null when there is no answer to give: too large to keep, or lost with the server that had done the work. */
  | { readonly kind: 'answered'; readonly requestId: RequestId; readonly sealed: Uint8Array | null }

/** How a request under a key ended. Only the request that began can end it. */
export interface IdempotentEnd {
  readonly id: string
  readonly requestId: RequestId
  /** `released`: the key is free again, as if it had never been used. */
  readonly outcome: { readonly kind: 'released' } | { readonly kind: 'answered'; readonly sealed: Uint8Array | null }
}

/** Every method may throw StoreUnavailable. An answer of a request that holds money arrives with its settlement instead, in the same transaction. */
export interface IdempotencyStore {
  /** Durable when it says `begun`. Also forgets a few requests whose time is over, so that what is kept cannot outgrow its bound. */
  beginIdempotent(request: IdempotentRequest): Promise<BeginVerdict>
  endIdempotent(end: IdempotentEnd): Promise<void>
  /** Forgets up to `limit` requests whose time is over; says how many. */
  forgetIdempotent(nowMs: number, limit: number): Promise<number>
}

/** What one kept request costs beside its answer: hashes, IDs and index entries, rounded up. */
export const idempotentRowBytes = 512
/** Forgotten with each beginning: more than one comes in, so the table shrinks while it is above its bound, and the transaction stays short. */
export const forgottenPerBegin = 4
