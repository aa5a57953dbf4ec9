// Comparing a provider's bill with our own records, in the control API: what it takes, as a strict schema, and what it gives. Knows no files.
import { z } from 'zod'

const text = (most: number) => z.string('must be a string').min(1, 'must not be empty').max(most, `must be at most ${most} characters`)
const day = z.string('must be a string').regex(/^\d{4}-\d{2}-\d{2}$/, 'must be a day in UTC, such as "2026-11-01"')
const amount = z
  .string('must be a decimal string')
  .regex(/^-?\d{1,12}(\.\d{1,9})?$/, 'must be a decimal number in USD with at most 9 fraction digits, such as "12.5"')
const count = z.int('must be a whole number').min(0, 'must be 0 or more')

/** What a file of a provider may tell about one model on one day. All lines of a call tell the same. */
export const measures = ['cost_usd', 'input_tokens', 'cached_input_tokens', 'output_tokens'] as const
export type Measure = (typeof measures)[number]

/** Lines of one call: they stay below the size of a body. */
export const reconcileLinesMax = 8_000

export const reconcileInput = z.strictObject({
  /** The provider whose bill it is, by its ID here. */
  provider: text(100),
  /** Days in UTC, both inclusive. */
  since: day,
  until: day,
  lines: z
    .array(
      z.strictObject({
        date: day,
        /** As the provider calls it; null: all models of that day together. */
        model: text(200).nullable(),
        cost_usd: amount.optional(),
        input_tokens: count.optional(),
        cached_input_tokens: count.optional(),
        output_tokens: count.optional(),
      }),
      'must be a list',
    )
    .max(reconcileLinesMax, `must have at most ${reconcileLinesMax} lines`),
  /** A difference beyond this share of what we recorded is drift. */
  threshold_percent: z
    .string('must be a decimal string')
    .regex(/^\d{1,5}(\.\d{1,3})?$/, 'must be a number from 0 on with at most 3 fraction digits')
    .default('1'),
  /** A difference in cost up to this is none, whatever its share. */
  tolerance_usd: z
    .string('must be a decimal string')
    .regex(/^\d{1,12}(\.\d{1,9})?$/, 'must be a decimal number in USD')
    .default('0.01'),
})
export type ReconcileInput = z.output<typeof reconcileInput>

/** `ours` and `theirs` are decimal text: USD, or tokens. `difference` is theirs less ours, `percent` its share of ours; null when ours is 0. */
export interface DifferenceJson {
  readonly measure: Measure
  readonly ours: string
  readonly theirs: string
  readonly difference: string
  readonly percent: string | null
  /** The difference is beyond the threshold and beyond what tries without an answer may have cost. */
  readonly drifts: boolean
}

export interface ReconcileLineJson extends DifferenceJson {
  readonly date: string
  readonly model: string
  readonly side: 'both' | 'only_ours' | 'only_theirs'
}

/** What may explain a difference of one model. */
export interface ReconcileModelJson {
  readonly model: string
  /** What was put together under that name. */
  readonly our_names: readonly string[]
  readonly their_names: readonly string[]
  /** `unknown`: the provider names it, and no offer here is called so. */
  readonly match: 'matched' | 'only_ours' | 'only_theirs' | 'unknown'
  readonly requests: number
  /** Requests whose cost is not in `ours`: the offer names none, or a crash cut them off. */
  readonly requests_without_cost: number
  /** Requests whose tokens we counted ourselves. */
  readonly requests_estimated: number
  /** Tries that reached the provider and gave no answer, and what it may charge for their prompts; not in `ours`. */
  readonly lost_tries: number
  readonly lost_usd: string
}

export interface ReconcileJson {
  readonly provider: string
  readonly since: string
  readonly until: string
  readonly threshold_percent: string
  readonly tolerance_usd: string
  /** No line and no total drifts. */
  readonly agrees: boolean
  readonly total: readonly DifferenceJson[]
  readonly models: readonly ReconcileModelJson[]
  /** By day, then model. */
  readonly data: readonly ReconcileLineJson[]
}
