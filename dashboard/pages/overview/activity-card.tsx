// Activity: any measure over time by model, key, member or provider, the first groups in their own colours and the rest as one.
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { StatisticsJson } from '../../../src/contract/usage-api.ts'
import { statisticsQuery } from '../../api/queries.ts'
import { Bars } from '../../charts/bars.tsx'
import { classOfSeries, groupsOf, type Measure, measures, nameOf, seriesMax, statisticsBars } from '../../charts/usage-bars.ts'
import { cx } from '../../ui/cx.ts'
import { Card } from '../../ui/page.tsx'
import { Segments } from '../../ui/segments.tsx'
import { Skeleton } from '../../ui/states.tsx'
import { type OverviewSpan, spans } from './spans.ts'

type GroupBy = 'model' | 'key' | 'member' | 'provider'
const groupings: readonly { readonly value: GroupBy; readonly label: string }[] = [
  { value: 'model', label: 'Model' },
  { value: 'key', label: 'Key' },
  { value: 'member', label: 'Member' },
  { value: 'provider', label: 'Provider' },
]
const measureOptions = Object.entries(measures).map(([value, label]) => ({ value: value as Measure, label }))

interface Shown {
  readonly span: OverviewSpan
  readonly from: string
  readonly groupBy?: GroupBy
  readonly measure?: Measure
}

export function activityQuery({ span, from, groupBy = 'model', measure = 'requests' }: Shown) {
  const orderBy = measure === 'latency' ? 'requests' : measure
  return statisticsQuery({ group_by: groupBy, interval: spans[span].interval, order_by: orderBy, top: seriesMax, from })
}

export function ActivityCard({ span, from }: { span: OverviewSpan; from: string }) {
  const [measure, setMeasure] = useState<Measure>('requests')
  const [groupBy, setGroupBy] = useState<GroupBy>('model')
  const { interval, intervalMs } = spans[span]
  const query = useQuery(activityQuery({ span, from, groupBy, measure }))
  return (
    <Card className="px-5 pt-4 pb-3">
      <header className="mb-5 flex flex-wrap items-center justify-between gap-3">
        <h2 className="sr-only">Activity</h2>
        <Segments label="Measure" value={measure} onChange={setMeasure} options={measureOptions} />
        {measure !== 'latency' && <Segments label="Group by" value={groupBy} onChange={setGroupBy} options={groupings} />}
      </header>
      {query.data === undefined ? (
        <Skeleton className="h-48 w-full rounded-md" />
      ) : (
        <>
          <Bars
            label={`${measures[measure]} by ${interval}`}
            height="h-44"
            bars={statisticsBars(query.data, measure, intervalMs)}
            note={`by ${interval}, UTC`}
            empty="Nothing was asked in this time."
          />
          {measure !== 'latency' && <Legend statistics={query.data} />}
        </>
      )}
    </Card>
  )
}

function Legend({ statistics }: { statistics: StatisticsJson }) {
  const groups = groupsOf(statistics)
  if (groups.length < 2) return null
  return (
    <ul className="flex flex-wrap gap-x-5 gap-y-1 pt-1 pb-1 text-xs text-quiet">
      {groups.map((group, index) => (
        <li key={group.group + group.label} className="flex items-center gap-1.5">
          <span aria-hidden className={cx('size-2 rounded-[2px]', index >= seriesMax ? 'bg-series-other' : classOfSeries(index))} />
          {nameOf(group)}
        </li>
      ))}
    </ul>
  )
}
