// PORT: whoever takes money for us: a page where an order is paid, and events that prove what happened. Knows no vendor.
import type { Order, PaymentEvent } from './payment-store.ts'

/** The provider cannot be reached, or refused what we asked. The message is ours. */
export class PaymentProviderFailure extends Error {
  override readonly name = 'PaymentProviderFailure'
}

/** An event's head without its place in our books. */
export type ProvenEvent = PaymentEvent | 'ignored' | 'forged'

export interface PaymentProvider {
  readonly name: string
  /** The provider's page for an order. The same order gives the same page. Rejects PaymentProviderFailure. */
  checkout(order: Pick<Order, 'id' | 'amountCents' | 'title'>, backTo: string): Promise<{ readonly url: string }>
  /** Checks the signature over the bytes as they came, before anything is parsed. `ignored`: real, but of a kind that moves nothing here. */
  readEvent(body: Uint8Array, signature: string, nowMs: number): Promise<ProvenEvent>
}
