// Automatic top-ups over real sockets: a card saved on Stripe's page, a breach, one payment for it, and what happens when the card is refused.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { controlDepsOf } from '../../test/control/open-test-control.ts'
import { secretKey, signedEvent, type SignedEvent, startFakeStripe, webhookSecret } from '../../test/payments/fake-stripe.ts'
import { handClock } from '../base/clock.ts'
import { Secret } from '../base/secret.ts'
import type { AutoTopUpJson, BillingJson, OrderJson } from '../contract/billing-api.ts'
import { createFirstAccount } from '../control/accounts/create-first-account.ts'
import { createControlApp } from '../control/app.ts'
import { openBilling } from '../control/billing/billing.ts'
import { watchTopUps } from '../control/billing/watch-top-ups.ts'
import { openTestServer } from '../http/open-test-server.ts'
import { recordOf, requestId, reservation } from '../storage/cases/scene.ts'
import { openMemoryStore } from '../storage/memory/open.ts'
import { openStripe } from './stripe.ts'

const usd = 1_000_000_000n
const seconds = (): number => Math.floor(Date.now() / 1_000)

async function openShop() {
  const stripe = await startFakeStripe()
  const settings = { secretKey: new Secret(secretKey), webhookSecret: new Secret(webhookSecret), apiUrl: stripe.url }
  const clock = handClock(Date.now())
  const store = openMemoryStore()
  const deps = controlDepsOf({ clock, store, billing: openBilling(await openStripe(settings)) })
  const first = await createFirstAccount(deps)
  assert.ok(first)
  const [key] = await store.listKeys(first.accountId)
  assert.ok(key)
  const server = await openTestServer({ control: createControlApp(deps) })
  const headers = { authorization: `Bearer ${first.managementKey.reveal()}`, 'content-type': 'application/json' }
  const ask = async <T>(path: string, method = 'GET', body?: object): Promise<T & { status: number }> => {
    const init = body === undefined ? { method, headers } : { method, headers, body: JSON.stringify(body) }
    const response = await fetch(`${server.url}/control/v1${path}`, init)
    return { ...((await response.json()) as T), status: response.status }
  }
  const tell = async ({ body, signature }: SignedEvent): Promise<number> => {
    const init = { method: 'POST', headers: { 'content-type': 'application/json', 'stripe-signature': signature }, body }
    return (await fetch(`${server.url}/control/v1/billing/stripe-events`, init)).status
  }
  let requests = 0
  const watch = watchTopUps(deps)
  return {
    stripe,
    clock,
    deps,
    ask,
    tell,
    account: first.accountId,
    look: () => watch.look(),
    rule: () => ask<AutoTopUpJson>('/billing/auto-top-up'),
    setRule: (more: object = {}) =>
      ask<AutoTopUpJson>('/billing/auto-top-up', 'PUT', { enabled: true, below_usd: '4', usd: '10', ...more }),
    balance: async (): Promise<string> => (await ask<BillingJson>('/billing')).balance_usd,
    orders: async (): Promise<string[]> =>
      (await ask<{ data: OrderJson[] }>('/billing/orders')).data.map(({ origin, usd: amount, status }) => `${origin} ${amount} ${status}`),
    payments: () => stripe.requests.filter(({ path }) => path === '/v1/payment_intents'),
    spend: async (nano: bigint): Promise<void> => {
      const own = { accountId: first.accountId, keyId: key.id }
      const name = `r${requests++}`
      await store.reserve(reservation(name, nano, own))
      await store.settle({ id: requestId(name), record: recordOf(name, nano, own), overrunNano: 0n })
    },
    /** As when somebody left a card on the page of Stripe. */
    saveCard: () => {
      const session = { object: 'checkout.session', mode: 'setup', setup_intent: 'seti_1', metadata: { account_id: first.accountId } }
      return tell(signedEvent('checkout.session.completed', session, { timestamp: seconds() }))
    },
    async [Symbol.asyncDispose]() {
      await server.close(0)
      await stripe.close()
    },
  }
}

test('a card is saved on the page of Stripe and shown by its last four; without one no rule can be on', async () => {
  await using shop = await openShop()
  assert.equal((await shop.setRule()).status, 409)
  const page = await shop.ask<{ url: string }>('/billing/card', 'POST', {})
  assert.deepEqual([page.status, page.url.startsWith('https://checkout.stripe.com/')], [201, true])
  const asked = shop.stripe.requests.at(-1)?.fields
  assert.deepEqual([asked?.get('mode'), asked?.get('customer'), asked?.get('metadata[account_id]')], ['setup', 'cus_1', shop.account])
  assert.equal(await shop.saveCard(), 200)
  assert.partialDeepStrictEqual(await shop.rule(), { card: { brand: 'visa', last_four: '4242' }, enabled: false, usd: null })
  assert.equal((await shop.setRule({ usd: '3.99' })).status, 400, 'a payment has to lift the balance above the line')
  assert.partialDeepStrictEqual(await shop.setRule(), { status: 200, enabled: true, below_usd: '4', usd: '10', ordering: false })
  assert.equal((await shop.ask('/billing/card', 'DELETE')).status, 200)
  assert.partialDeepStrictEqual(await shop.rule(), { card: null, enabled: false, usd: '10' })
})

test('a breach is paid for once, at the moment it happens, and the next one again', async () => {
  await using shop = await openShop()
  await shop.saveCard()
  await shop.setRule()
  await shop.look()
  assert.equal(shop.payments().length, 0)
  await shop.spend(usd + 1n)
  for (let turn = 0; turn < 3; turn++) await Promise.all([shop.look(), shop.look()])
  assert.equal(await shop.balance(), '13.999999999')
  assert.deepEqual(await shop.orders(), ['auto 10 paid'])
  const [payment, ...more] = shop.payments()
  assert.equal(more.length, 0)
  const field = (name: string): string | null | undefined => payment?.fields.get(name)
  assert.deepEqual(['amount', 'currency', 'customer', 'payment_method', 'off_session', 'confirm'].map(field), [
    '1000',
    'usd',
    'cus_1',
    'pm_1',
    'true',
    'true',
  ])
  assert.equal(payment?.idempotencyKey, field('metadata[order_id]'))
  // Stripe tells it by an event as well: the same payment credits nothing more.
  const told = {
    object: 'payment_intent',
    id: 'pi_x',
    amount_received: 1_000,
    currency: 'usd',
    metadata: { order_id: field('metadata[order_id]') },
  }
  assert.equal(await shop.tell(signedEvent('payment_intent.succeeded', told, { timestamp: seconds() })), 200)
  assert.equal(await shop.balance(), '13.999999999')
  await shop.spend(10n * usd)
  await shop.look()
  assert.deepEqual(await shop.orders(), ['auto 10 paid', 'auto 10 paid'])
})

test('a refused card turns the rule off, says why, tells the account and the operator, and is not tried again', async () => {
  await using shop = await openShop()
  await shop.saveCard()
  await shop.setRule()
  const alert = await shop.deps.store.createAlert(
    {
      id: 'alr_1',
      accountId: shop.account,
      condition: { kind: 'balance', belowNano: 1n },
      email: null,
      webhookUrl: 'https://a.example/',
      createdAtMs: 0,
    },
    9,
  )
  assert.equal(alert, true)
  shop.stripe.failWith(402)
  await shop.spend(2n * usd)
  await shop.look()
  await shop.look()
  assert.equal(shop.payments().length, 1)
  assert.partialDeepStrictEqual(await shop.rule(), { enabled: false, failure: 'insufficient_funds', ordering: false })
  assert.deepEqual(await shop.orders(), ['auto 10 failed'])
  assert.equal(await shop.balance(), '3')
  const [delivery] = await shop.deps.store.listDeliveries(shop.account, 'alr_1', { limit: 9, after: null })
  assert.partialDeepStrictEqual(JSON.parse(delivery?.body ?? '{}'), {
    type: 'top_up.failed',
    failure: 'insufficient_funds',
    balance_usd: '3',
  })
  const [raised] = await shop.deps.store.listServerAlerts(9)
  assert.partialDeepStrictEqual(raised, { kind: 'auto_top_up_failed', subject: shop.account })
  assert.equal(JSON.stringify(raised).includes('secret detail'), false)
  shop.stripe.failWith(null)
  await shop.setRule()
  await shop.look()
  assert.equal(await shop.balance(), '13')
  assert.equal((await shop.rule()).failure, null)
})

test('while Stripe does not answer or is not sure, the same order is asked for again, and nothing is charged twice', async () => {
  await using shop = await openShop()
  await shop.saveCard()
  await shop.setRule()
  shop.stripe.failWith(500)
  await shop.spend(2n * usd)
  await shop.look()
  assert.partialDeepStrictEqual(await shop.rule(), { enabled: true, ordering: true })
  shop.stripe.failWith(null)
  shop.stripe.payWith('processing')
  shop.clock.advance(60_000)
  await shop.look()
  shop.stripe.payWith('succeeded')
  await shop.look()
  assert.equal(await shop.balance(), '3', 'not before its time')
  shop.clock.advance(60_000)
  await shop.look()
  assert.equal(new Set(shop.payments().map(({ idempotencyKey }) => idempotencyKey)).size, 1)
  assert.equal((await shop.orders()).length, 1)
})

test('an order that nobody answers for within half a day is given up, and an event that comes later still credits it', async () => {
  await using shop = await openShop()
  await shop.saveCard()
  await shop.setRule()
  shop.stripe.failWith(500)
  await shop.spend(2n * usd)
  await shop.look()
  shop.clock.advance(13 * 3_600_000)
  await shop.look()
  assert.partialDeepStrictEqual(await shop.rule(), { enabled: false, failure: 'no_answer' })
  const [order] = await shop.deps.store.listOrders(shop.account, { limit: 9, after: null })
  const told = { object: 'payment_intent', id: 'pi_late', amount_received: 1_000, currency: 'usd', metadata: { order_id: order?.id } }
  assert.equal(await shop.tell(signedEvent('payment_intent.succeeded', told, { timestamp: Math.floor(shop.clock.now() / 1_000) })), 200)
  assert.equal(await shop.balance(), '13')
})

test('a card that needs its owner is refused with that reason', async () => {
  await using shop = await openShop()
  await shop.saveCard()
  await shop.setRule()
  shop.stripe.payWith('requires_action')
  await shop.spend(2n * usd)
  await shop.look()
  assert.equal((await shop.rule()).failure, 'requires_action')
})

test('ten automatic orders in a day are the most; the eleventh is a loop and turns the rule off', async () => {
  await using shop = await openShop()
  await shop.saveCard()
  await shop.setRule()
  await shop.spend(2n * usd)
  for (let turn = 0; turn < 11; turn++) {
    await shop.look()
    if (turn < 10) await shop.spend(10n * usd)
  }
  assert.equal(shop.payments().length, 10)
  assert.equal((await shop.rule()).failure, 'too_many_in_a_day')
})

test('a refund or a dispute turns the rule off before the card is charged for it, and says so', async () => {
  await using shop = await openShop()
  await shop.saveCard()
  await shop.setRule()
  await shop.spend(2n * usd)
  await shop.look()
  assert.equal(await shop.balance(), '13')
  const [order] = await shop.deps.store.listOrders(shop.account, { limit: 9, after: null })
  const charge = { object: 'charge', payment_intent: order?.paymentId, amount_refunded: 1_000, metadata: { order_id: order?.id } }
  assert.equal(await shop.tell(signedEvent('charge.refunded', charge, { timestamp: seconds() })), 200)
  await shop.look()
  assert.equal(shop.payments().length, 1)
  assert.equal(await shop.balance(), '3')
  assert.partialDeepStrictEqual(await shop.rule(), { enabled: false, failure: 'refunded' })
  const [raised] = await shop.deps.store.listServerAlerts(9)
  assert.partialDeepStrictEqual(raised, { kind: 'auto_top_up_failed', subject: shop.account })
})

test('a rule that was turned off while its order waited is not charged, and its order has failed', async () => {
  await using shop = await openShop()
  await shop.saveCard()
  await shop.setRule()
  shop.stripe.failWith(500)
  await shop.spend(2n * usd)
  await shop.look()
  shop.stripe.failWith(null)
  const asked = shop.payments().length
  await shop.setRule({ enabled: false })
  shop.clock.advance(60_000)
  await shop.look()
  assert.equal(shop.payments().length, asked)
  assert.partialDeepStrictEqual(await shop.rule(), { enabled: false, failure: null, ordering: false })
  assert.deepEqual(await shop.orders(), ['auto 10 failed'])
})

test('a suspended account is not charged, and is once the suspension is lifted', async () => {
  await using shop = await openShop()
  await shop.saveCard()
  await shop.setRule()
  await shop.spend(2n * usd)
  await shop.deps.store.suspendAccount(shop.account, true)
  await shop.look()
  assert.equal(shop.payments().length, 0)
  await shop.deps.store.suspendAccount(shop.account, false)
  await shop.look()
  assert.equal(shop.payments().length, 1)
})
