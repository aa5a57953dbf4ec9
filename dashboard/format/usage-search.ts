// The filters of Usage Logs as they stand in the URL: read, written, and turned into a query. Knows no components.
import type { StatusClass } from '../../src/contract/problems.ts'

export const ranges = { '1h': 'Last hour', '24h': 'Last 24 hours', '7d': 'Last 7 days', '30d': 'Last 30 days', all: 'All time' } as const
export type Range = keyof typeof ranges
export const rangeMs: Readonly<Record<Exclude<Range, 'all'>, number>> = {
  '1h': 3_600_000,
  '24h': 86_400_000,
  '7d': 604_800_000,
  '30d': 2_592_000_000,
}
export const rangeDefault: Range = '24h'

/** `error` stands for every class that is neither a success nor cancelled. */
export const statusNames: Readonly<Record<StatusClass | 'error', string>> = {
  error: 'Any error',
  success: 'Success',
  user_error: 'User error',
  quota: 'Quota',
  rate_limit: 'Rate limit',
  upstream: 'Upstream',
  gateway: 'Gateway',
  cancelled: 'Cancelled',
}

/** In the order in which the filter menu offers them. */
export const filterNames = {
  status: 'Status',
  model: 'Model',
  key_id: 'Key',
  member_id: 'Member',
  provider: 'Provider',
  error_code: 'Error code',
  cost_min_usd: 'Cost from',
  user: 'User',
  request_id: 'Request ID',
} as const
export type FilterName = keyof typeof filterNames

export type UsageSearch = { readonly [name in FilterName]?: string } & {
  readonly range?: Range
  /** ISO instants; both or neither, and then `range` does not count. */
  readonly from?: string
  readonly until?: string
  /** The request whose details are open. */
  readonly id?: string
}

const isInstant = (value: unknown): value is string => typeof value === 'string' && !Number.isNaN(Date.parse(value))

/** Keeps what it knows and drops the rest: an old or a hand-made link still opens. */
export function readUsageSearch(raw: Readonly<Record<string, unknown>>): UsageSearch {
  const search: Record<string, string> = {}
  for (const name of [...Object.keys(filterNames), 'id']) {
    const value = raw[name]
    if (typeof value === 'string' && value !== '' && value.length <= 200) search[name] = value
  }
  if (search['status'] !== undefined && !Object.hasOwn(statusNames, search['status'])) delete search['status']
  const { range, from, until } = raw
  if (isInstant(from) && isInstant(until) && Date.parse(from) < Date.parse(until)) Object.assign(search, { from, until })
  else if (typeof range === 'string' && Object.hasOwn(ranges, range) && range !== rangeDefault) search['range'] = range
  return search
}

/** The span that is looked at; `fromMs` is null for all time. */
export function spanOf(search: UsageSearch, nowMs: number): { readonly fromMs: number | null; readonly untilMs: number } {
  if (search.from !== undefined && search.until !== undefined) return { fromMs: Date.parse(search.from), untilMs: Date.parse(search.until) }
  const range = search.range ?? rangeDefault
  return { fromMs: range === 'all' ? null : nowMs - rangeMs[range], untilMs: nowMs }
}

/** Parameters of `GET /control/v1/usage`. An open end stays open, so that new requests appear. */
export function usageQueryOf(search: UsageSearch, nowMs: number): Readonly<Record<string, string | undefined>> {
  const { range: _range, id: _id, from: _from, until, ...filters } = search
  const { fromMs } = spanOf(search, nowMs)
  return { ...filters, from: fromMs === null ? undefined : new Date(fromMs).toISOString(), until }
}

export function activeFilters(search: UsageSearch): readonly (readonly [FilterName, string])[] {
  return (Object.keys(filterNames) as FilterName[]).flatMap((name) => {
    const value = search[name]
    return value === undefined ? [] : [[name, value] as const]
  })
}
