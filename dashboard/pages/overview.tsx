// Overview: the balance, what was spent and answered in a span, where it went, and what failed last.
import { type QueryClient, useQueries, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { StatisticsJson } from '../../src/contract/usage-api.ts'
import { keysQuery, sessionQuery, statisticsQuery } from '../api/queries.ts'
import { heads } from '../heads.ts'
import { Page } from '../ui/page.tsx'
import { Segments } from '../ui/segments.tsx'
import { ProblemNotice } from '../ui/states.tsx'
import { minuteOf, useMinute } from '../ui/use-now.ts'
import { ActivityCard, activityQuery } from './overview/activity-card.tsx'
import { FigureStrip } from './overview/figure-strip.tsx'
import { firstAnswerQuery, GettingStarted } from './overview/getting-started.tsx'
import { LastErrors, lastErrorsQuery } from './overview/last-errors.tsx'
import { type OverviewSpan, spans } from './overview/spans.ts'
import { TopList } from './overview/top-list.tsx'

const firstSpan: OverviewSpan = '24h'
const startOf = (span: OverviewSpan, minute: number): string => new Date(minute - spans[span].ms).toISOString()
const topModels = (from: string) => statisticsQuery({ group_by: 'model', top: 5, from })

const further = ['key', 'member', 'provider'] as const
const topOf = (group_by: (typeof further)[number], from: string) => statisticsQuery({ group_by, top: 5, from })

/** Before the page is drawn, so that the answers travel meanwhile; resolves when they are there, or will not be. */
export async function askAhead(queries: QueryClient): Promise<void> {
  const from = startOf(firstSpan, minuteOf(Date.now()))
  const statistics = [topModels(from), activityQuery({ span: firstSpan, from }), ...further.map((group) => topOf(group, from))]
  const lists = [firstAnswerQuery, lastErrorsQuery(from)]
  await Promise.all([
    queries.prefetchQuery(keysQuery),
    ...statistics.map((query) => queries.prefetchQuery(query)),
    ...lists.map((query) => queries.prefetchQuery(query)),
  ])
}

export function OverviewPage() {
  const session = useQuery(sessionQuery).data
  const [span, setSpan] = useState<OverviewSpan>(firstSpan)
  const from = startOf(span, useMinute())
  const models = useQuery(topModels(from))
  // Whose lists are shown only then.
  const enabled = (models.data?.total.requests ?? 0) > 0
  const more = useQueries({
    queries: further.map((group) => ({ ...topOf(group, from), enabled })),
  })
  const [keys, members, providers] = more.map((query) => query.data)
  const { range } = spans[span]
  return (
    <Page
      {...heads.overview}
      lead={session?.account.name}
      actions={
        <Segments
          label="Time range"
          value={span}
          onChange={setSpan}
          options={Object.entries(spans).map(([value, { label }]) => ({ value: value as OverviewSpan, label }))}
        />
      }
    >
      <div className="space-y-6">
        <GettingStarted />
        {models.isError && <ProblemNotice fault={models.error} retry={() => void models.refetch()} />}
        <FigureStrip account={session?.account} total={models.data?.total} />
        <ActivityCard span={span} from={from} />
        {models.data !== undefined && models.data.total.requests > 0 && (
          <div className="grid gap-6 md:grid-cols-2">
            <TopList title="Models" statistics={models.data} searchOf={(model) => ({ model, range })} />
            {keys && <TopList title="Keys" statistics={keys} searchOf={(key_id) => ({ key_id, range })} />}
            {members && saysWho(members) && (
              <TopList title="Members" statistics={members} searchOf={(member_id) => ({ member_id, range })} />
            )}
            {providers && <TopList title="Providers" statistics={providers} searchOf={(provider) => ({ provider, range })} />}
          </div>
        )}
        <LastErrors from={from} />
      </div>
    </Page>
  )
}

/** While no key belongs to anybody, spend by member says nothing. */
function saysWho(members: StatisticsJson): boolean {
  return members.data.some((row) => 'group' in row && row.group !== '')
}
