// Audit log: who did what and when, newest first; and whether its chain still holds.
import { useInfiniteQuery, useMutation } from '@tanstack/react-query'
import { ShieldCheck } from 'lucide-react'
import { useState } from 'react'
import type { AuditEntryJson, AuditReportJson } from '../../../src/contract/audit-api.ts'
import { ask } from '../../api/client.ts'
import type { ListPage } from '../../api/queries.ts'
import { allows } from '../../api/scope.ts'
import { count } from '../../format/number.ts'
import { utcFull, utcShort } from '../../format/time.ts'
import { heads } from '../../heads.ts'
import { useSession } from '../../layouts/use-session.ts'
import { Dot } from '../../ui/badge.tsx'
import { Button } from '../../ui/button.tsx'
import { Sheet } from '../../ui/dialog.tsx'
import { Card, Fact, Facts, Page } from '../../ui/page.tsx'
import { Segments } from '../../ui/segments.tsx'
import { EmptyState, ProblemNotice, SkeletonRows } from '../../ui/states.tsx'
import { Table } from '../../ui/table.tsx'

type Whose = 'account' | 'server'

export function AuditLogPage() {
  const operates = allows(useSession(), 'server.operate')
  const [whose, setWhose] = useState<Whose>('account')
  const [open, setOpen] = useState<AuditEntryJson>()
  const query = useInfiniteQuery({
    queryKey: ['audit', whose],
    queryFn: ({ pageParam, signal }) =>
      ask<ListPage<AuditEntryJson>>('GET', '/audit', {
        signal,
        query: { limit: 50, after: pageParam ?? undefined, all: whose === 'server' ? 'true' : undefined },
      }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
    refetchOnMount: 'always',
  })
  const rows = query.data?.pages.flatMap((page) => page.data)
  return (
    <Page
      {...heads.auditLog}
      actions={
        operates && (
          <>
            <Segments
              label="Whose actions"
              value={whose}
              onChange={setWhose}
              options={[
                { value: 'account', label: 'This account' },
                { value: 'server', label: 'All accounts' },
              ]}
            />
            <VerifyButton />
          </>
        )
      }
    >
      <Card className="overflow-hidden">
        {query.isError && <ProblemNotice fault={query.error} retry={() => void query.refetch()} />}
        {rows === undefined && !query.isError && <SkeletonRows />}
        {rows !== undefined && rows.length === 0 && (
          <EmptyState icon={<ShieldCheck size={18} />} title="Nothing was changed yet">
            Sign-ins, keys, members, budgets and credits appear here as they happen.
          </EmptyState>
        )}
        {rows !== undefined && rows.length > 0 && <AuditTable rows={rows} onOpen={setOpen} />}
        {query.hasNextPage && (
          <div className="border-t border-line p-3 text-center">
            <Button weight="ghost" busy={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
              Load older entries
            </Button>
          </div>
        )}
      </Card>
      <Sheet open={open !== undefined} onClose={() => setOpen(undefined)} title={open?.action ?? ''}>
        {open !== undefined && <Details entry={open} />}
      </Sheet>
    </Page>
  )
}

function AuditTable({ rows, onOpen }: { rows: readonly AuditEntryJson[]; onOpen: (entry: AuditEntryJson) => void }) {
  return (
    <Table
      label="Audit log"
      rows={rows}
      keyOf={(entry) => String(entry.sequence)}
      onOpen={onOpen}
      columns={[
        {
          name: 'Time (UTC)',
          className: 'figures whitespace-nowrap',
          cell: (entry) => <time title={utcFull(entry.time)}>{utcShort(entry.time)}</time>,
        },
        { name: 'Action', cell: (entry) => <code className="font-mono text-xs font-medium">{entry.action}</code> },
        {
          name: 'By',
          className: 'max-w-64',
          cell: (entry) => <span className="block truncate font-mono text-xs text-quiet">{entry.actor}</span>,
        },
        {
          name: 'On',
          from: 'lg',
          className: 'max-w-64',
          cell: (entry) => <span className="block truncate font-mono text-xs text-quiet">{entry.target ?? '–'}</span>,
        },
        { name: 'From', from: 'md', cell: (entry) => <span className="text-quiet">{entry.address ?? '–'}</span> },
      ]}
    />
  )
}

function Details({ entry }: { entry: AuditEntryJson }) {
  return (
    <>
      <Facts>
        <Fact name="Time">{utcFull(entry.time)}</Fact>
        <Fact name="By">{entry.actor}</Fact>
        <Fact name="On">{entry.target ?? '–'}</Fact>
        <Fact name="Account">{entry.account_id ?? '–'}</Fact>
        <Fact name="From">{entry.address ?? '–'}</Fact>
        <Fact name="Request ID">{entry.request_id}</Fact>
        <Fact name="Entry">{count(entry.sequence)}</Fact>
        <Fact name="Hash">
          <code className="font-mono text-xs">{entry.hash}</code>
        </Fact>
      </Facts>
      <Values title="Before" fields={entry.before} />
      <Values title="After" fields={entry.after} />
    </>
  )
}

function Values({ title, fields }: { title: string; fields: AuditEntryJson['before'] }) {
  if (fields === null) return null
  return (
    <section className="mt-6">
      <h3 className="mb-2 text-xs font-medium text-faint">{title}</h3>
      <pre
        tabIndex={0}
        aria-label={title}
        className="overflow-x-auto rounded-lg border border-line bg-sunken p-4 font-mono text-xs leading-5"
      >
        {JSON.stringify(fields, null, 2)}
      </pre>
    </section>
  )
}

function VerifyButton() {
  const verify = useMutation({ mutationFn: () => ask<AuditReportJson>('GET', '/audit/verify') })
  const { data } = verify
  return (
    <span className="inline-flex items-center gap-3">
      <Button busy={verify.isPending} onClick={() => verify.mutate()}>
        <ShieldCheck size={14} aria-hidden /> Verify
      </Button>
      {data !== undefined && (
        <span role="status">
          <Dot tone={data.ok ? 'good' : 'bad'}>
            {data.ok ? `All ${count(data.entries)} entries hold` : `The chain breaks at entry ${data.first_break ?? '?'}`}
          </Dot>
        </span>
      )}
    </span>
  )
}
