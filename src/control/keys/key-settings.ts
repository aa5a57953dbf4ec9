// From the API's words for a key (expiry, models, limits) to the rules' own. Knows no storage.
import { ok, refuse, type Result } from '../../base/result.ts'
import type { Catalog } from '../../catalog/catalog.ts'
import type { CreateKeyInput } from '../../contract/control-api.ts'
import { asId, type MemberId, type ModelId } from '../../contract/ids.ts'
import { formatUsd, nanoMax } from '../../contract/money.ts'
import { type Problem, problem } from '../../contract/problems.ts'
import type { KeyLimits, ModelBudget, ModelScope } from '../../keys/key.ts'
import { readInstant } from '../read-instant.ts'

const dayMs = 86_400_000
/** A hundred years: beyond it a typing error is likelier than an intention. */
const daysMax = 36_500

/** `30d`, `2027-01-31` (its first instant, UTC) or a full instant with its offset -> milliseconds since 1970; null stays null. */
export function readExpiry(text: string | null, nowMs: number): Result<number | null, Problem> {
  if (text === null || text === 'never') return ok(null)
  const days = /^([1-9]\d{0,4})d$/.exec(text)
  const atMs = days !== null ? nowMs + Number(days[1]) * dayMs : readInstant(text)
  if (atMs === undefined || atMs > nowMs + daysMax * dayMs) {
    const message = '`expires` must be a number of days such as "30d", or an ISO date or instant such as "2027-01-31T00:00:00Z".'
    return refuse(problem('invalid_request', message, { param: 'expires' }))
  }
  if (atMs <= nowMs) return refuse(problem('invalid_request', '`expires` lies in the past.', { param: 'expires' }))
  return ok(atMs)
}

/** A budget that the books can hold; null: none of its own. */
export function readBudget(budgetNano: bigint | null): Result<bigint | null, Problem> {
  if (budgetNano === null || budgetNano <= nanoMax) return ok(budgetNano)
  return refuse(problem('invalid_request', `\`budget_usd\` must be at most ${formatUsd(nanoMax)}.`, { param: 'budget_usd' }))
}

/** One budget per model that the catalog has. */
export function readModelBudgets(budgets: NonNullable<CreateKeyInput['model_budgets']>, catalog: Catalog): Result<ModelBudget[], Problem> {
  const read: ModelBudget[] = []
  for (const [id, limitNano] of Object.entries(budgets)) {
    const model = asId<ModelId>(id)
    if (!catalog.models.has(model)) {
      return refuse(problem('invalid_request', `There is no model \`${id}\`; IDs are case-sensitive.`, { param: 'model_budgets' }))
    }
    if (limitNano > nanoMax) {
      return refuse(problem('invalid_request', `Each budget must be at most ${formatUsd(nanoMax)}.`, { param: 'model_budgets' }))
    }
    read.push({ model, limitNano })
  }
  return ok(read.sort((a, b) => (a.model < b.model ? -1 : 1)))
}

export function readMember(text: string | null): MemberId | null {
  return text === null ? null : asId<MemberId>(text)
}

/** A model ID that the catalog does not have is refused by name: a scope with a typing error would lock its key out in silence. */
export function readScope(models: NonNullable<CreateKeyInput['models']>, catalog: Catalog): Result<ModelScope, Problem> {
  if (models === 'all' || models === 'chat') return ok({ kind: models })
  const unknown = models.find((id) => !catalog.models.has(asId<ModelId>(id)))
  if (unknown !== undefined) {
    return refuse(problem('invalid_request', `There is no model \`${unknown}\`; IDs are case-sensitive.`, { param: 'models' }))
  }
  return ok({ kind: 'list', models: [...new Set(models)].map((id) => asId<ModelId>(id)) })
}

export function readLimits(limits: NonNullable<CreateKeyInput['limits']>): KeyLimits {
  return {
    ...(limits.requests_per_minute !== undefined && { requestsPerMinute: limits.requests_per_minute }),
    ...(limits.tokens_per_minute !== undefined && { tokensPerMinute: limits.tokens_per_minute }),
    ...(limits.concurrent_requests !== undefined && { concurrentRequests: limits.concurrent_requests }),
  }
}
