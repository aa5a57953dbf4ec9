// PORT: orders of credit and what the payment provider says about them. Every event is one transaction, applied once. Knows no vendor.
import type { AccountId } from '../contract/ids.ts'
import type { Nano } from '../contract/money.ts'
import type { Page } from '../contract/page.ts'

/** `expired` and `failed`: nothing was paid. A payment that arrives later is money all the same and makes the order paid. */
export type OrderStatus = 'open' | 'paid' | 'expired' | 'failed'

/** A purchase of credit. Amounts of the provider are whole cents of a US dollar. */
export interface Order {
  /** `ord_` + UUIDv7 without dashes; also the reference of its entries. */
  readonly id: string
  readonly accountId: AccountId
  readonly amountCents: number
  /** What was bought, for people: `Growth`, `Custom amount`. */
  readonly title: string
  /** `auto`: by the account's own rule, without anybody present. */
  readonly origin: 'checkout' | 'auto'
  readonly status: OrderStatus
  readonly createdAtMs: number
  readonly paidAtMs: number | null
  /** The provider's ID of the payment; null until it is known. */
  readonly paymentId: string | null
  /** What the provider has given back or withheld so far, in all. */
  readonly refundedCents: number
  readonly disputedCents: number
  /** A dispute that was decided for us; later news of its beginning change nothing. */
  readonly disputeWon: boolean
  /** Of that: what came out of the account's balance, and what was no longer there and is the operator's loss. */
  readonly takenNano: Nano
  readonly lostNano: Nano
}

export type NewOrder = Pick<Order, 'id' | 'accountId' | 'amountCents' | 'title' | 'origin' | 'createdAtMs'>

interface EventHead {
  /** The provider's own ID: an event with an ID that was applied before changes nothing. */
  readonly eventId: string
  /** Milliseconds since 1970. */
  readonly atMs: number
  /** By order, or by the payment where the provider does not say the order. */
  readonly orderId: string | null
  readonly paymentId: string | null
}

/** What a payment provider can tell. Sums are totals, not steps, so that events may come in any order. */
export type PaymentEvent = EventHead &
  (
    | { readonly type: 'paid'; readonly amountCents: number; readonly currency: string }
    | { readonly type: 'ended'; readonly status: 'expired' | 'failed' }
    | { readonly type: 'refunded'; readonly refundedCents: number }
    | { readonly type: 'disputed'; readonly disputedCents: number; readonly won: boolean }
  )

/** `mismatch`: amount or currency are not what was ordered; nothing was credited. `unknown_order`: the event may be sent again. */
export type PaymentResult = 'applied' | 'duplicate' | 'mismatch' | 'unknown_order'

export interface PaymentVerdict {
  readonly result: PaymentResult
  /** As it is afterwards. */
  readonly order: Order | null
  /** Why the account's automatic top-ups went off with it; null when they did not, or were off. */
  readonly topUpsEnded: 'refunded' | 'disputed' | null
}

export interface PaymentStore {
  createOrder(order: NewOrder): Promise<void>
  /** Newest first; a page begins behind an order's ID. */
  listOrders(account: AccountId, page: Page): Promise<readonly Order[]>
  getOrder(account: AccountId, id: string): Promise<Order | undefined>
  /** Order, balance and entries change together, or nothing does. */
  applyPayment(event: PaymentEvent): Promise<PaymentVerdict>
}
