// The public form of an order. Knows no storage.
import type { OrderJson } from '../../contract/billing-api.ts'
import { formatQuota, formatUsd } from '../../contract/money.ts'
import { nanoPerCent } from '../../ledger/payment-rules.ts'
import type { Order } from '../../ledger/payment-store.ts'

export function orderJson(order: Order): OrderJson {
  const amountNano = BigInt(order.amountCents) * nanoPerCent
  const refundedCents = Math.min(order.amountCents, order.refundedCents + order.disputedCents)
  return {
    id: order.id,
    title: order.title,
    origin: order.origin,
    usd: formatUsd(amountNano),
    quota: formatQuota(amountNano),
    status: statusOf(order, refundedCents),
    refunded_usd: formatUsd(BigInt(refundedCents) * nanoPerCent),
    created_at: new Date(order.createdAtMs).toISOString(),
    paid_at: order.paidAtMs === null ? null : new Date(order.paidAtMs).toISOString(),
    receipt: order.paidAtMs === null ? null : `/control/v1/billing/orders/${order.id}/receipt`,
  }
}

function statusOf(order: Order, refundedCents: number): OrderJson['status'] {
  if (order.status !== 'paid' || refundedCents === 0) return order.status
  return refundedCents === order.amountCents ? 'refunded' : 'partly_refunded'
}
