// PORT: sums over many usage records: totals, a histogram over time, statistics by group, health by day. Knows no driver.
import type { AccountId, ProviderId } from '../contract/ids.ts'
import type { Nano } from '../contract/money.ts'
import type { StatusClass } from '../contract/problems.ts'
import type { UsageFilter } from './usage-store.ts'

export const hourMs = 3_600_000
export const dayMs = 24 * hourMs

/** Sums over requests; a record of folded refusals counts as many as it stands for. */
export interface UsageTotals {
  readonly requests: number
  /** Of those, the ones that are neither a success nor cancelled by their client. */
  readonly errors: number
  /** What the requests cost in the end: their charges with everything that corrections changed since. */
  readonly costNano: Nano
  /** The part of it that corrections made: charged in addition by adjustments, less what they and reversals gave back. */
  readonly correctionsNano: Nano
  readonly promptTokens: number
  readonly completionTokens: number
}

export interface UsageBucket extends Pick<UsageTotals, 'requests' | 'errors' | 'costNano'> {
  /** Milliseconds since 1970, a multiple of the bucket's width. */
  readonly startMs: number
}

/** `member`: whose key it is now. */
export type StatisticsGroup = 'model' | 'key' | 'member' | 'provider' | 'status'

/** What statistics can be narrowed by. Time counts in whole hours: the hour of `fromMs` is inside, and so is the one that `untilMs` cuts. */
export type StatisticsFilter = Pick<UsageFilter, 'model' | 'keyId' | 'memberId' | 'provider' | 'statuses'> & {
  readonly fromMs: number
  readonly untilMs: number
}

/** Successful requests by speed: [step, requests]; see `speedStep`. */
export type Speeds = readonly (readonly [step: number, requests: number])[]

export interface StatisticsRow extends UsageTotals {
  /** The ID of the group; null without grouping, '' where the record names none. */
  readonly group: string | null
  /** A key's name; null for the others. */
  readonly label: string | null
  /** The start of the interval, milliseconds since 1970; null without intervals. */
  readonly startMs: number | null
  readonly cachedTokens: number
  readonly reasoningTokens: number
  readonly latency: Speeds
  readonly ttft: Speeds
}

export interface StatisticsQuery {
  readonly filter: StatisticsFilter
  readonly by: StatisticsGroup | null
  /** The width of an interval in hours, counted from 1970; null: the whole range is one. */
  readonly everyHours: number | null
}

/** One UTC day of one provider, or of the whole gateway. */
export interface HealthDay {
  /** null: the gateway, where `failed` counts requests that ended by our or all providers' fault. */
  readonly provider: ProviderId | null
  readonly startMs: number
  /** Tries at the provider that came to an end; for the gateway, requests that were not the caller's own mistake. */
  readonly tries: number
  readonly failed: number
}

export interface UsageStatisticsStore {
  usageTotals(account: AccountId, filter: UsageFilter): Promise<UsageTotals>
  /** Buckets with requests in them, oldest first. */
  usageHistogram(account: AccountId, filter: UsageFilter, bucketMs: number): Promise<readonly UsageBucket[]>
  /** In no particular order; groups and intervals without requests are absent. */
  usageStatistics(account: AccountId, query: StatisticsQuery): Promise<readonly StatisticsRow[]>
  /** All accounts together; days without tries are absent. Oldest first. */
  healthDays(fromMs: number): Promise<readonly HealthDay[]>
}

export function isError(status: StatusClass): boolean {
  return status !== 'success' && status !== 'cancelled'
}

/** Whether a request says something about the gateway's health, and what: a caller's mistake, an empty balance and a cancelled request do not. */
export function gatewayHealth(status: StatusClass): 'well' | 'failed' | 'silent' {
  if (status === 'success') return 'well'
  return status === 'upstream' || status === 'gateway' ? 'failed' : 'silent'
}

/** Steps per factor e: neighbouring steps are 10.5 % apart, so a percentile read from steps is within 5.2 % of the true one. */
const stepsPerE = 10

/** The step of a duration; everything below 1 ms is step 0. */
export function speedStep(ms: number): number {
  return Math.floor(Math.log(Math.max(ms, 1)) * stepsPerE)
}

/** The middle of a step, in milliseconds. */
function msOfStep(step: number): number {
  return Math.exp((step + 0.5) / stepsPerE)
}

/** The duration that the share `p` (0..1) of the requests does not exceed, in milliseconds to three digits; null when there are none. */
export function percentile(speeds: Speeds, p: number): number | null {
  const sorted = [...speeds].sort((a, b) => a[0] - b[0])
  const total = sorted.reduce((sum, [, requests]) => sum + requests, 0)
  let passed = 0
  for (const [step, requests] of sorted) {
    passed += requests
    if (passed >= p * total) return Number(msOfStep(step).toPrecision(3))
  }
  return null
}

export function addSpeeds(all: readonly Speeds[]): Speeds {
  const sums = new Map<number, number>()
  for (const speeds of all) for (const [step, requests] of speeds) sums.set(step, (sums.get(step) ?? 0) + requests)
  return [...sums]
}
