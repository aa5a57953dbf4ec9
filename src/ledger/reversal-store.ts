// PORT: taking back the charge of one request, whole and once. Knows no driver and decides nothing.
import type { AccountId, RequestId } from '../contract/ids.ts'
import type { ReversalReason } from './delivered.ts'

export interface Reversal {
  readonly accountId: AccountId
  /** The request that was charged; its ID is the reference, so there is one reversal at most. */
  readonly requestId: RequestId
  readonly reason: ReversalReason
  readonly actor: string
  readonly atMs: number
}

/** `nothing_charged`: no charge, or earlier corrections gave all of it back. */
export type ReversalResult = 'reversed' | 'duplicate' | 'nothing_charged' | 'too_large'

export interface ReversalStore {
  /** One transaction: entry, balance, the key's spend and the usage record move together, or nothing does. */
  reverse(reversal: Reversal): Promise<ReversalResult>
}
