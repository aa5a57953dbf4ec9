// PORT: corrections of charges that were settled before, as entries of their own. Knows no driver, no prices and no reason for them.
import type { AccountId, KeyId, RequestId } from '../contract/ids.ts'
import type { Nano } from '../contract/money.ts'

/** `adjustment`: another price for what was delivered. `reversal`: a charge for something that was not delivered. */
export type AdjustmentKind = 'adjustment' | 'reversal'

export interface Adjustment {
  readonly accountId: AccountId
  /** The key that was charged: what it has spent follows the charge. null: the account alone. A deleted key is left as it is. */
  readonly keyId: KeyId | null
  readonly kind: AdjustmentKind
  /** Unique within its kind. Begins with the request's ID: the ID alone, or the ID and `:` and more. */
  readonly reference: string
  /** What the balance gains; below 0 what it loses; never 0. */
  readonly amountNano: Nano
  /** What to do when the account (or the key's budget) has less than it is to lose: take nothing, or what there is. */
  readonly whenShort: 'refuse' | 'available'
  readonly note: string
  readonly actor: string
  readonly atMs: number
}

export type AdjustResult =
  | {
      readonly ok: true
      /** What the balance gained (below 0: lost); less than asked only with `whenShort: 'available'`. */
      readonly amountNano: Nano
      readonly balanceNano: Nano
    }
  | { readonly ok: false; readonly reason: 'duplicate' | 'unknown_account' | 'insufficient_balance' | 'too_large' }

/** What earlier adjustments and reversals did to the charge of one request. */
export interface Adjusted {
  /** Adjustments only: the number of the next one makes its reference. */
  readonly adjustments: number
  readonly reversals: number
  /** What the account got back; below 0: paid in addition. */
  readonly returnedNano: Nano
}

export interface AdjustmentStore {
  /** One transaction: the entry, the balance and what the key has spent move together, or nothing does. */
  adjust(adjustment: Adjustment): Promise<AdjustResult>
  /** Requests without an adjustment are left out. At most 1 000 at a time. */
  adjustmentsOf(requests: readonly RequestId[]): Promise<ReadonlyMap<RequestId, Adjusted>>
}
