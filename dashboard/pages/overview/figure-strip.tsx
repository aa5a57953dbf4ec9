// The figures of a span side by side: balance, spend, requests, errors, speed.
import type { ReactNode } from 'react'
import type { AccountJson } from '../../../src/contract/control-api.ts'
import type { StatisticsSumsJson } from '../../../src/contract/usage-api.ts'
import { exactUsd, quotaText } from '../../format/money.ts'
import { compact, count, duration, share } from '../../format/number.ts'
import { ShortUsd } from '../../ui/amount.tsx'
import { Card } from '../../ui/page.tsx'
import { Skeleton } from '../../ui/states.tsx'

interface Props {
  readonly account: AccountJson | undefined
  readonly total: StatisticsSumsJson | undefined
}

export function FigureStrip({ account, total }: Props) {
  return (
    <Card className="overflow-hidden">
      <dl className="-mb-px -ml-px grid grid-cols-2 sm:grid-cols-3 lg:grid-cols-5">
        <Figure name="Balance" value={account && <ShortUsd usd={account.balance_usd} />}>
          {account && (account.held_usd === '0' ? `${quotaText(account.quota)} quota` : `${exactUsd(account.held_usd)} on hold`)}
        </Figure>
        <Figure name="Spend" value={total && <ShortUsd usd={total.cost_usd} />}>
          {total && `${quotaText(total.quota)} quota`}
        </Figure>
        <Figure name="Requests" value={total && compact(total.requests)}>
          {total && `${compact(total.prompt_tokens)} tokens in, ${compact(total.completion_tokens)} out`}
        </Figure>
        <Figure name="Errors" value={total && share(total.errors, total.requests)}>
          {total && `${count(total.errors)} of ${count(total.requests)}`}
        </Figure>
        <Figure name="Latency" value={total && duration(total.latency_ms.p50)}>
          {total && `median; p95 ${duration(total.latency_ms.p95)}`}
        </Figure>
      </dl>
    </Card>
  )
}

function Figure({ name, value, children }: { name: string; value: ReactNode; children: ReactNode }) {
  return (
    <div className="border-b border-l border-line px-5 py-4 max-sm:first:col-span-2">
      <dt className="text-xs text-quiet">{name}</dt>
      <dd className="figures mt-1 text-[1.375rem] leading-7 font-semibold tracking-[-0.02em]">
        {value ?? <Skeleton className="h-7 w-24" />}
      </dd>
      <dd className="figures mt-0.5 truncate text-xs text-faint">{children ?? <Skeleton className="h-3.5 w-20" />}</dd>
    </div>
  )
}
