// Stripe's end of the wire for tests: real HTTP on loopback for Checkout sessions, and events signed as Stripe signs them. Asserts nothing.
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
  /** The next requests are answered with this status. */
  failWith(status: number | null): void
  close(): Promise<void>
}

export async function startFakeStripe(): Promise<FakeStripe> {
  const requests: TakenRequest[] = []
  let failure: number | null = null
  const take = async (req: IncomingMessage, res: ServerResponse): Promise<unknown> => {
    const fields = new URLSearchParams(await textOf(req))
    const { authorization } = req.headers
    requests.push({ path: req.url ?? '', authorization, idempotencyKey: String(req.headers['idempotency-key']), fields })
    res.setHeader('content-type', 'application/json')
    if (failure !== null) {
      res.writeHead(failure, { 'stripe-should-retry': 'false' })
      return res.end(JSON.stringify({ error: { type: 'card_error', message: 'secret detail sk_test_0123456789abcdef' } }))
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
