// Stripe as a payment provider: Checkout sessions and webhook events (docs.stripe.com/webhooks). Knows no orders beyond their ID and no ledger.
import { bufferOf } from '../base/byte-text.ts'
import type StripeClient from 'stripe'
import type { Secret } from '../base/secret.ts'
import { type AccountId, asId } from '../contract/ids.ts'
import { PaymentProviderFailure, type PaymentProvider, type ProvenEvent } from '../ledger/payment-provider.ts'
import { chargeSavedCard, openCardPage, readSavedCard } from './stripe-cards.ts'

export interface StripeSettings {
  readonly secretKey: Secret<string>
  readonly webhookSecret: Secret<string>
  /** `https://api.stripe.com`; tests point it at their own server on loopback. */
  readonly apiUrl: string
}

/** Older signatures are a replay (Stripe's own recommendation). */
const toleranceSeconds = 300
const timeoutMs = 20_000

/** Loads the package: a server without payments never does. */
export async function openStripe(settings: StripeSettings): Promise<PaymentProvider> {
  const { default: Stripe } = await import('stripe')
  const { webhookSecret } = settings
  const { hostname, port, protocol } = new URL(settings.apiUrl)
  const client = new Stripe(settings.secretKey.reveal(), {
    host: hostname,
    port: port === '' ? 443 : Number(port),
    protocol: protocol === 'http:' ? 'http' : 'https',
    timeout: timeoutMs,
    maxNetworkRetries: 2,
    telemetry: false,
  })
  return {
    name: 'stripe',
    checkout: (order, backTo) => openCheckout(client, order, backTo),
    saveCard: (account, backTo) => openCardPage(client, account, backTo),
    savedCard: (setupId) => readSavedCard(client, setupId),
    chargeSaved: (order, card) => chargeSavedCard(client, order, card),
    async readEvent(body, signature, nowMs) {
      // One stamp only, so that nobody can show us one and prove another. The library looks back; a stamp from the future is no fresher.
      const stamps = [...signature.matchAll(/(?:^|,)t=(\d+)/g)]
      if (stamps.length !== 1 || Number(stamps[0]?.[1]) - nowMs / 1_000 > toleranceSeconds) return 'forged'
      const text = bufferOf(body)
      try {
        return eventOf(client.webhooks.constructEvent(text, signature, webhookSecret.reveal(), toleranceSeconds, undefined, nowMs))
      } catch {
        return 'forged'
      }
    },
  }
}

async function openCheckout(
  client: StripeClient,
  order: Parameters<PaymentProvider['checkout']>[0],
  backTo: string,
): Promise<{ readonly url: string }> {
  const metadata = { order_id: order.id }
  const product = { name: `NexoRouter credit: ${order.title}` }
  try {
    const session = await client.checkout.sessions.create(
      {
        mode: 'payment',
        client_reference_id: order.id,
        metadata,
        payment_intent_data: { metadata },
        line_items: [{ quantity: 1, price_data: { currency: 'usd', unit_amount: order.amountCents, product_data: product } }],
        success_url: `${backTo}?order=${order.id}`,
        cancel_url: backTo,
      },
      { idempotencyKey: order.id },
    )
    if (session.url === null) throw new PaymentProviderFailure('Stripe gave no page to pay on')
    return { url: session.url }
  } catch (error) {
    if (error instanceof PaymentProviderFailure) throw error
    // Its text may quote the request: only the kind of error is ours to tell.
    const type = (error as { type?: unknown }).type
    throw new PaymentProviderFailure(`Stripe did not open a page to pay on (${typeof type === 'string' ? type : 'no answer'})`)
  }
}

/** What an event means for an order, by its type; every other type is left alone. */
function eventOf(event: StripeClient.Event): ProvenEvent {
  const head = { eventId: event.id, atMs: event.created * 1_000 }
  switch (event.type) {
    case 'checkout.session.completed':
    case 'checkout.session.async_payment_succeeded': {
      const session = event.data.object
      if (session.mode === 'setup') return cardSaved(head, session)
      const place = { orderId: session.client_reference_id, paymentId: idOf(session.payment_intent) }
      if (session.payment_status !== 'paid' || place.orderId === null) return 'ignored'
      return { ...head, ...place, type: 'paid', amountCents: session.amount_total ?? 0, currency: session.currency ?? '' }
    }
    case 'checkout.session.expired':
    case 'checkout.session.async_payment_failed': {
      const orderId = event.data.object.client_reference_id
      const status = event.type === 'checkout.session.expired' ? 'expired' : 'failed'
      return orderId === null ? 'ignored' : { ...head, orderId, paymentId: null, type: 'ended', status }
    }
    case 'payment_intent.succeeded': {
      // Of a page that was paid on, its own event says the same; of a saved card this is the only one.
      const { id, metadata, amount_received: amountCents, currency } = event.data.object
      const orderId = metadata['order_id'] ?? null
      return orderId === null ? 'ignored' : { ...head, orderId, paymentId: id, type: 'paid', amountCents, currency }
    }
    case 'charge.refunded': {
      const charge = event.data.object
      const orderId = charge.metadata['order_id'] ?? null
      const paymentId = idOf(charge.payment_intent)
      if (orderId === null && paymentId === null) return 'ignored'
      return { ...head, orderId, paymentId, type: 'refunded', refundedCents: charge.amount_refunded }
    }
    case 'charge.dispute.created':
    case 'charge.dispute.closed':
    case 'charge.dispute.funds_reinstated':
    case 'charge.dispute.funds_withdrawn': {
      const dispute = event.data.object
      const paymentId = idOf(dispute.payment_intent)
      const won = dispute.status === 'won' || event.type === 'charge.dispute.funds_reinstated'
      return paymentId === null ? 'ignored' : { ...head, orderId: null, paymentId, type: 'disputed', disputedCents: dispute.amount, won }
    }
    default:
      return 'ignored'
  }
}

function cardSaved(head: { readonly eventId: string; readonly atMs: number }, session: StripeClient.Checkout.Session): ProvenEvent {
  const accountId = session.metadata?.['account_id']
  const setupId = idOf(session.setup_intent)
  return accountId === undefined || setupId === null
    ? 'ignored'
    : { ...head, type: 'card_saved', accountId: asId<AccountId>(accountId), setupId }
}

/** A reference is its ID, or the object when it was expanded. */
function idOf(reference: string | { readonly id: string } | null): string | null {
  return typeof reference === 'string' ? reference : (reference?.id ?? null)
}
