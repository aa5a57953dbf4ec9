// Spend, requests, tokens, errors and speed by group and time: what the charts of Overview and Activity show. Knows no HTTP.
import { ok, refuse, type Result } from '../../base/result.ts'
import type { AccountId } from '../../contract/ids.ts'
import { type Problem, problem } from '../../contract/problems.ts'
import type { StatisticsGroupJson, StatisticsJson, StatisticsPointJson, StatisticsSumsJson } from '../../contract/usage-api.ts'
import { addSpeeds, dayMs, hourMs, percentile, type StatisticsGroup, type StatisticsRow } from '../../ledger/usage-statistics.ts'
import type { ControlDeps } from '../control-deps.ts'
import { answer, type ControlCall, type Outcome, refusal } from '../endpoint.ts'
import { summaryJson } from './get-usage-summary.ts'
import { readFilter } from './read-filter.ts'

const groups = ['model', 'key', 'member', 'provider', 'status', 'day', 'hour', 'none'] as const
type GroupBy = (typeof groups)[number]
const intervals = { hour: 1, day: 24 } as const
type Interval = keyof typeof intervals

const orders = {
  spend: (row: StatisticsRow) => row.costNano,
  requests: (row: StatisticsRow) => BigInt(row.requests),
  tokens: (row: StatisticsRow) => BigInt(row.promptTokens) + BigInt(row.completionTokens),
  errors: (row: StatisticsRow) => BigInt(row.errors),
} as const
type Order = keyof typeof orders

const topDefault = 10
const topMax = 100
/** Points of one series: six weeks of hours, or three years of days. */
const pointsMax = 1_100
const rangeMsDefault: Readonly<Record<Interval, number>> = { hour: dayMs, day: 30 * dayMs }

export const statisticsQuery = [
  'group_by',
  'interval',
  'order_by',
  'top',
  'from',
  'until',
  'model',
  'key_id',
  'member_id',
  'provider',
  'status',
]

interface Ask {
  readonly by: StatisticsGroup | null
  readonly groupBy: GroupBy
  readonly interval: Interval | null
  readonly orderBy: Order
  readonly top: number
  readonly filter: { readonly fromMs: number; readonly untilMs: number }
}

export async function getStatistics({ principal, query }: ControlCall<unknown>, deps: ControlDeps): Promise<Outcome> {
  const read = readAsk(query, deps.clock.now())
  if (!read.ok) return refusal(read.problem)
  const ask = read.value
  const everyHours = ask.interval === null ? null : intervals[ask.interval]
  const rows = await deps.store.usageStatistics(principal.accountId, { filter: ask.filter, by: ask.by, everyHours })
  const names = ask.by === 'member' ? await memberNames(principal.accountId, deps) : noNames
  const { fromMs, untilMs } = ask.filter
  const points = everyHours === null ? [] : steps(fromMs, untilMs, everyHours * hourMs)
  const series = (of: readonly StatisticsRow[]) => (everyHours === null ? {} : { series: pointsOf(of, points) })
  const byGroup = [...Map.groupBy(rows, (row) => row.group ?? '')]
    .map(([group, inside]) => ({ group, inside, whole: merge(inside) }))
    .sort((a, b) => compare(orders[ask.orderBy](b.whole), orders[ask.orderBy](a.whole)) || (a.group < b.group ? -1 : 1))
  const groupJson = (group: string, label: string, inside: readonly StatisticsRow[]): StatisticsGroupJson => ({
    group,
    label,
    ...sumsJson(merge(inside)),
    ...series(inside),
  })
  const rest = byGroup.slice(ask.top).flatMap(({ inside }) => inside)
  const grouped = byGroup
    .slice(0, ask.top)
    .map(({ group, inside, whole }) => groupJson(group, whole.label ?? names.get(group) ?? group, inside))
  return answer({
    time_zone: 'UTC',
    from: new Date(fromMs).toISOString(),
    until: new Date(untilMs).toISOString(),
    group_by: ask.groupBy,
    order_by: ask.orderBy,
    total: { ...sumsJson(merge(rows)), ...(ask.by === null ? {} : series(rows)) },
    data: ask.by === null ? pointsOf(rows, points) : grouped,
    other: ask.by === null || rest.length === 0 ? null : groupJson('', 'Other', rest),
  } satisfies StatisticsJson)
}

const noNames: ReadonlyMap<string, string> = new Map()

/** Who left the account is shown by ID: what they spent stays theirs. */
async function memberNames(account: AccountId, { store }: ControlDeps): Promise<ReadonlyMap<string, string>> {
  const members = await store.listMembers(account)
  return new Map([['', 'No member'], ...members.map(({ user }) => [user.id, user.name === '' ? user.email : user.name] as const)])
}

function readAsk(query: URLSearchParams, nowMs: number): Result<Ask, Problem> {
  const groupBy = choice(query, 'group_by', groups, 'none')
  if (!groupBy.ok) return groupBy
  const orderBy = choice(query, 'order_by', Object.keys(orders) as Order[], 'spend')
  if (!orderBy.ok) return orderBy
  const named = choice(query, 'interval', ['none', ...(Object.keys(intervals) as Interval[])] as const, 'none')
  if (!named.ok) return named
  const top = query.get('top') ?? String(topDefault)
  if (!/^\d{1,3}$/.test(top) || Number(top) < 1 || Number(top) > topMax)
    return refuse(problem('invalid_request', `\`top\` must be a whole number from 1 to ${topMax}.`, { param: 'top' }))
  const filter = readFilter(query)
  if (!filter.ok) return filter
  const timed = groupBy.value === 'day' || groupBy.value === 'hour' ? groupBy.value : null
  const interval = timed ?? (named.value === 'none' ? null : named.value)
  const stepMs = intervals[interval ?? 'hour'] * hourMs
  const untilMs = Math.ceil((filter.value.untilMs ?? nowMs + 1) / stepMs) * stepMs
  const fromMs = Math.floor((filter.value.fromMs ?? untilMs - rangeMsDefault[interval ?? 'day']) / stepMs) * stepMs
  if (fromMs >= untilMs) return refuse(problem('invalid_request', '`from` must lie before `until`.', { param: 'from' }))
  if (interval !== null && (untilMs - fromMs) / stepMs > pointsMax) {
    const message = `The range has more than ${pointsMax} intervals of one ${interval}: choose a shorter range${interval === 'hour' ? ' or days' : ''}.`
    return refuse(problem('invalid_request', message, { param: timed === null ? 'interval' : 'group_by' }))
  }
  const by = timed !== null || groupBy.value === 'none' ? null : (groupBy.value as StatisticsGroup)
  const range = { ...filter.value, fromMs, untilMs }
  return ok({ by, groupBy: groupBy.value, interval, orderBy: orderBy.value, top: Number(top), filter: range })
}

function choice<Name extends string>(query: URLSearchParams, param: string, of: readonly Name[], fallback: Name): Result<Name, Problem> {
  const value = query.get(param)
  if (value === null || value === '') return ok(fallback)
  const found = of.find((name) => name === value)
  return found === undefined ? refuse(problem('invalid_request', `\`${param}\` must be one of ${of.join(', ')}.`, { param })) : ok(found)
}

function merge(rows: readonly StatisticsRow[]): StatisticsRow {
  const sum = (value: (row: StatisticsRow) => number): number => rows.reduce((total, row) => total + value(row), 0)
  return {
    group: rows[0]?.group ?? null,
    label: rows[0]?.label ?? null,
    startMs: null,
    requests: sum((row) => row.requests),
    errors: sum((row) => row.errors),
    costNano: rows.reduce((total, row) => total + row.costNano, 0n),
    correctionsNano: rows.reduce((total, row) => total + row.correctionsNano, 0n),
    promptTokens: sum((row) => row.promptTokens),
    completionTokens: sum((row) => row.completionTokens),
    cachedTokens: sum((row) => row.cachedTokens),
    reasoningTokens: sum((row) => row.reasoningTokens),
    latency: addSpeeds(rows.map((row) => row.latency)),
    ttft: addSpeeds(rows.map((row) => row.ttft)),
  }
}

function steps(fromMs: number, untilMs: number, stepMs: number): number[] {
  return Array.from({ length: (untilMs - fromMs) / stepMs }, (_, at) => fromMs + at * stepMs)
}

function pointsOf(rows: readonly StatisticsRow[], starts: readonly number[]): StatisticsPointJson[] {
  const byStart = Map.groupBy(rows, (row) => row.startMs)
  return starts.map((startMs) => ({ start: new Date(startMs).toISOString(), ...sumsJson(merge(byStart.get(startMs) ?? [])) }))
}

function sumsJson(row: StatisticsRow): StatisticsSumsJson {
  return {
    ...summaryJson(row),
    cached_tokens: row.cachedTokens,
    reasoning_tokens: row.reasoningTokens,
    latency_ms: { p50: percentile(row.latency, 0.5), p95: percentile(row.latency, 0.95) },
    ttft_ms: { p50: percentile(row.ttft, 0.5), p95: percentile(row.ttft, 0.95) },
  }
}

function compare(a: bigint, b: bigint): number {
  return a < b ? -1 : a > b ? 1 : 0
}
