// What the control API gives about offers, routes and the comparison with a provider's bill, as schemas. Knows no storage and no vendor.
import { z } from 'zod'
import type { OfferJson, RouteJson } from './offers-api.ts'
import { measures, type ReconcileJson } from './reconcile-api.ts'

const instant = z.iso.datetime()
const text = z.string().nullable()
const flag = z.boolean().nullable()
const figure = z.number().nullable()

export const offerJson = z
  .object({
    offer: z.string(),
    provider: z.string(),
    upstream_model: z.string(),
    models: z.array(z.string()),
    weight: z.number(),
    drained: z.boolean(),
    region: text,
    collects_data: flag,
    retains_data: flag,
    cooling: z.object({ reason: z.string(), until: instant }).nullable(),
    first_byte_ms: figure,
    tokens_per_second: figure,
    note: z.string(),
    changed_at: instant.nullable(),
    changed_by: text,
  })
  .meta({ id: 'Offer' }) satisfies z.ZodType<OfferJson>

const candidate = z.object({
  offer: z.string(),
  provider: z.string(),
  model: z.string(),
  upstream_model: z.string(),
  place: z.int().nullable(),
  reason: text,
  share_percent: figure,
  weight: z.number(),
  region: text,
  collects_data: flag,
  retains_data: flag,
  first_byte_ms: figure,
  tokens_per_second: figure,
})
export const routeJson = z.object({
  model: z.string(),
  why: z.string(),
  candidates: z.array(candidate),
  retry_after_ms: figure,
}) satisfies z.ZodType<RouteJson>

const difference = z.object({
  measure: z.enum(measures),
  ours: z.string(),
  theirs: z.string(),
  difference: z.string(),
  percent: text,
  drifts: z.boolean(),
})
const side = z.enum(['both', 'only_ours', 'only_theirs'])
const model = z.object({
  model: z.string(),
  our_names: z.array(z.string()),
  their_names: z.array(z.string()),
  match: z.enum(['matched', 'only_ours', 'only_theirs', 'unknown']),
  requests: z.int(),
  requests_without_cost: z.int(),
  requests_estimated: z.int(),
  lost_tries: z.int(),
  lost_usd: z.string(),
})
export const reconcileJson = z.object({
  provider: z.string(),
  since: z.string(),
  until: z.string(),
  threshold_percent: z.string(),
  tolerance_usd: z.string(),
  agrees: z.boolean(),
  total: z.array(difference),
  models: z.array(model),
  data: z.array(difference.extend({ date: z.iso.date(), model: z.string(), side })),
}) satisfies z.ZodType<ReconcileJson>
