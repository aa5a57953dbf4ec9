// The shapes of the control API: what it takes, as strict schemas, and what it gives. Knows no storage and no HTTP.
import { z } from 'zod'
import { keyRouting, type KeyRoutingInput } from './key-routing.ts'
import type { PriceJson } from './price-json.ts'
import { budgetReset, type BudgetStandingJson, memberId, modelBudgets } from './budget-api.ts'
import { usd } from './usd-input.ts'

export const label = z
  .string('must be a string')
  .trim()
  .min(1, 'must not be empty')
  .max(100, 'must be at most 100 characters')
  // biome-ignore lint/suspicious/noControlCharactersInRegex: exactly those are refused
  .regex(/^[^\u0000-\u001f\u007f]*$/, 'must not contain control characters')

const limit = z
  .int('must be a whole number or null')
  .min(1, 'must be at least 1')
  .max(1_000_000_000, 'must be at most 1000000000')
  .nullable()

const limits = z.strictObject({
  requests_per_minute: limit.optional(),
  tokens_per_minute: limit.optional(),
  concurrent_requests: limit.optional(),
})

const modelIds = 'must be "all", "chat" or a list of 1 to 500 model IDs'

/** `all` public models, future ones too; `chat` models; or a list of IDs. */
const modelScope = z.union(
  [z.enum(['all', 'chat']), z.array(z.string(modelIds).min(1, modelIds).max(200, modelIds)).min(1, modelIds).max(500, modelIds)],
  modelIds,
)

/** `30d`, an ISO date or instant, or null for never; judged against the clock by the action. */
const expires = z.string('must be "30d", an ISO date or instant such as "2027-01-31T00:00:00Z", or null').max(40).nullable()

const budget = usd.nullable()

export const createKeyInput = z.strictObject({
  name: label,
  budget_usd: budget.optional(),
  budget_reset: budgetReset.optional(),
  model_budgets: modelBudgets.optional(),
  member_id: memberId.optional(),
  expires: expires.optional(),
  models: modelScope.optional(),
  limits: limits.optional(),
  /** Where its requests may go, and what may become of them. */
  routing: keyRouting.optional(),
})
export type CreateKeyInput = z.output<typeof createKeyInput>
/** As it is sent: amounts are decimal text. */
export type CreateKeyBody = z.input<typeof createKeyInput>

export const changeKeyInput = z.strictObject({
  name: label.optional(),
  budget_usd: budget.optional(),
  budget_reset: budgetReset.optional(),
  /** Replaces all budgets on models. */
  model_budgets: modelBudgets.optional(),
  member_id: memberId.optional(),
  expires: expires.optional(),
  models: modelScope.optional(),
  limits: limits.optional(),
  /** Replaces all of it; null: nothing holds any more. */
  routing: keyRouting.optional(),
  disabled: z.boolean('must be true or false').optional(),
})
export type ChangeKeyInput = z.output<typeof changeKeyInput>

export const addCreditInput = z.strictObject({
  usd,
  note: z.string('must be a string').max(500, 'must be at most 500 characters').default(''),
  account_id: z.string().max(100).optional(),
  /** The same reference credits once, however often it is sent. */
  reference: z.string().min(1, 'must not be empty').max(200, 'must be at most 200 characters').optional(),
})
export type AddCreditInput = z.output<typeof addCreditInput>

export const backupInput = z.strictObject({ file: z.string('must be the path of a file that does not exist yet').min(1).max(4_096) })
export const nothing = z.strictObject({})

export interface KeyJson {
  readonly id: string
  readonly account_id: string
  readonly name: string
  readonly last_four: string
  readonly state: 'active' | 'disabled' | 'expired'
  readonly budget_usd: string | null
  readonly budget_quota: string | null
  readonly budget_reset: 'daily' | 'weekly' | 'monthly' | null
  /** When the budgets of this key begin to count anew. */
  readonly budget_resets_at: string | null
  /** What counts against the budget: in its window when it resets, else over the key's life. Null without a budget. */
  readonly budget_spent_usd: string | null
  readonly budget_remaining_usd: string | null
  readonly model_budgets: Readonly<Record<string, BudgetStandingJson>>
  readonly member_id: string | null
  /** What holds for every request of the key; null: nothing. */
  readonly routing: KeyRoutingInput
  /** Over the key's life. */
  readonly spent_usd: string
  readonly spent_quota: string
  readonly held_usd: string
  readonly models: 'all' | 'chat' | readonly string[]
  readonly limits: {
    readonly requests_per_minute?: number | null
    readonly tokens_per_minute?: number | null
    readonly concurrent_requests?: number | null
  }
  readonly expires_at: string | null
  readonly created_at: string
  readonly last_used_at: string | null
}

/** The only answer that carries the secret, once. */
export interface CreatedKeyJson extends KeyJson {
  readonly key: string
}

export interface AccountJson {
  readonly id: string
  readonly name: string
  readonly balance_usd: string
  readonly quota: string
  readonly held_usd: string
  readonly available_usd: string
  /** The operator took it out of use: its keys are refused until he brings it back. */
  readonly suspended: boolean
}

export interface CreditJson {
  readonly account_id: string
  readonly usd: string
  readonly quota: string
  readonly reference: string
  readonly result: 'credited' | 'duplicate'
  readonly balance_usd: string
  readonly balance_quota: string
}

/** What moved on an account. */
export interface EntryJson {
  readonly sequence: number
  readonly time: string
  readonly kind: string
  readonly reference: string
  readonly from: string
  readonly to: string
  readonly usd: string
  readonly quota: string
  readonly note: string
}

export interface ModelJson {
  readonly id: string
  readonly name: string
  readonly status: 'Available' | 'Price pending' | 'Unavailable'
  readonly capabilities: readonly string[]
  readonly context_length: number
  readonly max_output_tokens: number
  readonly price_usd_per_million: (Omit<PriceJson, 'cached_input'> & { readonly cached_input: string | null }) | null
  readonly price_version: string | null
  readonly price_source: string | null
  readonly providers: readonly string[]
  readonly provenance: string
  /** What probes found, by their names, and when; absent: nobody verified it. */
  readonly verified?: Readonly<Record<string, boolean>> | undefined
  readonly verified_at?: string | undefined
}

export interface ProviderTestJson {
  readonly provider: string
  readonly ok: boolean
  readonly status: number | null
  readonly latency_ms: number
  /** Our own words for what happened. */
  readonly result: string
}

/** What runs and what waits at this moment; all 0 while nothing serves. */
export interface ServerLoad {
  readonly answers_open: number
  readonly streams_open: number
  /** Requests that hold money. */
  readonly holds_open: number
  /** Commands of the store without an answer, and at how many nothing more is admitted. */
  readonly writer_queue: number
  readonly writer_queue_max: number
  /** Settlements that the disk refused so far. */
  readonly settlements_retrying: number
  readonly memory_bytes: number
}

export interface StatusJson {
  readonly version: string
  /** Of the runtime: `v26.10.0`. */
  readonly node_version: string
  readonly load: ServerLoad
  /** Messages of alerts that should have left by now; 1000 stands for more. */
  readonly deliveries_due: number
  /** Probes of the current verification that are still to come. */
  readonly probes_waiting: number
  readonly started_at: string
  readonly epoch: number
  readonly recovery: { readonly settled: number; readonly voided: number; readonly charged_usd: string; readonly duration_ms: number }
  readonly held_usd: string
  readonly accounts: number
  readonly saturated: boolean
  readonly draining: boolean
}
