// Requests as rows, newest first.
import type { UsageJson } from '../../../src/contract/usage.ts'
import { exactUsd, quotaText } from '../../format/money.ts'
import { count, duration } from '../../format/number.ts'
import { utcFull, utcShort } from '../../format/time.ts'
import { StatusDot } from '../../ui/badge.tsx'
import { CopyIcon } from '../../ui/copy-button.tsx'
import { type Column, Table } from '../../ui/table.tsx'

const columns: readonly Column<UsageJson>[] = [
  {
    name: 'Time (UTC)',
    className: 'figures whitespace-nowrap',
    cell: (row) => (
      <time dateTime={row.time} title={utcFull(row.time)}>
        {utcShort(row.time)}
      </time>
    ),
  },
  {
    name: 'Status',
    cell: (row) => (
      <span className="inline-flex items-center gap-2">
        <StatusDot status={row.status} />
        {row.count > 1 && (
          <span className="figures text-xs text-quiet" title={`${row.count} refusals like this one within a minute, folded into one row`}>
            ×{count(row.count)}
          </span>
        )}
      </span>
    ),
  },
  {
    name: 'Model',
    className: 'max-w-56',
    cell: (row) => (
      <span className="block truncate" title={row.model ?? undefined}>
        {row.model ?? <span className="text-faint">not read</span>}
      </span>
    ),
  },
  {
    name: 'Key',
    from: 'md',
    className: 'max-w-40',
    cell: (row) => <span className="block truncate text-quiet">{row.key_name}</span>,
  },
  {
    name: 'Tokens in → out',
    figures: true,
    from: 'sm',
    className: 'whitespace-nowrap',
    cell: (row) => (
      <span title={`${count(row.cached_tokens)} of the prompt were cached`}>
        {count(row.prompt_tokens)} <span className="text-faint">→</span> {count(row.completion_tokens)}
      </span>
    ),
  },
  {
    name: 'Cost',
    figures: true,
    cell: (row) => (
      <span title={`${quotaText(row.quota)} quota`}>
        {row.cost_usd === '0' ? <span className="text-faint">$0.00</span> : exactUsd(row.cost_usd)}
      </span>
    ),
  },
  { name: 'First token', figures: true, from: 'xl', className: 'whitespace-nowrap', cell: (row) => duration(row.ttft_ms) },
  { name: 'Latency', figures: true, from: 'md', className: 'whitespace-nowrap', cell: (row) => duration(row.latency_ms) },
  {
    name: 'Request ID',
    from: 'lg',
    cell: (row) => (
      <span className="inline-flex items-center gap-1 font-mono text-xs whitespace-nowrap text-quiet">
        {row.request_id.slice(0, 8)}…{row.request_id.slice(-4)}
        <CopyIcon text={row.request_id} label="Copy request ID" />
      </span>
    ),
  },
]

function RequestCard({ row }: { row: UsageJson }) {
  return (
    <>
      <span className="flex items-center justify-between gap-3">
        <span className="min-w-0 truncate font-medium">{row.model ?? 'no model read'}</span>
        <span className="figures">{exactUsd(row.cost_usd)}</span>
      </span>
      <span className="mt-1 flex items-center justify-between gap-3 text-xs text-quiet">
        <StatusDot status={row.status} />
        <span className="figures">
          {utcShort(row.time)} · {duration(row.latency_ms)}
        </span>
      </span>
    </>
  )
}

interface Props {
  readonly rows: readonly UsageJson[]
  readonly openId: string | undefined
  readonly onOpen: (row: UsageJson) => void
}

export function RequestTable({ rows, openId, onOpen }: Props) {
  return (
    <Table
      label="Requests"
      columns={columns}
      rows={rows}
      keyOf={(row) => row.request_id}
      onOpen={onOpen}
      isOpen={(row) => row.request_id === openId}
      card={(row) => <RequestCard row={row} />}
    />
  )
}
