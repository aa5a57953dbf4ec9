// What the control API gives about requests, as schemas: usage records, sums, statistics. Knows no storage.
import { z } from 'zod'
import type { SignedReceiptJson } from './receipt.ts'
import type { UsageJson } from './usage.ts'
import type { KeptRequestJson, StatisticsJson, UsageDetailJson, UsageHistogramJson, UsageSummaryJson } from './usage-api.ts'

const instant = z.iso.datetime()
const usd = z.string().meta({ description: 'Decimal text in USD.' })
const quota = z.string().meta({ description: 'Decimal text; 1 USD = 500 000 quota.' })
const text = z.string().nullable()

const attempt = z.object({
  provider: z.string(),
  upstream_model: z.string(),
  credential: z.string().optional().meta({ description: 'For operators, of providers with several credentials.' }),
  started_ms: z.number(),
  duration_ms: z.number(),
  result: z.string(),
  status: z.int().nullable(),
  failure: text,
  lost_usd: text.meta({ description: 'What the provider may charge though no customer pays for it; null: nothing, or not known.' }),
})

const record = z.object({
  request_id: z.string(),
  time: instant,
  key_id: z.string(),
  key_name: z.string(),
  endpoint: z.string(),
  model: text,
  provider: text,
  status: z.enum(['success', 'user_error', 'quota', 'rate_limit', 'upstream', 'gateway', 'cancelled']),
  error_code: text,
  prompt_tokens: z.int(),
  completion_tokens: z.int(),
  cached_tokens: z.int(),
  reasoning_tokens: z.int(),
  token_details: z.record(z.string(), z.int()),
  estimated: z.boolean(),
  cost_usd: usd,
  reversed_usd: usd,
  reversed_for: text,
  adjusted_usd: usd,
  billed_usd: usd,
  quota,
  price_version: text,
  latency_ms: z.number(),
  ttft_ms: z.number().nullable(),
  stream: z.boolean(),
  finish_reason: text,
  stopped_by: text,
  client_address: text,
  user: text,
  count: z.int(),
  attempts: z.array(attempt),
  routing: text,
})
export const usageJson = record.meta({ id: 'UsageRecord' }) satisfies z.ZodType<UsageJson>

const costLine = z.object({
  kind: z.enum(['input', 'cached_input', 'cache_write', 'output', 'reasoning', 'fees']),
  tokens: z.int().nullable(),
  usd_per_million: text,
  usd,
})
export const usageDetailJson = record.extend({
  cost_lines: z.array(costLine).nullable().meta({ description: 'The parts that the cost is made of, before it is rounded up.' }),
  price: z.object({ effective_from: instant, source: text }).nullable(),
}) satisfies z.ZodType<UsageDetailJson>

export const keptRequestJson = z.object({
  chat_completion: z
    .record(z.string(), z.unknown())
    .nullable()
    .meta({ description: 'Null where it is not kept: only requests to `/v1/responses` are, and only where the account allows it.' }),
  left_out: z.array(z.string()).meta({ description: 'What it asked that chat completions have no word for.' }),
  storage_allowed: z.boolean(),
}) satisfies z.ZodType<KeptRequestJson>

const sums = z.object({
  requests: z.int(),
  errors: z.int(),
  cost_usd: usd,
  corrections_usd: usd,
  quota,
  prompt_tokens: z.int(),
  completion_tokens: z.int(),
})
export const usageSummaryJson = sums satisfies z.ZodType<UsageSummaryJson>

export const usageHistogramJson = z.object({
  time_zone: z.literal('UTC'),
  from: instant,
  until: instant,
  bucket_seconds: z.int(),
  data: z.array(z.object({ start: instant, requests: z.int(), errors: z.int(), cost_usd: usd })),
}) satisfies z.ZodType<UsageHistogramJson>

const percentiles = z.object({ p50: z.number().nullable(), p95: z.number().nullable() })
const figures = sums.extend({ cached_tokens: z.int(), reasoning_tokens: z.int(), latency_ms: percentiles, ttft_ms: percentiles })
const point = figures.extend({ start: instant }).meta({ id: 'StatisticsPoint' })
const series = z.exactOptional(z.array(point))
const group = figures.extend({ group: z.string(), label: z.string(), series }).meta({ id: 'StatisticsGroup' })

export const statisticsJson = z.object({
  time_zone: z.literal('UTC'),
  from: instant,
  until: instant,
  group_by: z.string(),
  order_by: z.string(),
  total: figures.extend({ series }),
  data: z.array(z.union([group, point])),
  other: group.nullable(),
}) satisfies z.ZodType<StatisticsJson>

export const signedReceiptJson = z.object({
  receipt: z.object({
    version: z.literal(1),
    issuer: z.string(),
    public_key_id: z.string(),
    request_id: z.string(),
    account_id: z.string(),
    key_id: z.string(),
    time: instant,
    endpoint: z.string(),
    model: z.string(),
    provider: text,
    status: z.string(),
    finish_reason: text,
    prompt_tokens: z.int(),
    cached_tokens: z.int(),
    cache_write_tokens: z.int(),
    completion_tokens: z.int(),
    reasoning_tokens: z.int(),
    estimated: z.boolean(),
    price_version: z.string(),
    price: z.custom<SignedReceiptJson['receipt']['price']>(),
    cost_usd: usd,
    cost_nano_usd: z.string(),
    reversed_usd: usd,
    billed_usd: usd,
    entry: z.object({ sequence: z.int(), hash: z.string() }),
  }),
  signature: z.string().meta({ description: 'Ed25519 over the canonical JSON (RFC 8785) of `receipt`, base64url.' }),
}) satisfies z.ZodType<SignedReceiptJson>
