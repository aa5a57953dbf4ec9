// What an event of the payment provider does to an order and which movements it causes. Pure: knows no storage and no vendor.
import type { Nano } from '../contract/money.ts'
import { customer, overrun, world } from './parties.ts'
import type { NewOrder, Order, PaymentEvent } from './payment-store.ts'

export const nanoPerCent = 10_000_000n

/** `refund`: between customer and world. `refund_loss`: what the customer had spent already is the operator's expense. */
export interface PaymentMovement {
  readonly kind: 'top_up' | 'refund' | 'refund_loss'
  readonly reference: string
  readonly fromAccount: string
  readonly toAccount: string
  readonly amountNano: Nano
}

export interface PaymentChange {
  readonly order: Order
  readonly movements: readonly PaymentMovement[]
  /** What the customer's balance gains; below 0: loses. Never more than is free. */
  readonly gainNano: Nano
}

export function openOrder(order: NewOrder): Order {
  const untouched = { refundedCents: 0, disputedCents: 0, disputeWon: false, takenNano: 0n, lostNano: 0n }
  return { ...order, status: 'open', paidAtMs: null, paymentId: null, ...untouched }
}

/** `freeNano`: balance less holds. Undefined when the payment is not the one that was ordered: then nothing moves. */
export function applyPaymentEvent(order: Order, freeNano: Nano, event: PaymentEvent): PaymentChange | undefined {
  const known = { ...order, paymentId: order.paymentId ?? event.paymentId }
  switch (event.type) {
    case 'paid':
      if (event.amountCents !== order.amountCents || event.currency !== 'usd') return undefined
      return pay(known, freeNano, event)
    case 'ended':
      return still(order.status === 'open' ? { ...known, status: event.status } : known)
    case 'refunded':
      return withdraw({ ...known, refundedCents: Math.max(order.refundedCents, event.refundedCents) }, freeNano, event)
    case 'disputed': {
      const disputeWon = order.disputeWon || event.won
      return withdraw({ ...known, disputeWon, disputedCents: disputeWon ? 0 : event.disputedCents }, freeNano, event)
    }
  }
}

/** Why automatic top-ups end with a change; null while no more money is withdrawn. The saved card would be charged for what it was given back. */
export function topUpsEndWith(before: Order, after: Order): 'refunded' | 'disputed' | null {
  if (after.takenNano + after.lostNano <= before.takenNano + before.lostNano) return null
  return after.disputedCents > before.disputedCents ? 'disputed' : 'refunded'
}

function still(order: Order): PaymentChange {
  return { order, movements: [], gainNano: 0n }
}

function pay(order: Order, freeNano: Nano, event: PaymentEvent): PaymentChange {
  if (order.status === 'paid') return still(order)
  const amountNano = BigInt(order.amountCents) * nanoPerCent
  const credit = { kind: 'top_up', reference: order.id, fromAccount: world, toAccount: customer(order.accountId), amountNano } as const
  // A refund may have been told before the payment.
  const after = withdraw({ ...order, status: 'paid', paidAtMs: event.atMs }, freeNano + amountNano, event)
  return { order: after.order, movements: [credit, ...after.movements], gainNano: amountNano + after.gainNano }
}

/** Brings what was taken and lost to what the provider has withdrawn: more is taken as far as it is there, less is given back. */
function withdraw(order: Order, freeNano: Nano, event: PaymentEvent): PaymentChange {
  if (order.status !== 'paid') return still(order)
  const wantedCents = Math.min(order.amountCents, order.refundedCents + order.disputedCents)
  const moreNano = BigInt(wantedCents) * nanoPerCent - order.takenNano - order.lostNano
  const takenNano = moreNano > 0n ? least(moreNano, freeNano) : -least(-moreNano, order.takenNano)
  const lostNano = moreNano - takenNano
  const reference = `${order.id}:${event.eventId}`
  const own = customer(order.accountId)
  const movements = [
    { kind: 'refund', reference, ...towards(own, world, takenNano) } as const,
    { kind: 'refund_loss', reference, ...towards(overrun, world, lostNano) } as const,
  ].filter(({ amountNano }) => amountNano > 0n)
  return {
    order: { ...order, takenNano: order.takenNano + takenNano, lostNano: order.lostNano + lostNano },
    movements,
    gainNano: -takenNano,
  }
}

/** A movement below 0 goes the other way. */
function towards(fromAccount: string, toAccount: string, nano: Nano): Omit<PaymentMovement, 'kind' | 'reference'> {
  return nano < 0n ? { fromAccount: toAccount, toAccount: fromAccount, amountNano: -nano } : { fromAccount, toAccount, amountNano: nano }
}

function least(a: Nano, b: Nano): Nano {
  const smaller = a < b ? a : b
  return smaller < 0n ? 0n : smaller
}
