// Payments over real sockets: the control API on one side, Stripe's end of the wire on the other. Every event is signed as Stripe signs.
import assert from 'node:assert/strict'
import { controlDepsOf } from '../../test/control/open-test-control.ts'
import { test } from 'node:test'
import { systemClock } from '../base/clock.ts'
import { Secret } from '../base/secret.ts'
import type { BillingJson, CheckoutJson, CreatedVoucherJson, OrderJson } from '../contract/billing-api.ts'
import { createFirstAccount } from '../control/accounts/create-first-account.ts'
import { createControlApp } from '../control/app.ts'
import { openBilling } from '../control/billing/billing.ts'
import { openTestServer } from '../http/open-test-server.ts'
import { openMemoryStore } from '../storage/memory/open.ts'
import { paidSession, secretKey, signedEvent, type SignedEvent, startFakeStripe, webhookSecret } from '../../test/payments/fake-stripe.ts'
import { openStripe } from './stripe.ts'

const seconds = (): number => Math.floor(Date.now() / 1_000)
const firstCredit = 5

async function openShop(withPayments = true) {
  const stripe = await startFakeStripe()
  const settings = { secretKey: new Secret(secretKey), webhookSecret: new Secret(webhookSecret), apiUrl: stripe.url }
  const mismatches: object[] = []
  const clock = systemClock()
  const store = openMemoryStore()
  const billing = openBilling(withPayments ? await openStripe(settings) : null, { onMismatch: (event) => void mismatches.push(event) })
  const deps = controlDepsOf({ clock, store, billing })
  const first = await createFirstAccount(deps)
  assert.ok(first)
  const server = await openTestServer({ control: createControlApp(deps) })
  const authorization = `Bearer ${first.managementKey.reveal()}`
  const get = (path: string): Promise<Response> => fetch(`${server.url}/control/v1${path}`, { headers: { authorization } })
  const post = (path: string, body: object): Promise<Response> =>
    fetch(`${server.url}/control/v1${path}`, {
      method: 'POST',
      headers: { authorization, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
  return {
    stripe,
    store,
    first,
    mismatches,
    get,
    post,
    balance: async (): Promise<string> => ((await (await get('/billing')).json()) as BillingJson).balance_usd,
    order: async (body: object): Promise<CheckoutJson> => {
      const response = await post('/billing/checkout', body)
      assert.equal(response.status, 201)
      return (await response.json()) as CheckoutJson
    },
    /** As Stripe does: no credential, no origin, the signature alone. */
    tell: async ({ body, signature }: SignedEvent): Promise<[number, string | undefined]> => {
      const headers = { 'content-type': 'application/json; charset=utf-8', 'stripe-signature': signature }
      const response = await fetch(`${server.url}/control/v1/billing/stripe-events`, { method: 'POST', headers, body })
      return [response.status, ((await response.json()) as { result?: string }).result]
    },
    async [Symbol.asyncDispose]() {
      await server.close(0)
      await stripe.close()
    },
  }
}

const now = () => ({ timestamp: seconds() })

test('a package is ordered, paid on the page of Stripe, credited once and has its receipt', async () => {
  await using shop = await openShop()
  const { id, url, usd, quota, status } = await shop.order({ package: 'growth' })
  assert.deepEqual([url, usd, quota, status], ['https://checkout.stripe.com/c/pay/cs_test_1', '20', '10000000', 'open'])
  const [asked] = shop.stripe.requests
  assert.deepEqual([asked?.path, asked?.authorization, asked?.idempotencyKey], ['/v1/checkout/sessions', `Bearer ${secretKey}`, id])
  const fields = ['client_reference_id', 'metadata[order_id]', 'payment_intent_data[metadata][order_id]', 'success_url']
  assert.deepEqual(
    fields.map((name) => asked?.fields.get(name)),
    [id, id, id, `http://localhost:3001/billing?order=${id}`],
  )
  assert.equal(asked?.fields.get('line_items[0][price_data][unit_amount]'), '2000')
  assert.equal((await shop.get(`/billing/orders/${id}/receipt`)).status, 409)
  assert.deepEqual(await shop.tell(signedEvent('checkout.session.completed', paidSession(id, 2_000), now())), [200, 'applied'])
  assert.equal(await shop.balance(), String(firstCredit + 20))
  const listed = (await (await shop.get('/billing/orders')).json()) as { data: OrderJson[] }
  assert.partialDeepStrictEqual(listed.data[0], { id, status: 'paid', receipt: `/control/v1/billing/orders/${id}/receipt` })
  const html = await shop.get(`/billing/orders/${id}/receipt`)
  assert.match(html.headers.get('content-security-policy') ?? '', /default-src 'none'.*sandbox/)
  assert.match(await html.text(), /<th scope="row">Amount paid<\/th><td>\$20\.00 USD<\/td>/)
  const pdf = await shop.get(`/billing/orders/${id}/receipt?format=pdf`)
  assert.equal(pdf.headers.get('content-disposition'), `attachment; filename="receipt-${id}.pdf"`)
  const text = await pdf.text()
  const table = Number(/startxref\n(\d+)\n%%EOF\n$/.exec(text)?.[1])
  assert.ok(text.startsWith('%PDF-1.4\n') && text.slice(table).startsWith('xref\n0 6\n') && text.includes('($20.00 USD) Tj'))
})

test('one event told a thousand times, and other events that tell the same, credit once', async () => {
  await using shop = await openShop()
  const { id } = await shop.order({ usd: '12.50' })
  const event = signedEvent('checkout.session.completed', paidSession(id, 1_250), now())
  const results: unknown[] = []
  for (let turn = 0; turn < 20; turn++) results.push(...(await Promise.all(Array.from({ length: 50 }, () => shop.tell(event)))))
  assert.equal(results.filter((result) => JSON.stringify(result) === '[200,"applied"]').length, 1)
  assert.equal(results.filter((result) => JSON.stringify(result) === '[200,"duplicate"]').length, 999)
  const again = signedEvent('checkout.session.async_payment_succeeded', paidSession(id, 1_250), now())
  assert.deepEqual(await shop.tell(again), [200, 'applied'])
  assert.equal(await shop.balance(), '17.5')
})

test('an event without a right and fresh signature changes nothing', async () => {
  await using shop = await openShop()
  const { id } = await shop.order({ package: 'starter' })
  const session = paidSession(id, 500)
  const good = signedEvent('checkout.session.completed', session, now())
  const forged: readonly [string, SignedEvent][] = [
    ['no signature', { ...good, signature: '' }],
    ['no scheme', { ...good, signature: good.signature.replace('v1=', 'v0=') }],
    ['another secret', signedEvent('checkout.session.completed', session, { ...now(), secret: 'whsec_another_secret' })],
    ['older than 300 s', signedEvent('checkout.session.completed', session, { timestamp: seconds() - 310 })],
    ['from the future', signedEvent('checkout.session.completed', session, { timestamp: seconds() + 400 })],
    ['another body', { ...good, body: good.body.replace('"amount_total":500', '"amount_total":501') }],
    ['the same body with a blank', { ...good, body: `${good.body} ` }],
    ['a new stamp on an old signature', { ...good, signature: good.signature.replace(/t=\d+/, `t=${seconds() - 1}`) }],
    ['two stamps', { ...good, signature: `t=${seconds()},${good.signature}` }],
    ['no JSON', { body: 'x', signature: good.signature }],
  ]
  for (const [what, event] of forged) assert.deepEqual(await shop.tell(event), [400, undefined], what)
  assert.equal(await shop.balance(), String(firstCredit))
  assert.deepEqual(await shop.tell(good), [200, 'applied'])
})

test('another amount, another currency or a session that is not paid credits nothing, and the operator is told', async () => {
  await using shop = await openShop()
  const { id } = await shop.order({ package: 'starter' })
  const tell = (more: object) => shop.tell(signedEvent('checkout.session.completed', paidSession(id, 500, more), now()))
  assert.deepEqual(await tell({ amount_total: 1 }), [200, 'mismatch'])
  assert.deepEqual(await tell({ amount_total: 50_000 }), [200, 'mismatch'])
  assert.deepEqual(await tell({ currency: 'jpy' }), [200, 'mismatch'])
  assert.deepEqual(await tell({ payment_status: 'unpaid' }), [200, 'ignored'])
  assert.deepEqual(await tell({ client_reference_id: null }), [200, 'ignored'])
  assert.deepEqual(await tell({ client_reference_id: 'ord_of_nobody' }), [409, undefined])
  assert.deepEqual(
    shop.mismatches.map((one) => (one as { order_id: string }).order_id),
    [id, id, id],
  )
  assert.equal(await shop.balance(), String(firstCredit))
})

test('refunds and disputes take back what is there, in whatever order they are told', async () => {
  await using shop = await openShop()
  const { id } = await shop.order({ package: 'starter' })
  const payment = { payment_intent: `pi_${id}` }
  const refund = (cents: number) =>
    shop.tell(signedEvent('charge.refunded', { ...payment, metadata: { order_id: id }, amount_refunded: cents }, now()))
  const dispute = (type: string, status: string) =>
    shop.tell(signedEvent(`charge.dispute.${type}`, { ...payment, amount: 500, status }, now()))
  assert.deepEqual(await dispute('created', 'needs_response'), [409, undefined], 'Stripe says it again later')
  assert.deepEqual(await refund(200), [200, 'applied'])
  await shop.tell(signedEvent('checkout.session.completed', paidSession(id, 500), now()))
  assert.equal(await shop.balance(), String(firstCredit + 3))
  await dispute('created', 'needs_response')
  assert.equal(await shop.balance(), String(firstCredit))
  await dispute('closed', 'won')
  await dispute('funds_withdrawn', 'needs_response')
  assert.equal(await shop.balance(), String(firstCredit + 3))
  await refund(500)
  assert.equal(await shop.balance(), String(firstCredit))
  const shown = (await (await shop.get(`/billing/orders/${id}`)).json()) as OrderJson
  assert.deepEqual([shown.status, shown.refunded_usd], ['refunded', '5'])
  assert.match(await (await shop.get(`/billing/orders/${id}/receipt`)).text(), /Refunded.*\$5\.00 USD/)
})

test('what an order may be, and what it may not', async () => {
  await using shop = await openShop()
  for (const [body, message] of [
    [{}, /either a `package` or an amount/],
    [{ package: 'starter', usd: '5' }, /either a `package` or an amount/],
    [{ package: 'free' }, /starter, growth or scale/],
    [{ usd: '0.99' }, /whole cents from "1" to "10000"/],
    [{ usd: '10000.01' }, /whole cents/],
    [{ usd: '5.001' }, /whole cents/],
    [{ usd: '1e3' }, /whole cents/],
    [{ usd: '-5' }, /whole cents/],
    [{ usd: 5 }, /whole cents/],
    [{ usd: '5', currency: 'jpy' }, /unknown field `currency`/],
  ] as const) {
    const response = await shop.post('/billing/checkout', body)
    assert.equal(response.status, 400, JSON.stringify(body))
    assert.match(((await response.json()) as { error: { message: string } }).error.message, message)
  }
  assert.equal((await shop.order({ usd: '10000' })).usd, '10000')
  shop.stripe.failWith(402)
  const failed = await shop.post('/billing/checkout', { usd: '1' })
  const text = await failed.text()
  assert.equal(failed.status, 503)
  assert.match(text, /Nothing was charged/)
  assert.ok(!text.includes('secret detail') && !text.includes('sk_test'))
})

test('without payments everything says so, and vouchers work', async () => {
  await using shop = await openShop(false)
  const billing = (await (await shop.get('/billing')).json()) as BillingJson
  assert.equal(billing.payments.enabled, false)
  assert.match(billing.payments.message ?? '', /Redeem a voucher/)
  assert.equal((await shop.post('/billing/checkout', { package: 'starter' })).status, 409)
  assert.deepEqual(await shop.tell(signedEvent('checkout.session.completed', paidSession('ord_1', 500), now())), [404, undefined])
  const created = await shop.post('/vouchers', { usd: '7.5', count: 2, expires: '30d', note: 'welcome' })
  assert.equal(created.status, 201)
  const { data } = (await created.json()) as { data: CreatedVoucherJson[] }
  const code = data[0]?.code ?? ''
  assert.match(code, /^NXR(-[0-9A-HJKMNP-TV-Z]{4}){4}$/)
  const redeemed = await shop.post('/billing/redeem', { code: ` ${code.toLowerCase().replaceAll('-', ' ')} ` })
  assert.partialDeepStrictEqual(await redeemed.json(), { usd: '7.5', balance_usd: '12.5' })
  assert.equal((await shop.post('/billing/redeem', { code })).status, 409)
  const listed = await (await shop.get('/vouchers')).text()
  assert.ok(!listed.includes(code))
  await shop.post(`/vouchers/${data[1]?.id}/revoke`, {})
  assert.match(await (await shop.post('/billing/redeem', { code: data[1]?.code })).text(), /was revoked/)
})

test('whoever guesses codes has to wait, and so does their next right one', async () => {
  await using shop = await openShop(false)
  const { data } = (await (await shop.post('/vouchers', { usd: '1' })).json()) as { data: CreatedVoucherJson[] }
  for (let guess = 0; guess < 10; guess++)
    assert.equal((await shop.post('/billing/redeem', { code: `NXR-0000-0000-0000-000${guess}` })).status, 404)
  const late = await shop.post('/billing/redeem', { code: data[0]?.code })
  assert.equal(late.status, 429)
  assert.ok(Number(late.headers.get('retry-after')) > 0)
  assert.equal(await shop.balance(), String(firstCredit))
})
