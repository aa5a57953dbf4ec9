// What events of a payment provider do to an order: each alone, in any order, and the property that nothing is made or lost.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { asId, type AccountId } from '../contract/ids.ts'
import { applyPaymentEvent, nanoPerCent, openOrder, type PaymentChange } from './payment-rules.ts'
import type { NewOrder, Order, PaymentEvent } from './payment-store.ts'

const ordered = { id: 'ord_1', accountId: asId<AccountId>('acct_ann'), amountCents: 500 } as unknown as NewOrder
const open = openOrder(ordered)
const at = { eventId: 'evt_1', atMs: 7, paymentId: 'pay_1' }
const paid = (change: object = {}): PaymentEvent =>
  ({ ...at, type: 'paid', amountCents: 500, currency: 'usd', ...change }) as unknown as PaymentEvent
const refunded = (refundedCents: number, eventId = 'evt_r') =>
  ({ ...at, eventId, type: 'refunded', refundedCents }) as unknown as PaymentEvent
const disputed = (disputedCents: number, won = false) =>
  ({ ...at, eventId: 'evt_d', type: 'disputed', disputedCents, won }) as unknown as PaymentEvent
const ended = { ...at, type: 'ended', status: 'expired' } as unknown as PaymentEvent

const cents = (amount: number): bigint => BigInt(amount) * nanoPerCent
const apply = (order: Order, free: bigint, event: PaymentEvent): PaymentChange => {
  const change = applyPaymentEvent(order, free, event)
  assert.ok(change)
  return change
}
const said = ({ order, movements, gainNano }: PaymentChange) => ({
  order: [order.status, order.takenNano, order.lostNano],
  moved: movements.map(
    ({ kind, reference, fromAccount, toAccount, amountNano }) =>
      `${kind} ${reference} ${fromAccount}>${toAccount} ${amountNano / nanoPerCent}`,
  ),
  gain: gainNano / nanoPerCent,
})
const paidOrder = apply(open, 0n, paid()).order

test('a cent is ten million nano-dollars, and a new order has moved nothing', () => {
  assert.equal(nanoPerCent, 10_000_000n)
  const { status, paidAtMs, paymentId, refundedCents, disputedCents, disputeWon, takenNano, lostNano } = open
  assert.deepEqual(
    [status, paidAtMs, paymentId, refundedCents, disputedCents, disputeWon, takenNano, lostNano],
    ['open', null, null, 0, 0, false, 0n, 0n],
  )
})

test('a payment credits what was ordered, once, and remembers when and by which payment', () => {
  const change = apply(open, 0n, paid())
  assert.deepEqual(said(change), { order: ['paid', 0n, 0n], moved: ['top_up ord_1 world>customer:acct_ann 500'], gain: 500n })
  assert.deepEqual([change.order.paidAtMs, change.order.paymentId], [7, 'pay_1'])
  assert.deepEqual(said(apply(change.order, cents(500), paid())), { order: ['paid', 0n, 0n], moved: [], gain: 0n })
  assert.equal(apply(change.order, 0n, paid({ paymentId: 'pay_2' })).order.paymentId, 'pay_1')
})

test('a payment of another amount or currency moves nothing', () => {
  for (const change of [{ amountCents: 499 }, { amountCents: 501 }, { currency: 'eur' }])
    assert.equal(applyPaymentEvent(open, 0n, paid(change)), undefined)
})

test('an end closes an open order only', () => {
  assert.equal(apply(open, 0n, ended).order.status, 'expired')
  assert.deepEqual(said(apply(paidOrder, 0n, ended)), { order: ['paid', 0n, 0n], moved: [], gain: 0n })
})

test("a refund takes what is free, and the rest is the operator's loss", () => {
  const rows: readonly [bigint, object][] = [
    [cents(500), { order: ['paid', cents(200), 0n], moved: ['refund ord_1:evt_r customer:acct_ann>world 200'], gain: -200n }],
    [
      cents(150),
      {
        order: ['paid', cents(150), cents(50)],
        moved: ['refund ord_1:evt_r customer:acct_ann>world 150', 'refund_loss ord_1:evt_r overrun>world 50'],
        gain: -150n,
      },
    ],
    [0n, { order: ['paid', 0n, cents(200)], moved: ['refund_loss ord_1:evt_r overrun>world 200'], gain: 0n }],
    [cents(-5), { order: ['paid', 0n, cents(200)], moved: ['refund_loss ord_1:evt_r overrun>world 200'], gain: 0n }],
  ]
  for (const [free, expected] of rows) assert.deepEqual(said(apply(paidOrder, free, refunded(200))), expected)
})

test('refunds are told as a sum, so an older one changes nothing', () => {
  const after = apply(paidOrder, cents(500), refunded(300)).order
  assert.deepEqual(said(apply(after, cents(200), refunded(200))).moved, [])
  assert.equal(said(apply(after, cents(200), refunded(400))).gain, -100n)
})

test('a refund that is told before the payment is taken from it', () => {
  const early = apply(open, 0n, refunded(200))
  assert.deepEqual(said(early), { order: ['open', 0n, 0n], moved: [], gain: 0n })
  assert.deepEqual(said(apply(early.order, 0n, paid())), {
    order: ['paid', cents(200), 0n],
    moved: ['top_up ord_1 world>customer:acct_ann 500', 'refund ord_1:evt_1 customer:acct_ann>world 200'],
    gain: 300n,
  })
})

test('a dispute withholds, and winning it gives back what was taken, first to the customer', () => {
  const after = apply(paidOrder, cents(400), disputed(500)).order
  assert.deepEqual([after.takenNano, after.lostNano], [cents(400), cents(100)])
  assert.deepEqual(said(apply(after, 0n, disputed(500, true))), {
    order: ['paid', 0n, 0n],
    moved: ['refund ord_1:evt_d world>customer:acct_ann 400', 'refund_loss ord_1:evt_d world>overrun 100'],
    gain: 400n,
  })
  const won = apply(after, 0n, disputed(500, true)).order
  assert.deepEqual(said(apply(won, cents(400), disputed(500))).moved, [])
})

test('refund and dispute together never withdraw more than was paid', () => {
  const after = apply(paidOrder, cents(500), refunded(300)).order
  assert.equal(said(apply(after, cents(200), disputed(500))).gain, -200n)
})

test('in any order of events, what was taken and lost is what the provider withdrew, and every movement is positive', () => {
  const event = fc.oneof(
    fc.constant(paid()),
    fc.constant(ended),
    fc.integer({ min: 0, max: 600 }).map((amount) => refunded(amount)),
    fc.tuple(fc.integer({ min: 0, max: 600 }), fc.boolean()).map(([amount, won]) => disputed(amount, won)),
  )
  fc.assert(
    fc.property(
      fc.array(event, { maxLength: 12 }),
      fc.array(fc.integer({ min: 0, max: 500 }), { minLength: 12, maxLength: 12 }),
      (events, spends) => {
        let order = open
        let balance = 0n
        for (const [index, one] of events.entries()) {
          const change = apply(order, balance, one)
          balance += change.gainNano
          order = change.order
          assert.ok(balance >= 0n)
          assert.ok(change.movements.every(({ amountNano }) => amountNano > 0n))
          if (order.status === 'paid') {
            const wanted = Math.min(500, order.refundedCents + order.disputedCents)
            assert.equal(order.takenNano + order.lostNano, cents(wanted))
          }
          const spend = cents(spends[index] ?? 0)
          balance -= spend < balance ? spend : balance
        }
      },
    ),
  )
})
