// The shapes of usage in the control API: statistics, and one request with the parts of its cost. Times are ISO instants in UTC, money is decimal text in USD. Knows no storage.
import type { UsageJson } from './usage.ts'

export interface UsageSummaryJson {
  readonly requests: number
  /** Neither a success nor cancelled by the client. */
  readonly errors: number
  /** What the requests cost in the end: charges less reversals, with adjustments, each where its request is counted. */
  readonly cost_usd: string
  /** The part of it that corrections made; below 0: given back. */
  readonly corrections_usd: string
  readonly quota: string
  readonly prompt_tokens: number
  readonly completion_tokens: number
}

export interface UsageHistogramJson {
  readonly time_zone: 'UTC'
  readonly from: string
  readonly until: string
  /** The width of a bucket. */
  readonly bucket_seconds: number
  /** Every bucket of the range, empty ones included. */
  readonly data: readonly { readonly start: string; readonly requests: number; readonly errors: number; readonly cost_usd: string }[]
}

/** Milliseconds, read from counts by steps of a tenth: within 6 % of the exact figure. Null without successful requests. */
export interface PercentilesJson {
  readonly p50: number | null
  readonly p95: number | null
}

export interface StatisticsSumsJson extends UsageSummaryJson {
  readonly cached_tokens: number
  readonly reasoning_tokens: number
  readonly latency_ms: PercentilesJson
  readonly ttft_ms: PercentilesJson
}

export interface StatisticsPointJson extends StatisticsSumsJson {
  readonly start: string
}

export interface StatisticsGroupJson extends StatisticsSumsJson {
  /** The model, key ID, member ID, provider or status; '' where there is none. */
  readonly group: string
  /** What to show: the name of a key or a member, else the group itself. */
  readonly label: string
  /** Only with `interval`: every interval of the range. */
  readonly series?: readonly StatisticsPointJson[]
}

export interface StatisticsJson {
  readonly time_zone: 'UTC'
  /** The range that was counted: the asked one, widened to whole hours (or intervals). */
  readonly from: string
  readonly until: string
  readonly group_by: string
  readonly order_by: string
  readonly total: StatisticsSumsJson & { readonly series?: readonly StatisticsPointJson[] }
  /** Grouped by day or hour: in the order of time, empty ones included. Otherwise the top groups, largest first. */
  readonly data: readonly (StatisticsGroupJson | StatisticsPointJson)[]
  /** All groups beyond the top ones together; null when there are none. */
  readonly other: StatisticsGroupJson | null
}

/** What one kind of token, or the fees, cost: exact, before the charge was rounded up once. */
export interface CostLineJson {
  readonly kind: 'input' | 'cached_input' | 'cache_write' | 'output' | 'reasoning' | 'fees'
  /** Null for fees. */
  readonly tokens: number | null
  /** The rate of the kind; null for fees. Images and audio among the tokens may have had rates of their own. */
  readonly usd_per_million: string | null
  readonly usd: string
}

/** What a request asked, where that is kept: only requests to `/v1/responses`, of accounts that allow it. */
export interface KeptRequestJson {
  /** Null: it is not kept. */
  readonly chat_completion: Readonly<Record<string, unknown>> | null
  /** What it asked that chat completions have no word for. */
  readonly left_out: readonly string[]
  readonly storage_allowed: boolean
}

export interface UsageDetailJson extends UsageJson {
  /** Null when nothing was charged, or when its price is not in the price book any more. They may add up to more than the charge: that was held to its hold. */
  readonly cost_lines: readonly CostLineJson[] | null
  /** When the price version took effect, and where it comes from. */
  readonly price: { readonly effective_from: string; readonly source: string | null } | null
}
