// The price book in the control API: what it takes, as strict schemas, and what it gives. Knows no storage and no HTTP.
import { z } from 'zod'
import { type PriceJson, priceSchema } from './price-json.ts'

const text = (most: number) =>
  z.string('must be a string').trim().min(1, 'must not be empty').max(most, `must be at most ${most} characters`)

export const publishPricesInput = z.strictObject({
  prices: z
    .array(
      z.strictObject({
        model: text(200),
        price: priceSchema,
        /** ISO date or instant; absent: now. */
        effective_from: text(40).optional(),
        /** Where the price was read. */
        source: text(500),
      }),
      'must be a list',
    )
    .min(1, 'must have at least one price')
    .max(500, 'must have at most 500 prices'),
  approved_by: text(100),
  /** Publishes in spite of implausible jumps. */
  force: z.boolean('must be true or false').default(false),
  /** Says what would happen, and changes nothing. */
  dry_run: z.boolean('must be true or false').default(false),
})
export type PublishPricesInput = z.output<typeof publishPricesInput>

/** One version of a model's price, or a model that has none (`pending`). */
export interface PriceVersionJson {
  readonly model: string
  readonly version: string | null
  readonly state: 'in_force' | 'scheduled' | 'past' | 'pending'
  readonly price: PriceJson | null
  readonly source: string | null
  readonly approved_by: string | null
  /** Day on which the source was read. */
  readonly as_of: string | null
  readonly effective_from: string | null
  readonly published_at: string | null
  /** Where the model is declared: `catalog`, `demo`, or `yaml`, whose prices are read-only here. */
  readonly provenance: string
  readonly read_only: boolean
  /** Who serves it and under what name, for import files. */
  readonly offers: readonly { readonly provider: string; readonly upstream_model: string }[]
}

export interface PriceChangeJson {
  readonly line: string
  readonly from: string | null
  readonly to: string | null
  readonly implausible: boolean
}

export interface PublishedPriceJson {
  readonly model: string
  readonly result: 'published' | 'would_publish' | 'unchanged' | 'implausible' | 'unknown_model' | 'read_only'
  /** The new version; null when there is none. */
  readonly version: string | null
  /** The version that it is compared with: the one in force at that instant. */
  readonly compared_with: string | null
  readonly effective_from: string
  readonly changes: readonly PriceChangeJson[]
}

export interface PublishPricesJson {
  readonly dry_run: boolean
  readonly data: readonly PublishedPriceJson[]
}

export const rerateInput = z.strictObject({
  /** ISO date or instant, inclusive. */
  since: text(40),
  /** Exclusive; absent: now. */
  until: text(40).optional(),
  model: text(200).optional(),
  account_id: text(100).optional(),
  /** A version such as `gpt-5@3`, or `current`: what is in force for each model now. */
  against: text(220).default('current'),
  /** Posts the differences as adjustment entries. */
  post: z.boolean('must be true or false').default(false),
  /** Why, for the ledger; needed to post. */
  note: z.string('must be a string').trim().max(400, 'must be at most 400 characters').default(''),
})
export type RerateInput = z.output<typeof rerateInput>

/** The charges of one account for one model under one version. Amounts in USD; differences may be negative. */
export interface RerateRowJson {
  readonly account_id: string
  readonly model: string
  readonly price_version: string
  readonly against_version: string
  readonly requests: number
  /** What was charged, earlier adjustments included. */
  readonly charged_usd: string
  readonly rerated_usd: string
  readonly difference_usd: string
  /** What was charged in addition (below 0: given back) by this call. */
  readonly posted_usd: string
  /** What could not be charged in addition, because it is not there. */
  readonly short_usd: string
}

export interface RerateJson {
  readonly since: string
  readonly until: string
  readonly against: string
  readonly posted: boolean
  readonly data: readonly RerateRowJson[]
  /** Requests that were left as they are, by reason. */
  readonly left: { readonly not_charged: number; readonly not_reproducible: number; readonly no_price: number }
}
