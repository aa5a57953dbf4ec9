// The case list of the port for automatic top-ups. Every store passes all of it.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { NewOrder } from '../../ledger/payment-store.ts'
import type { Store } from '../store.ts'
import { ann, creditAnn, furnish, type OpenStore, startMs } from './scene.ts'

const cent = 10_000_000n
const card = { customerId: 'cus_1', methodId: 'pm_1', brand: 'visa', lastFour: '4242' }
const saved = { eventId: 'card_1', atMs: startMs }
const rule = { enabled: true, belowNano: 500n * cent, amountCents: 1_000 }
const order = (id: string): NewOrder => ({
  id,
  accountId: ann,
  amountCents: 1_000,
  title: 'Automatic',
  origin: 'auto',
  createdAtMs: startMs,
})

export function autoTopUpCases(name: string, open: OpenStore): void {
  const story = (sentence: string, body: (store: Store) => Promise<void>): void => {
    test(`${name}: ${sentence}`, async () => {
      const store = await open()
      try {
        await furnish(store, 0n)
        await body(store)
        assert.deepEqual(await store.verify(), [])
      } finally {
        await store.close()
      }
    })
  }
  const due = async (store: Store, nowMs = startMs): Promise<unknown[]> =>
    (await store.dueAutoTopUps(nowMs)).map(({ accountId, orderId }) => [accountId, orderId])

  story('a rule needs a saved card to be on, and goes off with it', async (store) => {
    assert.equal(await store.getAutoTopUp(ann), undefined)
    assert.equal(await store.setAutoTopUp(ann, rule), false)
    await store.saveCard(ann, { ...card, methodId: 'pm_0' }, { eventId: 'card_0', atMs: startMs })
    await store.saveCard(ann, card, saved)
    assert.equal(await store.setAutoTopUp(ann, rule), true)
    assert.partialDeepStrictEqual(await store.getAutoTopUp(ann), { card, ...rule, orderId: null, failure: null })
    assert.equal(await store.removeCard(ann), true)
    assert.equal(await store.removeCard(ann), false)
    assert.equal(await store.saveCard(ann, card, saved), false, 'told again, it brings no removed card back')
    assert.equal(await store.saveCard(ann, card, { eventId: 'card_late', atMs: startMs - 1 }), false, 'late news of an older card')
    assert.partialDeepStrictEqual(await store.getAutoTopUp(ann), { card: null })
    assert.partialDeepStrictEqual(await store.getAutoTopUp(ann), { card: null, enabled: false, amountCents: 1_000 })
    assert.equal(await store.setAutoTopUp(ann, rule), false)
    assert.equal(await store.setAutoTopUp(ann, { ...rule, enabled: false }), true)
  })

  story('one breach has one order, whoever begins it and however often', async (store) => {
    await store.saveCard(ann, card, saved)
    await store.setAutoTopUp(ann, rule)
    assert.deepEqual(await due(store), [[ann, null]])
    const begun = await Promise.all(['ord_1', 'ord_2', 'ord_3'].map((id) => store.beginAutoTopUp(order(id))))
    assert.deepEqual(begun, [true, false, false])
    assert.deepEqual(
      (await store.listOrders(ann, { limit: 10, after: null })).map(({ id, origin, status }) => [id, origin, status]),
      [['ord_1', 'auto', 'open']],
    )
    await store.endAutoTopUp(ann, 'ord_1', { result: 'later', nextTryMs: startMs + 5 })
    assert.deepEqual(await due(store), [])
    assert.deepEqual(await due(store, startMs + 5), [[ann, 'ord_1']])
    await store.endAutoTopUp(ann, 'ord_9', { result: 'paid' })
    assert.deepEqual(await due(store, startMs + 5), [[ann, 'ord_1']])
    await creditAnn(store, 1_000n * cent, 'c1')
    await store.endAutoTopUp(ann, 'ord_1', { result: 'paid' })
    assert.deepEqual(await due(store, startMs + 5), [])
    assert.equal(await store.beginAutoTopUp(order('ord_4')), false, 'the balance has recovered')
  })

  story('a failure turns the rule off and says why, until it is turned on again; its order has failed', async (store) => {
    await store.saveCard(ann, card, saved)
    await store.setAutoTopUp(ann, rule)
    await store.beginAutoTopUp(order('ord_1'))
    await store.endAutoTopUp(ann, 'ord_1', { result: 'failed', failure: 'card_declined', atMs: startMs + 1 })
    const failed = { enabled: false, orderId: null, failure: 'card_declined', failedAtMs: startMs + 1 }
    assert.partialDeepStrictEqual(await store.getAutoTopUp(ann), failed)
    assert.equal((await store.getOrder(ann, 'ord_1'))?.status, 'failed')
    assert.deepEqual(await due(store), [])
    assert.equal(await store.beginAutoTopUp(order('ord_2')), false)
    await store.setAutoTopUp(ann, rule)
    assert.partialDeepStrictEqual(await store.getAutoTopUp(ann), { enabled: true, failure: null, failedAtMs: null })
    assert.deepEqual(await due(store), [[ann, null]])
  })

  story('money that is withdrawn turns the rule off, so that the card is not charged for what it was given back', async (store) => {
    const told = { atMs: startMs + 1, orderId: 'ord_1', paymentId: 'pi_1' }
    await store.createOrder({ ...order('ord_1'), origin: 'checkout' })
    await store.saveCard(ann, card, saved)
    await store.setAutoTopUp(ann, rule)
    await store.applyPayment({ ...told, eventId: 'e1', type: 'paid', amountCents: 1_000, currency: 'usd' })
    const refund = await store.applyPayment({ ...told, eventId: 'e2', type: 'refunded', refundedCents: 800 })
    assert.equal(refund.topUpsEnded, 'refunded')
    const off = { enabled: false, failure: 'refunded', failedAtMs: startMs + 1 }
    assert.partialDeepStrictEqual(await store.getAutoTopUp(ann), off)
    assert.deepEqual(await due(store), [])
    assert.equal(await store.beginAutoTopUp(order('ord_2')), false)
    await store.setAutoTopUp(ann, rule)
    const again = await store.applyPayment({ ...told, eventId: 'e3', type: 'refunded', refundedCents: 800 })
    assert.equal(again.topUpsEnded, null, 'nothing more was withdrawn')
    const dispute = { ...told, type: 'disputed', won: false } as const
    assert.equal((await store.applyPayment({ ...dispute, eventId: 'e4', disputedCents: 100 })).topUpsEnded, 'disputed')
    assert.equal((await store.applyPayment({ ...dispute, eventId: 'e5', disputedCents: 200 })).topUpsEnded, null, 'it is off already')
    assert.partialDeepStrictEqual(await store.getAutoTopUp(ann), { ...off, failure: 'disputed' })
  })

  story('a suspended account orders nothing, and its order under way waits', async (store) => {
    await store.saveCard(ann, card, saved)
    await store.setAutoTopUp(ann, rule)
    await store.suspendAccount(ann, true)
    assert.deepEqual(await due(store), [])
    assert.equal(await store.beginAutoTopUp(order('ord_1')), false)
    await store.suspendAccount(ann, false)
    assert.equal(await store.beginAutoTopUp(order('ord_1')), true)
    await store.suspendAccount(ann, true)
    assert.deepEqual(await due(store), [])
    await store.suspendAccount(ann, false)
    assert.deepEqual(await due(store), [[ann, 'ord_1']])
  })

  story('a dropped order has failed, and its rule stays as it is', async (store) => {
    await store.saveCard(ann, card, saved)
    await store.setAutoTopUp(ann, rule)
    await store.beginAutoTopUp(order('ord_1'))
    await store.setAutoTopUp(ann, { ...rule, enabled: false })
    await store.endAutoTopUp(ann, 'ord_1', { result: 'dropped' })
    assert.partialDeepStrictEqual(await store.getAutoTopUp(ann), { enabled: false, orderId: null, failure: null, failedAtMs: null })
    assert.equal((await store.getOrder(ann, 'ord_1'))?.status, 'failed')
  })
}
