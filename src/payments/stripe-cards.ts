// Saved cards with Stripe: a setup page, what was saved, and charges without anybody present (docs.stripe.com/payments/save-and-reuse). Knows no ledger.
import type StripeClient from 'stripe'
import type { SavedCard } from '../ledger/auto-top-up-store.ts'
import { type ChargeAnswer, type PaymentProvider, PaymentProviderFailure } from '../ledger/payment-provider.ts'

export async function openCardPage(
  client: StripeClient,
  { id, customerId }: Parameters<PaymentProvider['saveCard']>[0],
  backTo: string,
): Promise<{ readonly url: string }> {
  return orFailure('did not open a page to save a card on', async () => {
    const metadata = { account_id: id }
    const customer = customerId ?? (await client.customers.create({ metadata })).id
    const session = await client.checkout.sessions.create({
      mode: 'setup',
      currency: 'usd',
      customer,
      metadata,
      success_url: `${backTo}?card=saved`,
      cancel_url: backTo,
    })
    if (session.url === null) throw new PaymentProviderFailure('Stripe gave no page to save a card on')
    return { url: session.url }
  })
}

export async function readSavedCard(client: StripeClient, setupId: string): Promise<SavedCard> {
  return orFailure('did not say which card was saved', async () => {
    const { customer, payment_method: method } = await client.setupIntents.retrieve(setupId, { expand: ['payment_method'] })
    const customerId = typeof customer === 'string' ? customer : customer?.id
    if (customerId === undefined || method === null || typeof method === 'string') {
      throw new PaymentProviderFailure('Stripe saved no card')
    }
    return { customerId, methodId: method.id, brand: method.card?.brand ?? method.type, lastFour: method.card?.last4 ?? '' }
  })
}

export async function chargeSavedCard(
  client: StripeClient,
  order: Parameters<PaymentProvider['chargeSaved']>[0],
  card: Pick<SavedCard, 'customerId' | 'methodId'>,
): Promise<ChargeAnswer> {
  try {
    const payment = await client.paymentIntents.create(
      {
        amount: order.amountCents,
        currency: 'usd',
        customer: card.customerId,
        payment_method: card.methodId,
        off_session: true,
        confirm: true,
        description: `NexoRouter credit: ${order.title}`,
        metadata: { order_id: order.id },
      },
      { idempotencyKey: order.id },
    )
    if (payment.status === 'succeeded') {
      return { result: 'paid', paymentId: payment.id, amountCents: payment.amount_received, currency: payment.currency }
    }
    return payment.status === 'processing' ? { result: 'pending' } : { result: 'refused', reason: payment.status }
  } catch (error) {
    const { type, code, decline_code: declined } = error as { type?: unknown; code?: unknown; decline_code?: unknown }
    // What the card's bank refuses, and a card that is not there any more, will not get well by asking again.
    if (type === 'StripeCardError' || type === 'StripeInvalidRequestError') {
      return { result: 'refused', reason: [declined, code].find(isCode) ?? 'refused' }
    }
    throw failure('did not say whether the card was charged', error)
  }
}

/** A word of theirs out of a closed alphabet; their sentences may quote a request and stay here. */
function isCode(value: unknown): value is string {
  return typeof value === 'string' && /^[a-z0-9_]{1,60}$/.test(value)
}

async function orFailure<Value>(what: string, run: () => Promise<Value>): Promise<Value> {
  try {
    return await run()
  } catch (error) {
    throw error instanceof PaymentProviderFailure ? error : failure(what, error)
  }
}

function failure(what: string, error: unknown): PaymentProviderFailure {
  const type = (error as { type?: unknown }).type
  return new PaymentProviderFailure(`Stripe ${what} (${typeof type === 'string' ? type : 'no answer'})`)
}
