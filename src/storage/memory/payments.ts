// Orders, payment events and automatic top-ups in memory: the reference model. Forgets all when the process ends.
import { assert } from '../../base/assert.ts'
import { applyPaymentEvent, openOrder, topUpsEndWith } from '../../ledger/payment-rules.ts'
import type { AutoTopUpStore } from '../../ledger/auto-top-up-store.ts'
import type { NewOrder, Order, PaymentEvent, PaymentStore } from '../../ledger/payment-store.ts'
import { memoryAutoTopUps } from './auto-top-ups.ts'
import type { LedgerRows } from './ledger.ts'

export function memoryPayments({ accounts, entries, references }: LedgerRows): PaymentStore & AutoTopUpStore {
  const orders = new Map<string, Order>()
  const events = new Set<string>()
  const find = ({ orderId, paymentId }: PaymentEvent): Order | undefined =>
    orderId === null ? [...orders.values()].find((order) => order.paymentId === paymentId) : orders.get(orderId)
  async function createOrder(order: NewOrder): Promise<void> {
    assert(!orders.has(order.id), 'an order has an ID of its own')
    orders.set(order.id, openOrder(order))
  }
  function failOrder(id: string): void {
    const order = orders.get(id)
    if (order?.status === 'open') orders.set(id, { ...order, status: 'failed' })
  }
  const { endTopUps, ...autoTopUps } = memoryAutoTopUps({ accounts, events, createOrder, failOrder })
  return {
    createOrder,
    ...autoTopUps,
    async listOrders(account, { limit, after }) {
      const own = [...orders.values()].filter((order) => order.accountId === account && (after === null || order.id < after))
      return own.sort((a, b) => (a.id < b.id ? 1 : -1)).slice(0, limit)
    },
    async getOrder(account, id) {
      const order = orders.get(id)
      return order?.accountId === account ? order : undefined
    },
    async applyPayment(event) {
      if (events.has(event.eventId)) return { result: 'duplicate', order: find(event) ?? null, topUpsEnded: null }
      const order = find(event)
      if (order === undefined) return { result: 'unknown_order', order: null, topUpsEnded: null }
      const account = accounts.get(order.accountId)
      assert(account !== undefined, 'an order names an account that exists')
      const change = applyPaymentEvent(order, account.balanceNano - account.heldNano, event)
      events.add(event.eventId)
      if (change === undefined) return { result: 'mismatch', order, topUpsEnded: null }
      for (const movement of change.movements) {
        references.add(`${movement.kind} ${movement.reference}`)
        entries.push({ sequence: entries.length + 1, ...movement, atMs: event.atMs, note: order.title })
      }
      account.balanceNano += change.gainNano
      orders.set(order.id, change.order)
      const why = topUpsEndWith(order, change.order)
      const ended = why !== null && endTopUps(order.accountId, why, event.atMs)
      return { result: 'applied', order: change.order, topUpsEnded: ended ? why : null }
    },
  }
}
