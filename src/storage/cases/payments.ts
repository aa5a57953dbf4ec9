// The case list of the payments port. Every store passes all of it.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { NewOrder, PaymentEvent } from '../../ledger/payment-store.ts'
import type { Store } from '../store.ts'
import { ann, furnish, type OpenStore, recordOf, requestId, reservation, startMs } from './scene.ts'

const cent = 10_000_000n
const order: NewOrder = { id: 'ord_1', accountId: ann, amountCents: 500, title: 'Starter', origin: 'checkout', createdAtMs: startMs }
const head = { orderId: 'ord_1', paymentId: 'pi_1' }
let events = 0
const next = () => ({ ...head, eventId: `evt_${++events}`, atMs: startMs + events })

const paid = (amountCents = 500, currency = 'usd'): PaymentEvent => ({ ...next(), type: 'paid', amountCents, currency })
const ended = (status: 'expired' | 'failed'): PaymentEvent => ({ ...next(), type: 'ended', status })
const refunded = (refundedCents: number): PaymentEvent => ({ ...next(), type: 'refunded', refundedCents })
const disputed = (disputedCents: number, won = false): PaymentEvent => ({ ...next(), type: 'disputed', disputedCents, won })

export function paymentCases(name: string, open: OpenStore): void {
  const story = (sentence: string, body: (store: Store) => Promise<void>): void => {
    test(`${name}: ${sentence}`, async () => {
      const store = await open()
      try {
        await furnish(store, 0n)
        await store.createOrder(order)
        await body(store)
        assert.deepEqual(await store.verify(), [])
      } finally {
        await store.close()
      }
    })
  }
  /** Spends from the balance, as a request does. */
  const spend = async (store: Store, request: string, nano: bigint): Promise<void> => {
    await store.reserve(reservation(request, nano))
    await store.settle({ id: requestId(request), record: recordOf(request, nano), overrunNano: 0n })
  }
  /** Balance, taken from the customer, lost by the operator, in cents. */
  const sums = async (store: Store): Promise<(number | undefined)[]> => {
    const found = await store.getOrder(ann, 'ord_1')
    const nano = [(await store.getBalance(ann))?.balanceNano, found?.takenNano, found?.lostNano]
    return nano.map((value) => value && Number(value / cent)).map(Number)
  }

  story('a payment credits its order once, however often and by however many events it is told', async (store) => {
    const first = paid()
    const verdicts = await Promise.all(Array.from({ length: 1_000 }, () => store.applyPayment(first)))
    assert.equal(verdicts.filter((verdict) => verdict.result === 'applied').length, 1)
    assert.equal((await store.applyPayment(paid())).result, 'applied', 'another event may say the same')
    assert.deepEqual(await sums(store), [500, 0, 0])
    const entries = await store.listEntries(ann, 10)
    assert.deepEqual(
      entries.map(({ kind, reference, amountNano }) => [kind, reference, amountNano]),
      [['top_up', 'ord_1', 500n * cent]],
    )
    const [shown] = await store.listOrders(ann, { limit: 10, after: null })
    assert.partialDeepStrictEqual(shown, { ...order, status: 'paid', paymentId: 'pi_1', paidAtMs: first.atMs })
  })

  story('another amount or another currency credits nothing, and is not asked for again', async (store) => {
    for (const event of [paid(499), paid(50_000), paid(500, 'jpy')]) {
      assert.equal((await store.applyPayment(event)).result, 'mismatch')
      assert.equal((await store.applyPayment(event)).result, 'duplicate')
    }
    assert.deepEqual(await sums(store), [0, 0, 0])
    assert.equal((await store.getOrder(ann, 'ord_1'))?.status, 'open')
  })

  story('an order that expired or failed is paid all the same when the money arrives, and ends no more afterwards', async (store) => {
    await store.applyPayment(ended('expired'))
    assert.equal((await store.getOrder(ann, 'ord_1'))?.status, 'expired')
    await store.applyPayment(paid())
    await store.applyPayment(ended('failed'))
    assert.equal((await store.getOrder(ann, 'ord_1'))?.status, 'paid')
    assert.deepEqual(await sums(store), [500, 0, 0])
  })

  story('a refund takes what is free, and what was spent by then is the loss of the operator', async (store) => {
    await store.applyPayment(paid())
    await store.applyPayment(refunded(100))
    assert.deepEqual(await sums(store), [400, 100, 0])
    await spend(store, 'r1', 350n * cent)
    await store.reserve(reservation('r2', 20n * cent))
    await store.applyPayment(refunded(500))
    assert.deepEqual(await sums(store), [20, 130, 370], 'what a running request holds is not taken')
    await store.applyPayment(refunded(500))
    await store.applyPayment(refunded(100))
    assert.deepEqual(await sums(store), [20, 130, 370], 'totals do not go back, and are not taken twice')
  })

  story('events in any order come to the same end', async (store) => {
    await store.applyPayment(refunded(200))
    await store.applyPayment(disputed(100))
    assert.deepEqual(await sums(store), [0, 0, 0], 'nothing to take before it was paid')
    await store.applyPayment(paid())
    assert.deepEqual(await sums(store), [200, 300, 0])
    await store.applyPayment(disputed(0, true))
    await store.applyPayment(disputed(100))
    assert.deepEqual(await sums(store), [300, 200, 0], 'a dispute that was won does not come back')
  })

  story('a dispute that was won gives back to the customer what was taken, and to the operator what was lost', async (store) => {
    await store.applyPayment(paid())
    await spend(store, 'r1', 300n * cent)
    await store.applyPayment(disputed(500))
    assert.deepEqual(await sums(store), [0, 200, 300])
    await store.applyPayment(disputed(0, true))
    assert.deepEqual(await sums(store), [200, 0, 0])
  })

  story('refund and dispute together never take more than was paid', async (store) => {
    await store.applyPayment(paid())
    await store.applyPayment(refunded(400))
    await store.applyPayment(disputed(500))
    assert.deepEqual(await sums(store), [0, 500, 0])
  })

  story("an event that names only the payment finds its order; one that is nobody's may come again", async (store) => {
    const early = { ...disputed(500), orderId: null }
    assert.equal((await store.applyPayment(early)).result, 'unknown_order')
    await store.applyPayment(paid())
    assert.equal((await store.applyPayment(early)).result, 'applied')
    assert.equal((await store.applyPayment({ ...refunded(5), orderId: 'ord_x' })).result, 'unknown_order')
    assert.deepEqual(await sums(store), [0, 500, 0])
  })
}
