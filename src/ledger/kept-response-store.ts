// PORT: responses that accounts let this server keep, sealed. Declares what the rules need from storage; opens none of them.
import type { AccountId, RequestId } from '../contract/ids.ts'

export interface KeptResponseRow {
  readonly accountId: AccountId
  /** As the answer named it. */
  readonly id: string
  /** The request that it answers. */
  readonly requestId: RequestId
  readonly sealed: Uint8Array
  /** Milliseconds since 1970; it is gone from then on. */
  readonly untilMs: number
}

/** Rows that one keeping may forget for room, so that none takes long. */
export const forgottenPerKeep = 8
/** What a row takes beside what is sealed, about. */
export const keptResponseRowBytes = 256

export interface KeptResponseStore {
  /** Whether an account lets its responses be kept; false until somebody says so. */
  responseStorage(account: AccountId): Promise<boolean>
  /** True when it changed. What is kept already stays until it is forgotten. */
  setResponseStorage(account: AccountId, allowed: boolean, nowMs: number): Promise<boolean>
  /** Only where the account allows it; says whether it was. The oldest of all accounts make room. The same ID again replaces. */
  keepResponse(row: KeptResponseRow, nowMs: number, keptBytesMax: number): Promise<boolean>
  /** What is sealed; undefined when there is none, when its time is over, or when the account does not allow it any more. */
  findResponse(account: AccountId, id: string, nowMs: number): Promise<Uint8Array | undefined>
  /** The same by the request that it answers. */
  findResponseTo(account: AccountId, request: RequestId, nowMs: number): Promise<Pick<KeptResponseRow, 'id' | 'sealed'> | undefined>
  forgetResponse(account: AccountId, id: string): Promise<boolean>
  /** At most `limit` of an account; says how many. */
  forgetResponsesOf(account: AccountId, limit: number): Promise<number>
  /** At most `limit` whose time is over; says how many. */
  forgetOldResponses(nowMs: number, limit: number): Promise<number>
}
