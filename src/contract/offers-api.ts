// The shapes of offers and routes in the control API. Knows no storage and no HTTP.
import { z } from 'zod'

const offerId = z.string('must be the name of an offer, such as "openai/gpt-5"').min(3).max(300)
const flag = z.boolean('must be true, false or null').nullable()

export const changeOfferInput = z.strictObject({
  offer: offerId,
  /** True: nothing new is sent to it, what runs ends. */
  drained: z.boolean('must be true or false').optional(),
  /** Null: as it was declared. */
  region: z
    .string('must be a text or null')
    .regex(/^[a-z0-9][a-z0-9-]{0,31}$/, 'must be lower-case letters, digits and dashes (at most 32)')
    .nullable()
    .optional(),
  collects_data: flag.optional(),
  retains_data: flag.optional(),
  /** Why, for the next operator. */
  note: z.string('must be a text').max(500).optional(),
})
export type ChangeOfferInput = z.output<typeof changeOfferInput>

export interface OfferJson {
  readonly offer: string
  readonly provider: string
  readonly upstream_model: string
  /** The models that it serves. */
  readonly models: readonly string[]
  readonly weight: number
  readonly drained: boolean
  readonly region: string | null
  readonly collects_data: boolean | null
  readonly retains_data: boolean | null
  /** Why it is spared at the moment, and until when (null: until somebody acts); null when it is not. */
  readonly cooling: { readonly reason: string; readonly until: string | null } | null
  /** Of the last five minutes; null when nothing was measured. */
  readonly first_byte_ms: number | null
  readonly tokens_per_second: number | null
  readonly note: string
  readonly changed_at: string | null
  readonly changed_by: string | null
}

export const explainRouteInput = z.strictObject({
  model: z.string('must be a model ID').min(1).max(256),
  /** As in a request. */
  models: z.array(z.string().min(1).max(256)).max(8).optional(),
  provider: z.record(z.string(), z.unknown()).optional(),
})
export type ExplainRouteInput = z.output<typeof explainRouteInput>

export interface RouteCandidateJson {
  readonly offer: string
  readonly provider: string
  readonly model: string
  readonly upstream_model: string
  /** 1 is asked first; null: not asked. */
  readonly place: number | null
  /** Why it is not asked; null when it is. */
  readonly reason: string | null
  /** Percent of requests that ask it first, where chance decides; null where an order does. */
  readonly share_percent: number | null
  readonly weight: number
  readonly region: string | null
  readonly collects_data: boolean | null
  readonly retains_data: boolean | null
  readonly first_byte_ms: number | null
  readonly tokens_per_second: number | null
}

export interface RouteJson {
  readonly model: string
  /** `weight`, `order`, `price`, ...; `none` when nobody would be asked. */
  readonly why: string
  readonly candidates: readonly RouteCandidateJson[]
  /** When nobody would be asked and waiting helps. */
  readonly retry_after_ms: number | null
}
