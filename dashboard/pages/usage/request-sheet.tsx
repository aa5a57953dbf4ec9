// One request in detail: what it was, what it cost and why, who was tried, and what to do about its error.
import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import type { UsageJson } from '../../../src/contract/usage.ts'
import type { UsageDetailJson } from '../../../src/contract/usage-api.ts'
import { usageRecordQuery } from '../../api/queries.ts'
import { allows } from '../../api/scope.ts'
import { count, duration } from '../../format/number.ts'
import { routeWords } from '../../format/routing.ts'
import { utcFull } from '../../format/time.ts'
import { useSession } from '../../layouts/use-session.ts'
import { paths } from '../../paths.ts'
import { StatusDot } from '../../ui/badge.tsx'
import { ButtonLink } from '../../ui/button.tsx'
import { CopyIcon } from '../../ui/copy-button.tsx'
import { Sheet } from '../../ui/dialog.tsx'
import { Fact, Facts } from '../../ui/page.tsx'
import { Loaded, Skeleton } from '../../ui/states.tsx'
import { Attempts } from './attempts.tsx'
import { CostBreakdown } from './cost-breakdown.tsx'
import { ErrorCause } from './error-cause.tsx'

interface Props {
  readonly id: string | undefined
  /** What the list knows already; the rest is asked for. It may have scrolled out of the list, or the sheet was opened by a link. */
  readonly row: UsageJson | undefined
  readonly onClose: () => void
}

export function RequestSheet({ id, row, onClose }: Props) {
  const query = useQuery({
    ...usageRecordQuery(id ?? ''),
    enabled: id !== undefined,
    ...(row && { placeholderData: { ...row, cost_lines: null, price: null } }),
  })
  return (
    <Sheet
      open={id !== undefined}
      onClose={onClose}
      title="Request"
      description={
        <span className="flex items-center gap-1 font-mono text-xs text-quiet">
          <span className="truncate">{id}</span>
          <CopyIcon text={id ?? ''} label="Copy request ID" />
        </span>
      }
    >
      <Loaded query={query} skeleton={<Skeleton className="h-64 w-full" />}>
        {(record) => <Details record={record} complete={!query.isPlaceholderData} />}
      </Loaded>
    </Sheet>
  )
}

export function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className="mt-7 first:mt-0">
      <h3 className="mb-3 text-xs font-medium text-faint">{title}</h3>
      {children}
    </section>
  )
}

function Details({ record, complete }: { record: UsageDetailJson; complete: boolean }) {
  const mayPlay = allows(useSession(), 'playground.use')
  return (
    <>
      {record.error_code !== null && <ErrorCause record={record} />}
      <Part title="Overview">
        <Facts>
          <Fact name="Status">
            <StatusDot status={record.status} />
            {record.count > 1 && <span className="text-quiet"> (stands for {count(record.count)} refusals within a minute)</span>}
          </Fact>
          <Fact name="Time">{utcFull(record.time)}</Fact>
          <Fact name="Model">{record.model ?? 'not read'}</Fact>
          <Fact name="Provider">{record.provider ?? 'none was asked'}</Fact>
          <Fact name="Key">{record.key_name}</Fact>
          <Fact name="Endpoint">
            {record.endpoint}
            {record.stream ? ', streamed' : ''}
          </Fact>
          <Fact name="Latency">
            {duration(record.latency_ms)}
            {record.ttft_ms !== null && <span className="text-quiet"> (first token after {duration(record.ttft_ms)})</span>}
          </Fact>
          {record.finish_reason !== null && <Fact name="Finish reason">{record.finish_reason}</Fact>}
          {record.stopped_by !== null && <Fact name="Stopped by">{record.stopped_by}</Fact>}
          {record.user !== null && <Fact name="User">{record.user}</Fact>}
          {record.client_address !== null && <Fact name="Client address">{record.client_address}</Fact>}
        </Facts>
      </Part>
      <Part title="Cost">
        <CostBreakdown record={record} complete={complete} />
      </Part>
      <Part title={record.attempts.length === 0 ? 'Attempts: none' : 'Attempts'}>
        <Attempts record={record} />
      </Part>
      {record.routing !== null && (
        <Part title="Routing">
          <Routing routing={record.routing} />
        </Part>
      )}
      {record.model !== null && mayPlay && (
        <p className="mt-7">
          <ButtonLink
            to={paths.playground}
            search={{ model: record.model, key_id: record.key_id, stream: record.stream ? 'true' : 'false', request: record.request_id }}
            size="small"
          >
            Open in the Playground
          </ButtonLink>
          <span className="ml-3 text-xs text-faint">with its model and key, and with its messages where they are kept</span>
        </p>
      )}
    </>
  )
}

function Routing({ routing }: { readonly routing: string }) {
  const words = routeWords(routing)
  if (words === null) return <p className="[overflow-wrap:anywhere]">{routing}</p>
  return (
    <div className="[overflow-wrap:anywhere]">
      <p>{words.chosen}</p>
      {words.asked.length > 1 && <p className="text-quiet">Asked in this order: {words.asked.join(', ')}</p>}
      {words.leftOut.map(({ offer, reason }) => (
        <p key={offer} className="text-quiet">
          Not asked: {offer} ({reason})
        </p>
      ))}
    </div>
  )
}
