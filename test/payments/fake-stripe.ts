// Stripe's end of the wire for tests: real HTTP on loopback for Checkout sessions, saved cards and payments with them, and events signed as Stripe signs them. Asserts nothing.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import Stripe from 'stripe'

export const webhookSecret = 'whsec_0123456789abcdef'
export const secretKey = 'sk_test_0123456789abcdef'

export interface TakenRequest {
  readonly path: string
  readonly authorization: string | undefined
  readonly idempotencyKey: string | undefined
  readonly fields: URLSearchParams
}

export interface SignedEvent {
  readonly body: string
  readonly signature: string
}

export interface FakeStripe {
  readonly url: string
  readonly requests: TakenRequest[]
  /** The next requests are answered with this status; 402 is a card that is declined. */
  failWith(status: number | null): void
  /** The next payments with a saved card end like this. */
  payWith(status: 'succeeded' | 'processing' | 'requires_action'): void
  close(): Promise<void>
}

export async function startFakeStripe(): Promise<FakeStripe> {
  const requests: TakenRequest[] = []
  let failure: number | null = null
  let paid = 'succeeded'
  /** A repeated key gives the first answer again, as Stripe does. */
  const answered = new Map<string, string>()
  const take = async (req: IncomingMessage, res: ServerResponse): Promise<unknown> => {
    const fields = new URLSearchParams(await textOf(req))
    const { authorization } = req.headers
    requests.push({ path: req.url ?? '', authorization, idempotencyKey: String(req.headers['idempotency-key']), fields })
    res.setHeader('content-type', 'application/json')
    if (failure !== null) {
      res.writeHead(failure, { 'stripe-should-retry': 'false' })
      const declined = failure === 402 ? { code: 'card_declined', decline_code: 'insufficient_funds' } : {}
      return res.end(JSON.stringify({ error: { type: 'card_error', message: 'secret detail sk_test_0123456789abcdef', ...declined } }))
    }
    const path = (req.url ?? '').split('?')[0] ?? ''
    if (path === '/v1/customers') return res.end(JSON.stringify({ id: 'cus_1', object: 'customer' }))
    if (path.startsWith('/v1/setup_intents/')) {
      const payment_method = { id: 'pm_1', object: 'payment_method', type: 'card', card: { brand: 'visa', last4: '4242' } }
      return res.end(JSON.stringify({ id: path.split('/')[3], object: 'setup_intent', customer: 'cus_1', payment_method }))
    }
    if (path === '/v1/payment_intents') {
      const key = String(req.headers['idempotency-key'])
      const amount = Number(fields.get('amount'))
      const made = { id: `pi_${requests.length}`, object: 'payment_intent', status: paid, amount_received: amount, currency: 'usd' }
      const answer = (paid === 'processing' ? undefined : answered.get(key)) ?? JSON.stringify(made)
      answered.set(key, answer)
      return res.end(answer)
    }
    const id = `cs_test_${requests.length}`
    return res.end(JSON.stringify({ id, object: 'checkout.session', url: `https://checkout.stripe.com/c/pay/${id}` }))
  }
  const server = createServer((req, res) => void take(req, res))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    failWith: (status) => void (failure = status),
    payWith: (status) => void (paid = status),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

async function textOf(req: IncomingMessage): Promise<string> {
  let text = ''
  for await (const bytes of req) text += String(bytes)
  return text
}

export interface EventMaking {
  readonly secret?: string
  /** Seconds since 1970 of the signature. */
  readonly timestamp: number
  readonly id?: string
}

/** An event of Stripe as it arrives, signed by the library's own helper. */
export function signedEvent(type: string, object: object, { secret = webhookSecret, timestamp, id }: EventMaking): SignedEvent {
  const body = JSON.stringify({
    id: id ?? `evt_${Math.random().toString(36).slice(2)}`,
    object: 'event',
    created: timestamp,
    type,
    data: { object },
  })
  return { body, signature: new Stripe(secretKey).webhooks.generateTestHeaderString({ payload: body, secret, timestamp }) }
}

export function paidSession(orderId: string, amountCents: number, more: object = {}): object {
  const paid = { payment_status: 'paid', amount_total: amountCents, currency: 'usd', payment_intent: `pi_${orderId}` }
  return { object: 'checkout.session', client_reference_id: orderId, ...paid, ...more }
}
