// Overview: the balance, what was spent and answered in a span, where it went, and what failed last.
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { UsageJson } from '../../src/contract/usage.ts'
import { useActivity } from '../api/activity.ts'
import { sessionQuery } from '../api/queries.ts'
import { requestBars, spendBars } from '../charts/activity-bars.tsx'
import { Bars } from '../charts/bars.tsx'
import { groupsOf } from '../format/activity.ts'
import type { Range } from '../format/usage-search.ts'
import { Card, CardHeader, Page } from '../ui/page.tsx'
import { Segments } from '../ui/segments.tsx'
import { ProblemNotice, Skeleton } from '../ui/states.tsx'
import { useMinute } from '../ui/use-now.ts'
import { FigureStrip } from './overview/figure-strip.tsx'
import { GettingStarted } from './overview/getting-started.tsx'
import { LastErrors } from './overview/last-errors.tsx'
import { TopList } from './overview/top-list.tsx'

const offered: readonly { readonly value: Range; readonly label: string }[] = [
  { value: '1h', label: '1 hour' },
  { value: '24h', label: '24 hours' },
  { value: '7d', label: '7 days' },
  { value: '30d', label: '30 days' },
]

export function OverviewPage() {
  const session = useQuery(sessionQuery).data
  const [range, setRange] = useState<Range>('24h')
  const now = useMinute()
  const { query, records, buckets, partial } = useActivity({ range }, now)
  return (
    <Page
      title="Overview"
      lead={session?.account.name}
      actions={<Segments label="Time range" value={range} onChange={setRange} options={offered} />}
    >
      <div className="space-y-6">
        <GettingStarted />
        {query.isError && <ProblemNotice fault={query.error} retry={() => void query.refetch()} />}
        <FigureStrip account={session?.account} records={records} />
        <ActivityCard buckets={buckets} note={partial ? 'of the latest 1,000 requests' : 'by UTC time'} />
        {records !== undefined && records.length > 0 && <Breakdown records={records} range={range} />}
      </div>
    </Page>
  )
}

function ActivityCard({ buckets, note }: { buckets: ReturnType<typeof useActivity>['buckets']; note: string }) {
  const [what, setWhat] = useState<'requests' | 'spend'>('requests')
  return (
    <Card>
      <CardHeader title="Activity" note={note}>
        <Segments
          label="What the chart shows"
          value={what}
          onChange={setWhat}
          options={[
            { value: 'requests', label: 'Requests' },
            { value: 'spend', label: 'Spend' },
          ]}
        />
      </CardHeader>
      <div className="px-5 pb-3">
        {buckets === undefined ? (
          <Skeleton className="h-40 w-full rounded-md" />
        ) : (
          <Bars
            label={what === 'requests' ? 'Requests over time' : 'Spend over time'}
            bars={what === 'requests' ? requestBars(buckets) : spendBars(buckets)}
          />
        )}
      </div>
    </Card>
  )
}

function Breakdown({ records, range }: { records: readonly UsageJson[]; range: Range }) {
  const models = groupsOf(records, (record) => [record.model ?? '', record.model ?? 'not read'])
  const keys = groupsOf(records, (record) => [record.key_id, record.key_name])
  return (
    <>
      <div className="grid gap-6 md:grid-cols-2">
        <TopList title="Models" rows={models} searchOf={(id) => ({ model: id, range })} />
        <TopList title="Keys" rows={keys} searchOf={(id) => ({ key_id: id, range })} />
      </div>
      <LastErrors records={records} />
    </>
  )
}
