// From usage records to what charts show: intervals, groups, totals. Pure; knows no server and no components.
import type { UsageJson } from '../../src/contract/usage.ts'
import { formatUsd, type Nano } from '../../src/contract/money.ts'
import { nanoOf } from './money.ts'

export interface Totals {
  readonly requests: number
  readonly errors: number
  readonly usd: string
  readonly promptTokens: number
  readonly completionTokens: number
}

export interface Bucket {
  readonly startMs: number
  readonly requests: number
  readonly errors: number
  readonly usd: string
}

export interface GroupRow extends Totals {
  readonly id: string
  readonly name: string
}

const hourMs = 3_600_000
const dayMs = 24 * hourMs

/** Widths that divide a day, so that intervals begin where people expect; weeks and months of data are seen by the day. */
const widthsMs = [60_000, 5 * 60_000, 15 * 60_000, hourMs, 3 * hourMs, 6 * hourMs, dayMs, 7 * dayMs]

/** The narrowest width that gives at most `most` intervals. */
export function bucketWidth(spanMs: number, most = 48): number {
  return widthsMs.find((width) => spanMs / width <= most) ?? 30 * dayMs
}

export function isError(record: Pick<UsageJson, 'status'>): boolean {
  return record.status !== 'success' && record.status !== 'cancelled'
}

export function totalsOf(records: readonly UsageJson[]): Totals {
  let nano: Nano = 0n
  const sums = { requests: 0, errors: 0, promptTokens: 0, completionTokens: 0 }
  for (const record of records) {
    nano += nanoOf(record.cost_usd)
    sums.requests += record.count
    if (isError(record)) sums.errors += record.count
    sums.promptTokens += record.prompt_tokens
    sums.completionTokens += record.completion_tokens
  }
  return { ...sums, usd: formatUsd(nano) }
}

/** Every interval of the span, empty ones included, oldest first. */
export function bucketsOf(records: readonly UsageJson[], fromMs: number, untilMs: number): readonly Bucket[] {
  const width = bucketWidth(untilMs - fromMs)
  const found = new Map<number, UsageJson[]>()
  for (const record of records) {
    const start = Math.floor(Date.parse(record.time) / width) * width
    found.set(start, [...(found.get(start) ?? []), record])
  }
  return starts(fromMs, untilMs, width).map((startMs) => {
    const { requests, errors, usd } = totalsOf(found.get(startMs) ?? [])
    return { startMs, requests, errors, usd }
  })
}

export function starts(fromMs: number, untilMs: number, widthMs: number): readonly number[] {
  const first = Math.floor(fromMs / widthMs) * widthMs
  const last = Math.floor(Math.max(untilMs - 1, fromMs) / widthMs) * widthMs
  return Array.from({ length: (last - first) / widthMs + 1 }, (_, index) => first + index * widthMs)
}

/** By falling spend, then requests. */
export function groupsOf(
  records: readonly UsageJson[],
  idOf: (record: UsageJson) => readonly [id: string, name: string],
): readonly GroupRow[] {
  const found = new Map<string, { name: string; records: UsageJson[] }>()
  for (const record of records) {
    const [id, name] = idOf(record)
    const group = found.get(id) ?? { name, records: [] }
    group.records.push(record)
    found.set(id, group)
  }
  return [...found].map(([id, group]) => ({ id, name: group.name, ...totalsOf(group.records) })).toSorted(bySpend)
}

function bySpend(a: GroupRow, b: GroupRow): number {
  const difference = nanoOf(b.usd) - nanoOf(a.usd)
  return difference === 0n ? b.requests - a.requests : difference > 0n ? 1 : -1
}

/** The duration that the share `p` (0..1) of successful requests does not exceed; null when there are none. */
export function latencyAt(records: readonly UsageJson[], p: number): number | null {
  const sorted = records.filter((record) => record.status === 'success').map((record) => record.latency_ms)
  sorted.sort((a, b) => a - b)
  return sorted[Math.max(0, Math.ceil(p * sorted.length) - 1)] ?? null
}
