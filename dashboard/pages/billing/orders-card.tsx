// Orders of credit with their receipts.
import { useQuery } from '@tanstack/react-query'
import type { OrderJson } from '../../../src/contract/billing-api.ts'
import { ordersQuery } from '../../api/queries.ts'
import { exactUsd } from '../../format/money.ts'
import { utcFull, utcShort } from '../../format/time.ts'
import { Dot, type Tone } from '../../ui/badge.tsx'
import { Card, CardHeader } from '../../ui/page.tsx'
import { type Column, Table } from '../../ui/table.tsx'

const tones: Readonly<Record<OrderJson['status'], Tone>> = {
  open: 'warn',
  paid: 'good',
  expired: 'plain',
  failed: 'bad',
  refunded: 'plain',
  partly_refunded: 'warn',
}

const columns: readonly Column<OrderJson>[] = [
  {
    name: 'Ordered (UTC)',
    className: 'figures whitespace-nowrap',
    cell: (order) => <time title={utcFull(order.created_at)}>{utcShort(order.created_at)}</time>,
  },
  { name: 'What', cell: (order) => order.title },
  { name: 'Status', cell: (order) => <Dot tone={tones[order.status]}>{order.status.replaceAll('_', ' ')}</Dot> },
  { name: 'Amount', figures: true, cell: (order) => exactUsd(order.usd) },
  {
    name: 'Receipt',
    cell: (order) =>
      order.receipt === null ? (
        <span className="text-faint">–</span>
      ) : (
        <span className="flex gap-3">
          <a href={`${order.receipt}?format=html`} target="_blank" rel="noreferrer" className="text-accent underline underline-offset-2">
            Show
          </a>
          <a href={`${order.receipt}?format=pdf`} className="text-accent underline underline-offset-2">
            PDF
          </a>
        </span>
      ),
  },
]

/** Nothing where nothing was ever ordered. */
export function OrdersCard() {
  const orders = useQuery(ordersQuery).data
  if (orders === undefined || orders.length === 0) return null
  return (
    <Card className="overflow-hidden">
      <CardHeader title="Orders" note="paid by card" />
      <Table label="Orders" columns={columns} rows={orders} keyOf={(order) => order.id} />
    </Card>
  )
}
