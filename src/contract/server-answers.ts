// What the control API gives about the server, as schemas: models, prices, providers, health, books. Knows no storage and no vendor.
import { z } from 'zod'
import type { ModelJson, ProviderTestJson, StatusJson } from './control-api.ts'
import type { LedgerJson } from './ledger-api.ts'
import type { PlaygroundTokenJson } from './playground-api.ts'
import type { ImportedPricesJson } from './price-import-api.ts'
import { priceSources } from './price-lists.ts'
import { type PriceJson, priceSchema } from './price-json.ts'
import type { PriceVersionJson, PublishPricesJson, RerateJson } from './prices-api.ts'
import type { PublicStatusJson } from './public-api.ts'
import type { ReceiptKeyJson } from './receipt.ts'
import type { ServerAlertJson } from './server-alerts-api.ts'

const instant = z.iso.datetime()
const usd = z.string().meta({ description: 'Decimal text in USD.' })
const text = z.string().nullable()
/** As it is written: steps and hours included. */
const price: z.ZodType<PriceJson> = priceSchema

/** The parts that every price has; the others are those of the price book. */
const modelPrice = z
  .looseObject({ input: z.string(), output: z.string(), cached_input: text })
  .nullable()
  .meta({ description: 'As in the price book; null: no price, not callable.' }) as unknown as z.ZodType<ModelJson['price_usd_per_million']>

export const modelJson = z
  .object({
    id: z.string(),
    name: z.string(),
    status: z.enum(['Available', 'Price pending', 'Unavailable']),
    capabilities: z.array(z.string()),
    context_length: z.int(),
    max_output_tokens: z.int(),
    price_usd_per_million: modelPrice,
    price_version: text,
    price_source: text,
    providers: z.array(z.string()),
    provenance: z.string(),
    verified: z
      .record(z.string(), z.boolean())
      .optional()
      .meta({ description: 'What probes found, by their names; absent: nobody verified the model.' }),
    verified_at: instant.optional(),
  })
  .meta({ id: 'Model' }) satisfies z.ZodType<ModelJson>

export const providerTestJson = z.object({
  provider: z.string(),
  ok: z.boolean(),
  status: z.int().nullable(),
  latency_ms: z.number(),
  result: z.string(),
}) satisfies z.ZodType<ProviderTestJson>

export const statusJson = z.object({
  version: z.string(),
  node_version: z.string(),
  load: z.object({
    answers_open: z.int(),
    streams_open: z.int(),
    holds_open: z.int(),
    writer_queue: z.int(),
    writer_queue_max: z.int(),
    settlements_retrying: z.int(),
    memory_bytes: z.int(),
  }),
  deliveries_due: z.int(),
  probes_waiting: z.int(),
  started_at: instant,
  epoch: z.int(),
  recovery: z.object({ settled: z.int(), voided: z.int(), charged_usd: usd, duration_ms: z.number() }),
  held_usd: usd,
  accounts: z.int(),
  saturated: z.boolean(),
  draining: z.boolean(),
}) satisfies z.ZodType<StatusJson>

export const ledgerJson = z.object({
  entries: z.int(),
  behind: z.int(),
  anchor: z.string(),
  unreconciled: z.int(),
  findings: z.array(z.object({ check: z.string(), sequence: z.int().nullable(), subject: z.string(), says: z.string() })),
}) satisfies z.ZodType<LedgerJson>

export const receiptKeyJson = z.object({
  id: z.string(),
  algorithm: z.literal('Ed25519'),
  public_key: z.string(),
  created_at: instant,
}) satisfies z.ZodType<ReceiptKeyJson>

export const playgroundTokenJson = z.object({
  token: z.string(),
  key_id: z.string(),
  expires_at: instant,
}) satisfies z.ZodType<PlaygroundTokenJson>

export const priceVersionJson = z
  .object({
    model: z.string(),
    version: text,
    state: z.enum(['in_force', 'scheduled', 'past', 'pending']),
    price: price.nullable(),
    source: text,
    approved_by: text,
    as_of: text,
    effective_from: instant.nullable(),
    published_at: instant.nullable(),
    provenance: z.string(),
    read_only: z.boolean(),
    offers: z.array(z.object({ provider: z.string(), upstream_model: z.string() })),
  })
  .meta({ id: 'PriceVersion' }) satisfies z.ZodType<PriceVersionJson>

const priceChange = z.object({ line: z.string(), from: text, to: text, implausible: z.boolean() })
const publishedPrice = z.object({
  model: z.string(),
  result: z.enum(['published', 'would_publish', 'unchanged', 'implausible', 'unknown_model', 'read_only']),
  version: text,
  compared_with: text,
  effective_from: instant,
  changes: z.array(priceChange),
})
export const publishedPricesJson = z.object({
  dry_run: z.boolean(),
  data: z.array(publishedPrice),
}) satisfies z.ZodType<PublishPricesJson>

const names = z.array(z.string())
export const importedPricesJson = z.object({
  from: z.enum(priceSources),
  published: z.boolean(),
  data: z.array(publishedPrice),
  read_only: names,
  not_in_list: names,
  without_provider: names,
  unusable: z.array(z.object({ model: z.string(), reason: z.string() })),
  unknown: names,
}) satisfies z.ZodType<ImportedPricesJson>

export const rerateJson = z.object({
  since: instant,
  until: instant,
  against: z.string(),
  posted: z.boolean(),
  data: z.array(
    z.object({
      account_id: z.string(),
      model: z.string(),
      price_version: z.string(),
      against_version: z.string(),
      requests: z.int(),
      charged_usd: usd,
      rerated_usd: usd,
      difference_usd: usd,
      posted_usd: usd,
      short_usd: usd,
    }),
  ),
  left: z.object({ not_charged: z.int(), not_reproducible: z.int(), no_price: z.int() }),
}) satisfies z.ZodType<RerateJson>

export const serverAlertJson = z
  .object({
    id: z.string(),
    kind: z.enum(['offer_set_aside', 'books_wrong', 'payment_mismatch', 'refund_loss', 'delivery_failed', 'auto_top_up_failed']),
    subject: z.string(),
    says: z.string(),
    first_at: instant,
    last_at: instant,
    count: z.int(),
    done_at: instant.nullable(),
  })
  .meta({ id: 'ServerAlert' }) satisfies z.ZodType<ServerAlertJson>

const state = z.enum(['operational', 'degraded', 'down', 'no_data'])
const availability = z.number().nullable()
const health = z.object({ state, availability, days: z.array(z.object({ date: z.iso.date(), state, availability })) })
export const publicStatusJson = z.object({
  time_zone: z.literal('UTC'),
  updated_at: instant,
  gateway: health,
  providers: z.array(health.extend({ id: z.string(), name: z.string() })),
}) satisfies z.ZodType<PublicStatusJson>
