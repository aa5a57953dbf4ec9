// PORT: an account's saved card and its rule to top up by itself. One order at a time, in one transaction with its order. Knows no vendor.
import type { AccountId } from '../contract/ids.ts'
import type { Nano } from '../contract/money.ts'
import type { NewOrder, PaymentEvent } from './payment-store.ts'

/** A card as the payment provider keeps it; of the card itself only what people recognise it by. */
export interface SavedCard {
  /** The provider's IDs. */
  readonly customerId: string
  readonly methodId: string
  /** `visa` */
  readonly brand: string
  readonly lastFour: string
}

export interface AutoTopUp {
  readonly accountId: AccountId
  readonly card: SavedCard | null
  readonly enabled: boolean
  /** Orders when the balance is below it. */
  readonly belowNano: Nano
  /** At least as much as the line, so that a payment lifts the balance above it. */
  readonly amountCents: number
  /** The order under way; null while none is. */
  readonly orderId: string | null
  /** When an order under way is tried next, milliseconds since 1970. */
  readonly nextTryMs: number
  /** Why it was turned off, in our words; null when a person did or it is on. */
  readonly failure: string | null
  readonly failedAtMs: number | null
}

export type AutoTopUpRule = Pick<AutoTopUp, 'enabled' | 'belowNano' | 'amountCents'>

/**
 * `paid`: the next breach orders again. `failed`: off, until a person turns it on. `later`: the same order is tried again.
 * `dropped`: the order has failed, the rule stays as it is.
 */
export type AutoTopUpEnd =
  | { readonly result: 'paid' }
  | { readonly result: 'failed'; readonly failure: string; readonly atMs: number }
  | { readonly result: 'dropped' }
  | { readonly result: 'later'; readonly nextTryMs: number }

export interface AutoTopUpStore {
  getAutoTopUp(account: AccountId): Promise<AutoTopUp | undefined>
  /** Replaces a card that was saved before. False, and no card changes, when the event was told before or is older than the last card. */
  saveCard(account: AccountId, card: SavedCard, event: Pick<PaymentEvent, 'eventId' | 'atMs'>): Promise<boolean>
  /** False when there was none. The rule goes off with it. */
  removeCard(account: AccountId): Promise<boolean>
  /** False, and nothing changes, when it is to be on and no card is saved. Turning it on forgets a failure. */
  setAutoTopUp(account: AccountId, rule: AutoTopUpRule): Promise<boolean>
  /** Those that are on with a balance below their line, and those whose order is to be tried now. None of a suspended account. */
  dueAutoTopUps(nowMs: number): Promise<readonly AutoTopUp[]>
  /** The order and its place in the rule together; false when it is off, has an order under way, the account is suspended, or the balance has recovered. */
  beginAutoTopUp(order: NewOrder): Promise<boolean>
  /** Nothing happens when that order is not the one under way. */
  endAutoTopUp(account: AccountId, orderId: string, end: AutoTopUpEnd): Promise<void>
}
