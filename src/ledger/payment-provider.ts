// PORT: whoever takes money for us: a page where an order is paid or a card is saved, charges to a saved card, and events that prove what happened. Knows no vendor.
import type { AccountId } from '../contract/ids.ts'
import type { SavedCard } from './auto-top-up-store.ts'
import type { Order, PaymentEvent } from './payment-store.ts'

/** The provider cannot be reached, or refused what we asked. The message is ours. */
export class PaymentProviderFailure extends Error {
  override readonly name = 'PaymentProviderFailure'
}

/** Somebody of an account left a card on the provider's page; what it is has to be asked for by `setupId`. */
export interface CardSavedEvent {
  readonly type: 'card_saved'
  readonly eventId: string
  /** Milliseconds since 1970. */
  readonly atMs: number
  readonly accountId: AccountId
  readonly setupId: string
}

/** An event's head without its place in our books. */
export type ProvenEvent = PaymentEvent | CardSavedEvent | 'ignored' | 'forged'

/** `pending`: the provider is not sure yet; ask again. `refused`: in the provider's own code, such as `card_declined`. */
export type ChargeAnswer =
  | { readonly result: 'paid'; readonly paymentId: string; readonly amountCents: number; readonly currency: string }
  | { readonly result: 'pending' }
  | { readonly result: 'refused'; readonly reason: string }

type Asked = Pick<Order, 'id' | 'amountCents' | 'title'>

export interface PaymentProvider {
  readonly name: string
  /** The provider's page for an order. The same order gives the same page. Rejects PaymentProviderFailure. */
  checkout(order: Asked, backTo: string): Promise<{ readonly url: string }>
  /** The provider's page where a card is saved. Rejects PaymentProviderFailure. */
  saveCard(account: { readonly id: AccountId; readonly customerId: string | null }, backTo: string): Promise<{ readonly url: string }>
  /** What was saved there. Rejects PaymentProviderFailure. */
  savedCard(setupId: string): Promise<SavedCard>
  /** Charges a saved card without anybody present. The same order is charged once, however often this is called. Rejects PaymentProviderFailure. */
  chargeSaved(order: Asked, card: Pick<SavedCard, 'customerId' | 'methodId'>): Promise<ChargeAnswer>
  /** Checks the signature over the bytes as they came, before anything is parsed. `ignored`: real, but of a kind that moves nothing here. */
  readEvent(body: Uint8Array, signature: string, nowMs: number): Promise<ProvenEvent>
}
