// PORT: money at rest. Every method is one transaction with one verdict; knows no driver, no HTTP and no prices.
import type { BudgetReset } from '../contract/budget.ts'
import type { AccountId, KeyId, ModelId, PriceVersion, ProviderId, RequestId } from '../contract/ids.ts'
import type { Nano } from '../contract/money.ts'
import type { Page } from '../contract/page.ts'
import type { UsageRecord } from '../contract/usage.ts'
import type { ReversalReason } from './delivered.ts'
import type { ReversalStore } from './reversal-store.ts'
import type { IdempotentEnd } from './idempotency-store.ts'
import type { AdjustmentKind } from './adjustment-store.ts'

/** What a hold asks for. Nothing goes upstream before its verdict is durable. */
export interface Reservation {
  readonly id: RequestId
  readonly accountId: AccountId
  readonly keyId: KeyId
  readonly model: ModelId
  readonly priceVersion: PriceVersion
  /** Milliseconds since 1970. */
  readonly atMs: number
  /** The whole bound of the request. Granted when it fits the balance and every budget that the request falls under. */
  readonly fullNano: Nano
  /** The smallest grant the request can start with (input bound + first slice); equal to `fullNano` when nothing less will do. */
  readonly leastNano: Nano
  /** What to grant when the full amount does not fit but the least does: exactly the least, or all that is available. */
  readonly whenShort: 'least' | 'available'
  /** What recovery needs to write the usage record of a request that a crash cut off. */
  readonly draft: HoldDraft
  /** Other models that may answer on this hold: it counts in the budgets of all, its charge in those of the one that answered. */
  readonly fallbacks?: readonly ModelId[]
}

/** The part of a usage record known before dispatch. */
export type HoldDraft = Pick<UsageRecord, 'keyName' | 'endpoint' | 'stream' | 'user' | 'clientAddress'> & { readonly promptTokens: number }

export type ReserveRefusal =
  | 'insufficient_balance'
  | 'insufficient_budget'
  | 'key_disabled'
  | 'key_expired'
  | 'key_deleted'
  | 'account_suspended'

/** Which budget is meant, in words for a message. */
export interface BudgetName {
  readonly owner: 'key' | 'member' | 'account'
  /** null: on all models together. */
  readonly model: ModelId | null
  /** null: it never resets. */
  readonly reset: BudgetReset | null
  /** When the window in question ends, milliseconds since 1970. */
  readonly resetsAtMs: number | null
}

interface Refusal<Reason> {
  readonly ok: false
  readonly reason: Reason
  readonly availableNano: Nano
  /** With `insufficient_budget`: the first budget that is too small. */
  readonly budget?: BudgetName
}

export type ReserveVerdict =
  | {
      readonly ok: true
      readonly amountNano: Nano
      /** The most that could have been granted at that instant: the least of balance - held and limit - spent - held of each budget. */
      readonly availableNano: Nano
      /** balance - held of the account, before this grant. */
      readonly balanceNano: Nano
      /** What was left of the key's budget, before this grant; null: it has none. */
      readonly budgetNano: Nano | null
    }
  | Refusal<ReserveRefusal>

/** How much of a running stream was delivered, and what that is worth; kept for recovery. Sent at most once a second. */
export interface Watermark {
  readonly id: RequestId
  readonly provider: ProviderId
  readonly promptTokens: number
  readonly completionTokens: number
  /** The charge if the answer ended here; never above the hold. */
  readonly chargeNano: Nano
  /** The model that answers and its price, where that is not the one the hold was made for. */
  readonly fallback?: { readonly model: ModelId; readonly priceVersion: PriceVersion } | null
}

export type ExtendVerdict =
  | {
      readonly ok: true
      /** The whole hold after the extension. */
      readonly amountNano: Nano
      /** The most that could have been added at that instant. */
      readonly availableNano: Nano
    }
  | Refusal<ReserveRefusal | 'hold_closed'>

/** A try that no customer pays for: it lost a race, or its answer broke off and went on elsewhere. */
export interface Loss {
  readonly provider: ProviderId
  readonly costNano: Nano
}

/** Ends a hold exactly once: `record.costNano` is charged (0 voids it) and the usage record is written in the same transaction. */
export interface Settlement {
  readonly id: RequestId
  readonly record: UsageRecord
  /** What the provider cost us beyond what the customer paid for, booked to the operator's overrun account; 0 as a rule. */
  readonly overrunNano: Nano
  /** What further providers cost us for this request; each is booked from the overrun account to its own. */
  readonly losses?: readonly Loss[]
  /** Nothing was delivered: the charge is posted, and taken back whole by a reversal in the same transaction. */
  readonly undelivered?: ReversalReason | null
  /** The end of the Idempotency-Key it ran under, in the same transaction: an answer that is charged for is there to be given again. */
  readonly idempotent?: IdempotentEnd
}

export type SettleVerdict =
  | { readonly ok: true }
  | { readonly ok: false; readonly reason: 'already_settled' | 'unknown_hold' | 'exceeds_hold' }

export type CreditKind = 'demo_credit' | 'manual_credit' | 'top_up' | 'voucher'

/** Between a customer and the payment provider: given back, withheld, or lost to the operator because it was spent by then. */
export type PaymentKind = 'refund' | 'refund_loss'

export interface Credit {
  readonly accountId: AccountId
  readonly kind: CreditKind
  /** Unique within its kind and account: the same reference credits once, however often it is sent. Payments are unique over all accounts. */
  readonly reference: string
  readonly amountNano: Nano
  readonly note: string
  readonly actor: string
  readonly atMs: number
}

/** `conflict`: the reference was used for another amount, or a payment's for another account. */
export type CreditResult = 'credited' | 'duplicate' | 'conflict' | 'unknown_account' | 'too_large'

export interface Balance {
  readonly accountId: AccountId
  readonly name: string
  readonly balanceNano: Nano
  readonly heldNano: Nano
  /** Nothing more is reserved for it. */
  readonly suspended: boolean
}

/** One balanced movement: what leaves `fromAccount` arrives in `toAccount`. Append-only. */
export interface Entry {
  readonly sequence: number
  readonly kind: CreditKind | AdjustmentKind | PaymentKind | 'charge' | 'provider_cost' | 'overrun'
  readonly reference: string
  readonly fromAccount: string
  readonly toAccount: string
  readonly amountNano: Nano
  readonly atMs: number
  readonly note: string
}

export interface RecoveryReport {
  readonly epoch: number
  readonly settled: number
  readonly voided: number
  /** Charged to customers for output that they had received. */
  readonly chargedNano: Nano
  readonly durationMs: number
  /** Invariants found broken for an account or key that was touched; when there are any, nothing is admitted any more. */
  readonly mismatches: readonly Mismatch[]
}

/** A broken invariant: M1 (balance = sum of entries), M2 (held = sum of open holds) or M3 (balance - held >= 0). */
export interface Mismatch {
  readonly invariant: 'M1' | 'M2' | 'M3'
  readonly subject: string
  readonly expectedNano: Nano
  readonly foundNano: Nano
}

/** Every method may throw StoreUnavailable (ledger/store-unavailable.ts); a settlement is retried by the store itself and never lost. */
export interface LedgerStore extends ReversalStore {
  createAccount(account: { readonly id: AccountId; readonly name: string; readonly atMs: number }): Promise<void>
  /** Oldest first; a page begins behind an account ID. Without a page: all. */
  listAccounts(page?: Page): Promise<readonly Balance[]>
  getBalance(account: AccountId): Promise<Balance | undefined>
  /** From the next reservation or extension on; open holds keep what they have. False when there is no such account. */
  suspendAccount(account: AccountId, suspended: boolean): Promise<boolean>
  /** `duplicate` when the same was credited before, `conflict` when its reference was used for something else, `too_large` when the balance would not fit int64: nothing moved. */
  credit(credit: Credit): Promise<{ readonly result: CreditResult; readonly balanceNano: Nano }>
  /** Newest first, before the entry `before`; null: from the newest on. */
  listEntries(account: AccountId, limit: number, before?: number | null): Promise<readonly Entry[]>

  reserve(reservation: Reservation): Promise<ReserveVerdict>
  /** Adds to an open hold under the same rules as `reserve`; `atMs` is milliseconds since 1970. */
  extend(id: RequestId, addNano: Nano, atMs: number): Promise<ExtendVerdict>
  /** Best effort, without an answer: a lost watermark costs the operator, not the customer. */
  mark(watermark: Watermark): void
  settle(settlement: Settlement): Promise<SettleVerdict>
  /** Writes the usage record of a request that never had a hold (a refusal). */
  record(record: UsageRecord): Promise<void>

  /** New epoch, then every open hold of an older epoch is settled at its watermark or voided. Call before listening. */
  recover(nowMs: number): Promise<RecoveryReport>
  /** Checks M1, M2 and M3 over all accounts and keys. */
  verify(): Promise<readonly Mismatch[]>
  /** True while the writer's queue is above its limit, or after it failed: admit nothing. */
  saturated(): boolean
}
