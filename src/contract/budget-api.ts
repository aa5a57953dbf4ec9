// The shapes of budgets in the control API: those of keys, and those of members and accounts. Knows no storage and no HTTP.
import { z } from 'zod'
import { budgetResets } from './budget.ts'
import { usd } from './usd-input.ts'

const resets = 'must be "daily", "weekly", "monthly" or null'

/** In UTC: at midnight, on Monday, on the first of the month; null: never. */
export const budgetReset = z.enum(budgetResets, resets).nullable()

/** Opaque here: whoever keeps the members gives it. */
export const memberId = z
  .string('must be a member ID')
  .regex(/^[\w.:@-]{1,100}$/, 'must be 1 to 100 letters, digits or any of `_ . : @ -`')
  .nullable()

const modelId = z.string('must be a model ID').min(1, 'must be a model ID').max(200, 'must be a model ID')

/** `{ "<model ID>": "<USD>" }`; each resets when the key's budget does. */
export const modelBudgets = z
  .record(modelId, usd, 'must be an object such as {"nexo-demo": "5.00"}')
  .refine((budgets) => Object.keys(budgets).length <= 100, 'must name at most 100 models')

export const setBudgetInput = z.strictObject({
  /** Absent or null: of the account as a whole. */
  member_id: memberId.optional(),
  /** Absent or null: on all models together. */
  model: modelId.nullable().optional(),
  budget_usd: usd,
  reset: budgetReset.optional(),
})
export type SetBudgetInput = z.output<typeof setBudgetInput>

/** How a budget stands: in its window when it resets, else since it was made. */
export interface BudgetStandingJson {
  readonly budget_usd: string
  readonly spent_usd: string
  /** Reserved by requests that are running. */
  readonly held_usd: string
  readonly remaining_usd: string
}

export interface BudgetJson extends BudgetStandingJson {
  readonly id: string
  readonly member_id: string | null
  readonly model: string | null
  readonly reset: 'daily' | 'weekly' | 'monthly' | null
  readonly resets_at: string | null
}
