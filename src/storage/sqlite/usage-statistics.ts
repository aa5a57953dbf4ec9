// Sums over usage records in SQLite: from the sums by hour where they know the answer, else inside the index of records. Knows no rules.
import type { DatabaseSync, SQLInputValue } from 'node:sqlite'
import type { AccountId, ProviderId } from '../../contract/ids.ts'
import type { Nano } from '../../contract/money.ts'
import type { UsageFilter } from '../../ledger/usage-store.ts'
import {
  dayMs,
  type HealthDay,
  hourMs,
  type StatisticsQuery,
  type StatisticsRow,
  type UsageBucket,
  type UsageTotals,
} from '../../ledger/usage-statistics.ts'
import { groupConditions, isSummed, usageConditions } from './engine/usage-conditions.ts'

const failed = "u.status NOT IN ('success', 'cancelled')"
const recordSums = `sum(u.count) AS requests, sum(CASE WHEN ${failed} THEN u.count ELSE 0 END) AS errors, sum(u.cost_nano) AS cost,
  sum(u.prompt_tokens) AS prompt, sum(u.completion_tokens) AS completion`
const hourSums = `sum(u.requests) AS requests, sum(CASE WHEN ${failed} THEN u.requests ELSE 0 END) AS errors,
  sum(u.cost_nano + u.corrected_nano) AS cost, sum(u.corrected_nano) AS corrected,
  sum(u.prompt_tokens) AS prompt, sum(u.completion_tokens) AS completion`

// Corrections are few and have an index of their own, so that the large one need not carry them.
const isCorrected = '(u.reversed_nano <> 0 OR u.adjusted_nano <> 0)'
const recordCorrections = 'sum(u.adjusted_nano - u.reversed_nano) AS corrected'

/** What a group is called in the sums by hour. */
const groupColumn = {
  model: 'u.model',
  key: 'k.id',
  member: "ifnull(k.member_id, '')",
  provider: 'u.provider',
  status: 'u.status',
} as const

export function usageStatisticsReads(db: DatabaseSync) {
  function fromRecords(account: AccountId, filter: UsageFilter): UsageTotals {
    const { where, values } = usageConditions(account, filter)
    const rest = `FROM usage_records u WHERE ${where.join(' AND ')}`
    const charged = totalsOf(get(`SELECT ${recordSums} ${rest}`, values))
    return corrected(charged, get(`SELECT ${recordCorrections} ${rest} AND ${isCorrected}`, values))
  }

  /** Whole hours only: `from` inclusive, `until` exclusive, both counted from 1970. */
  function fromHours(account: AccountId, filter: UsageFilter, from: number, until: number): UsageTotals {
    const { where, values } = groupConditions(account, filter)
    const sql = `SELECT ${hourSums} FROM usage_hours u WHERE ${where.join(' AND ')} AND u.hour >= ? AND u.hour < ?`
    return totalsOf(get(sql, [...values, from, until]))
  }

  const { get, all } = queries(db)

  return {
    usageTotals(account: AccountId, filter: UsageFilter): UsageTotals {
      const { fromMs = 0, untilMs = Number.MAX_SAFE_INTEGER } = filter
      const firstWhole = Math.ceil(fromMs / hourMs)
      const pastWhole = Math.floor(untilMs / hourMs)
      if (!isSummed(filter) || firstWhole >= pastWhole) return fromRecords(account, filter)
      const parts = [fromHours(account, filter, firstWhole, pastWhole)]
      if (firstWhole * hourMs > fromMs) parts.push(fromRecords(account, { ...filter, untilMs: firstWhole * hourMs }))
      if (pastWhole * hourMs < untilMs && filter.untilMs !== undefined)
        parts.push(fromRecords(account, { ...filter, fromMs: pastWhole * hourMs }))
      return parts.reduce(addTotals)
    },

    usageStatistics(account: AccountId, { filter, by, everyHours }: StatisticsQuery): readonly StatisticsRow[] {
      const { where, values } = groupConditions(account, filter)
      where.push(`u.hour >= ${Math.floor(filter.fromMs / hourMs)}`, `u.hour < ${Math.ceil(filter.untilMs / hourMs)}`)
      const group = by === null ? 'NULL' : groupColumn[by]
      const interval = everyHours === null ? 'NULL' : `u.hour / ${everyHours} * ${everyHours}`
      const joined = by === 'key' || by === 'member' ? ' JOIN keys k ON k.no = u.key_no' : ''
      const label = by === 'key' ? 'max(k.name)' : 'NULL'
      const rest = `${joined} WHERE ${where.join(' AND ')}`
      const rows = all(
        `SELECT ${group} AS grouped, ${interval} AS hour, ${label} AS label, ${hourSums}, sum(u.cached_tokens) AS cached,
           sum(u.reasoning_tokens) AS reasoning FROM usage_hours u ${rest} GROUP BY 1, 2`,
        values,
      )
      const steps = `SELECT ${group} AS grouped, ${interval} AS hour, u.latency_steps, u.ttft_steps FROM usage_hours u ${rest}
        AND u.latency_steps IS NOT NULL`
      const speeds = gatherSpeeds(db.prepare(steps).iterate(...values))
      return rows.map((row) => statisticsOf(row, speeds.get(placeOf(row))))
    },
    ...histogramReads(db),
    ...healthReads(db),
  }
}

function queries(db: DatabaseSync) {
  const big = { readBigInts: true }
  return {
    get: (sql: string, values: readonly SQLInputValue[]): Record<string, unknown> | undefined => db.prepare(sql, big).get(...values),
    all: (sql: string, values: readonly SQLInputValue[]): Record<string, unknown>[] => db.prepare(sql, big).all(...values),
  }
}

function histogramReads(db: DatabaseSync) {
  const { all } = queries(db)
  return {
    usageHistogram(account: AccountId, filter: UsageFilter, bucketMs: number): readonly UsageBucket[] {
      const { fromMs = 0, untilMs = 0 } = filter
      const whole = [fromMs, untilMs, bucketMs].every((ms) => ms % hourMs === 0)
      const summed = whole && isSummed(filter)
      const { where, values } = summed ? groupConditions(account, filter) : usageConditions(account, filter)
      const time = summed ? `u.hour * ${hourMs}` : 'u.time_ms'
      if (summed) {
        if (filter.fromMs !== undefined) where.push(`u.hour >= ${fromMs / hourMs}`)
        if (filter.untilMs !== undefined) where.push(`u.hour < ${untilMs / hourMs}`)
      }
      const sql = `SELECT ${time} / ${bucketMs} AS bucket, ${summed ? hourSums : recordSums} FROM ${summed ? 'usage_hours' : 'usage_records'} u
        WHERE ${where.join(' AND ')} GROUP BY bucket ORDER BY bucket`
      const corrections = new Map<unknown, Record<string, unknown>>()
      if (!summed) {
        const few = `SELECT ${time} / ${bucketMs} AS bucket, ${recordCorrections} FROM usage_records u
          WHERE ${where.join(' AND ')} AND ${isCorrected} GROUP BY bucket`
        for (const row of all(few, values)) corrections.set(row['bucket'], row)
      }
      return all(sql, values).map((row) => {
        const { requests, errors, costNano } = corrected(totalsOf(row), corrections.get(row['bucket']))
        return { startMs: Number(row['bucket']) * bucketMs, requests, errors, costNano }
      })
    },
  }
}

function healthReads(db: DatabaseSync) {
  const health = db.prepare('SELECT day, provider, tries, failed FROM health_days WHERE day >= ? ORDER BY day, provider')
  return {
    healthDays(fromMs: number): readonly HealthDay[] {
      return health.all(Math.floor(fromMs / dayMs)).map((row) => ({
        provider: row['provider'] === '' ? null : (row['provider'] as ProviderId),
        startMs: Number(row['day']) * dayMs,
        tries: Number(row['tries']),
        failed: Number(row['failed']),
      }))
    },
  }
}

interface SpeedSums {
  readonly latency: Map<number, number>
  readonly ttft: Map<number, number>
}

/** Merged here, not in SQL: a parsed object is cheaper than a row for each step. */
function gatherSpeeds(rows: Iterable<Record<string, unknown>>): ReadonlyMap<string, SpeedSums> {
  const found = new Map<string, SpeedSums>()
  for (const row of rows) {
    const at = placeOf(row)
    let sums = found.get(at)
    if (sums === undefined) {
      sums = { latency: new Map(), ttft: new Map() }
      found.set(at, sums)
    }
    addSteps(sums.latency, row['latency_steps'])
    addSteps(sums.ttft, row['ttft_steps'])
  }
  return found
}

function addSteps(to: Map<number, number>, text: unknown): void {
  if (typeof text !== 'string') return
  const steps = JSON.parse(text) as Record<string, number>
  for (const step in steps) to.set(Number(step), (to.get(Number(step)) ?? 0) + (steps[step] as number))
}

function placeOf(row: Record<string, unknown>): string {
  return `${String(row['hour'])} ${String(row['grouped'])}`
}

function statisticsOf(row: Record<string, unknown>, speeds: SpeedSums | undefined): StatisticsRow {
  return {
    group: row['grouped'] as string | null,
    label: row['label'] as string | null,
    startMs: row['hour'] === null ? null : Number(row['hour']) * hourMs,
    ...totalsOf(row),
    cachedTokens: Number(row['cached']),
    reasoningTokens: Number(row['reasoning']),
    latency: [...(speeds?.latency ?? [])],
    ttft: [...(speeds?.ttft ?? [])],
  }
}

/** The sum over no row is NULL. */
function totalsOf(row: Record<string, unknown> | undefined): UsageTotals {
  const number = (column: string): number => Number(row?.[column] ?? 0)
  return {
    requests: number('requests'),
    errors: number('errors'),
    costNano: (row?.['cost'] ?? 0n) as Nano,
    correctionsNano: (row?.['corrected'] ?? 0n) as Nano,
    promptTokens: number('prompt'),
    completionTokens: number('completion'),
  }
}

/** Charges of records, and what corrections made of them. */
function corrected(totals: UsageTotals, row: Record<string, unknown> | undefined): UsageTotals {
  const byNano = (row?.['corrected'] ?? 0n) as Nano
  return { ...totals, costNano: totals.costNano + byNano, correctionsNano: byNano }
}

function addTotals(a: UsageTotals, b: UsageTotals): UsageTotals {
  return {
    requests: a.requests + b.requests,
    errors: a.errors + b.errors,
    costNano: a.costNano + b.costNano,
    correctionsNano: a.correctionsNano + b.correctionsNano,
    promptTokens: a.promptTokens + b.promptTokens,
    completionTokens: a.completionTokens + b.completionTokens,
  }
}
