// Billing: what the account has, and what moved on it.
import { type QueryClient, useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { ReceiptText } from 'lucide-react'
import type { EntryJson } from '../../src/contract/control-api.ts'
import { alertsQuery, billingQuery, budgetsQuery, entriesQuery, sessionQuery } from '../api/queries.ts'
import { allows } from '../api/scope.ts'
import { exactUsd, quotaText } from '../format/money.ts'
import { utcFull, utcShort } from '../format/time.ts'
import { heads } from '../heads.ts'
import { paths } from '../paths.ts'
import { ShortUsd } from '../ui/amount.tsx'
import { Button } from '../ui/button.tsx'
import { Card, CardHeader, Page } from '../ui/page.tsx'
import { EmptyState, Loaded, Skeleton } from '../ui/states.tsx'
import { type Column, Table } from '../ui/table.tsx'
import { AlertsCard } from './billing/alerts-card.tsx'
import { AutoTopUpCard } from './billing/auto-top-up-card.tsx'
import { BudgetsCard } from './billing/budgets-card.tsx'
import { OrdersCard } from './billing/orders-card.tsx'
import { TopUpCard } from './billing/top-up-card.tsx'

/** Before the page is drawn, so that the answers travel meanwhile. */
export function askAhead(queries: QueryClient): void {
  void queries.prefetchQuery(billingQuery)
  void queries.prefetchQuery(budgetsQuery)
  void queries.prefetchQuery(alertsQuery)
  void queries.prefetchInfiniteQuery(entriesQuery)
}

export function BillingPage() {
  const session = useQuery({ ...sessionQuery, refetchInterval: 10_000 }).data
  const account = session?.account
  const billing = useQuery(billingQuery)
  return (
    <Page {...heads.billing}>
      <Card className="mb-6">
        <dl className="grid sm:grid-cols-3">
          <Figure name="Balance" usd={account?.balance_usd} note={account && `${quotaText(account.quota)} quota`} />
          <Figure name="On hold" usd={account?.held_usd} note="reserved for requests under way" />
          <Figure name="Available" usd={account?.available_usd} note="for new requests" />
        </dl>
      </Card>
      {billing.isPending ? (
        // Which cards there are depends on the answer: one that came in between would move what somebody is about to press.
        <Skeleton className="h-96 w-full rounded-xl" />
      ) : (
        <div className="space-y-6">
          {allows(session, 'account.write') && <TopUpCard />}
          {billing.data?.payments.enabled === true && allows(session, 'billing.write') && <AutoTopUpCard />}
          <BudgetsCard mayWrite={allows(session, 'account.write')} />
          <AlertsCard mayWrite={allows(session, 'account.write')} />
          <OrdersCard />
          <Entries />
        </div>
      )}
    </Page>
  )
}

function Figure({ name, usd, note }: { name: string; usd: string | undefined; note: string | undefined }) {
  return (
    <div className="border-line px-5 py-5 max-sm:border-b max-sm:last:border-0 sm:border-l sm:first:border-0">
      <dt className="text-xs text-quiet">{name}</dt>
      <dd className="figures mt-1 text-2xl font-semibold tracking-[-0.02em]">
        {usd === undefined ? <Skeleton className="h-8 w-28" /> : <ShortUsd usd={usd} />}
      </dd>
      <dd className="figures mt-0.5 text-xs text-faint">{note}</dd>
    </div>
  )
}

const kindNames: Readonly<Record<string, string>> = {
  demo_credit: 'Demo credit',
  manual_credit: 'Credit by the operator',
  voucher: 'Voucher',
  top_up: 'Top-up by card',
  charge: 'Request',
  reversal: 'Charge taken back',
  refund: 'Refund',
  adjustment: 'Adjustment',
}

/** Money that leaves a customer has him on the left side of the entry, whatever its kind. */
function isOut(entry: EntryJson): boolean {
  return entry.from.startsWith('customer:')
}

const columns: readonly Column<EntryJson>[] = [
  {
    name: 'Time (UTC)',
    className: 'figures whitespace-nowrap',
    cell: (entry) => <time title={utcFull(entry.time)}>{utcShort(entry.time)}</time>,
  },
  { name: 'What', cell: (entry) => kindNames[entry.kind] ?? entry.kind.replaceAll('_', ' ') },
  {
    name: 'Note',
    from: 'md',
    className: 'max-w-72',
    cell: (entry) => <span className="block truncate text-quiet">{entry.note}</span>,
  },
  {
    name: 'Reference',
    from: 'lg',
    className: 'max-w-52',
    cell: (entry) =>
      entry.kind === 'charge' ? (
        <Link to={paths.usage} search={{ id: entry.reference }} className="block truncate font-mono text-xs text-quiet hover:underline">
          {entry.reference}
        </Link>
      ) : (
        <span className="block truncate font-mono text-xs text-faint">{entry.reference}</span>
      ),
  },
  {
    name: 'Amount',
    figures: true,
    cell: (entry) => (
      <span title={`${quotaText(entry.quota)} quota`} className={isOut(entry) ? '' : 'font-medium text-good'}>
        {isOut(entry) ? '−' : '+'}
        {exactUsd(entry.usd)}
      </span>
    ),
  },
]

function Entries() {
  const query = useInfiniteQuery({ ...entriesQuery, select: ({ pages }) => pages.flatMap((page) => page.data) })
  return (
    <Card className="overflow-hidden">
      <CardHeader title="Transactions" note="newest first" />
      <Loaded query={query}>
        {(entries) =>
          entries.length === 0 ? (
            <EmptyState icon={<ReceiptText size={18} />} title="Nothing has moved yet">
              Credits and the charges of requests appear here as they happen.
            </EmptyState>
          ) : (
            <>
              <Table label="Transactions" columns={columns} rows={entries} keyOf={(entry) => String(entry.sequence)} />
              {query.hasNextPage && (
                <div className="border-t border-line p-3 text-center">
                  <Button weight="ghost" busy={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
                    Load older entries
                  </Button>
                </div>
              )}
            </>
          )
        }
      </Loaded>
    </Card>
  )
}
