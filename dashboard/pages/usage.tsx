// Usage Logs: filters in the URL, a histogram, the requests newest first, and one of them in detail at the side.
import { infiniteQueryOptions, type QueryClient, useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import type { UsageJson } from '../../src/contract/usage.ts'
import { ask } from '../api/client.ts'
import { histogramQuery, type ListPage } from '../api/queries.ts'
import { useTail } from '../api/tail.ts'
import { Bars } from '../charts/bars.tsx'
import { histogramBars } from '../charts/usage-bars.ts'
import { usageQueryOf, type UsageSearch } from '../format/usage-search.ts'
import { heads } from '../heads.ts'
import { paths } from '../paths.ts'
import { Button } from '../ui/button.tsx'
import { Card, Page } from '../ui/page.tsx'
import { ProblemNotice, Skeleton, SkeletonRows } from '../ui/states.tsx'
import { minuteOf, useMinute } from '../ui/use-now.ts'
import { ExportMenu } from './usage/export-menu.tsx'
import { FilterBar } from './usage/filter-bar.tsx'
import { LiveButton } from './usage/live-button.tsx'
import { RequestSheet } from './usage/request-sheet.tsx'
import { NoRequests } from './usage/no-requests.tsx'
import { RequestTable } from './usage/request-table.tsx'

const pageSize = 50

function recordsQuery(search: UsageSearch, now: number) {
  const query = usageQueryOf(search, now)
  // The start of the span moves on by the minute; the key does not, so that the rows stay while they are asked for again.
  const { range, id: _id, ...filters } = search
  return infiniteQueryOptions({
    queryKey: ['usage-pages', range ?? null, filters],
    queryFn: ({ pageParam, signal }) =>
      ask<ListPage<UsageJson>>('GET', '/usage', { signal, query: { ...query, limit: pageSize, after: pageParam ?? undefined } }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
  })
}

function histogramOf({ id: _id, ...search }: UsageSearch, now: number) {
  return histogramQuery({ ...usageQueryOf(search, now), buckets: 60 })
}

/**
 * Before the page is drawn, so that the answers travel meanwhile; resolves when they are there, or will not be. The rows are asked for however
 * fresh those of the last visit are: between the two there may have been the very request that one comes to see.
 */
export async function askAhead(queries: QueryClient, search: UsageSearch): Promise<void> {
  const now = minuteOf(Date.now())
  const records = { ...recordsQuery(search, now), staleTime: 0 }
  await Promise.all([queries.prefetchInfiniteQuery(records), queries.prefetchQuery(histogramOf(search, now))])
}

function useRecords(search: UsageSearch, now: number) {
  return useInfiniteQuery({
    ...recordsQuery(search, now),
    placeholderData: (before) => before,
    // Whoever comes here wants to see what just happened: `askAhead` has asked already.
    refetchOnMount: false,
  })
}

export function UsagePage() {
  const search = useSearch({ from: '/shell/account/usage' })
  const navigate = useNavigate()
  const [live, setLive] = useState(false)
  const now = useMinute()
  const records = useRecords(search, now)
  const fresh = useTail(search, live)
  const known = records.data?.pages.flatMap((page) => page.data)
  const rows = known && withFresh(fresh.rows, known)
  const change = (next: UsageSearch): void => void navigate({ to: paths.usage, search: next, replace: true })
  const { id: openId, ...filters } = search
  return (
    <Page
      {...heads.usage}
      actions={
        <>
          <ExportMenu search={search} />
          <LiveButton live={live} connected={fresh.connected} onChange={setLive} />
        </>
      }
    >
      <div className="space-y-4">
        <FilterBar search={filters} onChange={change} />
        <HistogramCard search={filters} now={now} onChange={change} />
        <Card className="overflow-hidden">
          {records.isError && (
            <div className="p-4">
              <ProblemNotice fault={records.error} retry={() => void records.refetch()} />
            </div>
          )}
          {rows === undefined && !records.isError && <SkeletonRows rows={10} />}
          {rows !== undefined && rows.length === 0 && <NoRequests search={filters} onChange={change} />}
          {rows !== undefined && rows.length > 0 && (
            <RequestTable rows={rows} openId={openId} onOpen={(row) => change({ ...filters, id: row.request_id })} />
          )}
          {records.hasNextPage && (
            <div className="border-t border-line p-3 text-center">
              <Button weight="ghost" busy={records.isFetchingNextPage} onClick={() => void records.fetchNextPage()}>
                Load older requests
              </Button>
            </div>
          )}
        </Card>
      </div>
      <RequestSheet id={openId} row={rows?.find((one) => one.request_id === openId)} onClose={() => change(filters)} />
    </Page>
  )
}

/** A request that was told live may be among those that were read since. */
function withFresh(fresh: readonly UsageJson[], known: readonly UsageJson[]): readonly UsageJson[] {
  const ids = new Set(known.map((row) => row.request_id))
  return [...fresh.filter((row) => !ids.has(row.request_id)), ...known]
}

function HistogramCard({ search, now, onChange }: { search: UsageSearch; now: number; onChange: (next: UsageSearch) => void }) {
  const histogram = useQuery(histogramOf(search, now)).data
  const zoom = (startMs: number): void => {
    const { range: _range, ...rest } = search
    const widthMs = (histogram?.bucket_seconds ?? 0) * 1_000
    onChange({ ...rest, from: new Date(startMs).toISOString(), until: new Date(startMs + widthMs).toISOString() })
  }
  return (
    <Card className="px-5 pt-4 pb-2">
      {histogram === undefined ? (
        <Skeleton className="h-24 w-full rounded-md" />
      ) : (
        <Bars
          label="Requests over time"
          height="h-20"
          bars={histogramBars(histogram)}
          onPick={(bar) => zoom(bar.startMs)}
          note={<span className="max-sm:hidden">{search.range === 'all' ? 'the last 30 days' : 'click a bar to look inside'}</span>}
        />
      )}
    </Card>
  )
}
