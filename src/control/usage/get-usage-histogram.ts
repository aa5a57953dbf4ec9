// Requests and errors over time under the filters of Usage Logs, in buckets of a round width. Knows no HTTP.
import { formatUsd } from '../../contract/money.ts'
import { problem } from '../../contract/problems.ts'
import type { UsageHistogramJson } from '../../contract/usage-api.ts'
import { dayMs, hourMs } from '../../ledger/usage-statistics.ts'
import type { ControlDeps } from '../control-deps.ts'
import { answer, type ControlCall, type Outcome, refusal } from '../endpoint.ts'
import { filterQuery, readFilter } from './read-filter.ts'

export const histogramQuery = ['buckets', ...filterQuery]

/** Widths that people can read off an axis. The last one serves any range. */
const widthsMs = [1, 5, 15, 30]
  .map((seconds) => seconds * 1_000)
  .concat([1, 5, 15, 30].map((minutes) => minutes * 60_000))
  .concat([1, 3, 6, 12].map((hours) => hours * hourMs))
  .concat([1, 7, 30].map((days) => days * dayMs))
const bucketsDefault = 60
const bucketsMax = 500
/** Without `from`. */
const rangeMsDefault = 30 * dayMs

/** The range grows to whole buckets on both sides. */
export async function getUsageHistogram({ principal, query }: ControlCall<unknown>, deps: ControlDeps): Promise<Outcome> {
  const filter = readFilter(query)
  if (!filter.ok) return refusal(filter.problem)
  const text = query.get('buckets') ?? String(bucketsDefault)
  const wanted = /^\d{1,3}$/.test(text) ? Number(text) : 0
  if (wanted < 1 || wanted > bucketsMax) {
    return refusal(problem('invalid_request', `\`buckets\` must be a whole number from 1 to ${bucketsMax}.`, { param: 'buckets' }))
  }
  const untilMs = filter.value.untilMs ?? deps.clock.now() + 1
  const fromMs = filter.value.fromMs ?? untilMs - rangeMsDefault
  if (fromMs >= untilMs) return refusal(problem('invalid_request', '`from` must lie before `until`.', { param: 'from' }))
  const range = chooseBuckets(fromMs, untilMs, wanted)
  const found = await deps.store.usageHistogram(
    principal.accountId,
    { ...filter.value, fromMs: range.fromMs, untilMs: range.untilMs },
    range.bucketMs,
  )
  const byStart = new Map(found.map((bucket) => [bucket.startMs, bucket]))
  const starts = Array.from({ length: (range.untilMs - range.fromMs) / range.bucketMs }, (_, at) => range.fromMs + at * range.bucketMs)
  return answer({
    time_zone: 'UTC',
    from: new Date(range.fromMs).toISOString(),
    until: new Date(range.untilMs).toISOString(),
    bucket_seconds: range.bucketMs / 1_000,
    data: starts.map((startMs) => {
      const bucket = byStart.get(startMs)
      const { requests = 0, errors = 0, costNano = 0n } = bucket ?? {}
      return { start: new Date(startMs).toISOString(), requests, errors, cost_usd: formatUsd(costNano) }
    }),
  } satisfies UsageHistogramJson)
}

interface BucketRange {
  readonly fromMs: number
  readonly untilMs: number
  readonly bucketMs: number
}

/** The narrowest round width that needs no more buckets than wanted; where none does, the widest is multiplied. */
export function chooseBuckets(fromMs: number, untilMs: number, wanted: number): BucketRange {
  const widen = (bucketMs: number): BucketRange => ({
    fromMs: Math.floor(fromMs / bucketMs) * bucketMs,
    untilMs: Math.ceil(untilMs / bucketMs) * bucketMs,
    bucketMs,
  })
  const fits = ({ fromMs: from, untilMs: until, bucketMs }: BucketRange): boolean => (until - from) / bucketMs <= wanted
  for (const width of widthsMs) {
    const range = widen(width)
    if (fits(range)) return range
  }
  const widest = widthsMs.at(-1) as number
  let bucketMs = widest
  // A range that crosses a multiple of every width needs two buckets, whatever the width.
  while (!fits(widen(bucketMs)) && bucketMs < untilMs - fromMs) bucketMs += widest
  return widen(bucketMs)
}
