// The public form of a key: an allow-list, never the secret. Knows no storage.
import type { AuditFields } from '../../access/audit.ts'
import type { KeyJson } from '../../contract/control-api.ts'
import { keyRoutingJson } from '../../contract/key-routing.ts'
import { formatQuota, formatUsd } from '../../contract/money.ts'
import { keyBudgetStanding, modelBudgetStandings } from '../../keys/key-budgets.ts'
import { keyState, type KeyWithSpend } from '../../keys/key.ts'
import { instant, standingJson } from '../budgets/budget-json.ts'

/** What people decide about a key, for the audit log. */
export function settingsOf({
  name,
  last_four,
  state,
  budget_usd,
  budget_reset,
  member_id,
  models,
  limits,
  routing,
  expires_at,
}: KeyJson): AuditFields {
  return { name, last_four, state, budget_usd, budget_reset, member_id, models, limits, routing, expires_at }
}

export function keyJson(key: KeyWithSpend, nowMs: number): KeyJson {
  const budget = keyBudgetStanding(key, nowMs)
  const models = modelBudgetStandings(key, nowMs)
  return {
    id: key.id,
    account_id: key.accountId,
    name: key.name,
    last_four: key.lastFour,
    state: keyState(key, nowMs),
    budget_usd: key.budgetNano === null ? null : formatUsd(key.budgetNano),
    budget_quota: key.budgetNano === null ? null : formatQuota(key.budgetNano),
    budget_reset: key.budgetReset,
    budget_resets_at: instant((budget ?? models[0])?.resetsAtMs ?? null),
    budget_spent_usd: budget === null ? null : formatUsd(budget.spentNano),
    budget_remaining_usd: budget === null ? null : formatUsd(budget.remainingNano),
    model_budgets: Object.fromEntries(models.map(({ model, ...standing }) => [model, standingJson(standing)])),
    member_id: key.memberId,
    routing: keyRoutingJson(key.routing ?? null),
    spent_usd: formatUsd(key.spentNano),
    spent_quota: formatQuota(key.spentNano),
    held_usd: formatUsd(key.heldNano),
    models: key.scope.kind === 'list' ? key.scope.models : key.scope.kind,
    limits: {
      ...(key.limits.requestsPerMinute !== undefined && { requests_per_minute: key.limits.requestsPerMinute }),
      ...(key.limits.tokensPerMinute !== undefined && { tokens_per_minute: key.limits.tokensPerMinute }),
      ...(key.limits.concurrentRequests !== undefined && { concurrent_requests: key.limits.concurrentRequests }),
    },
    expires_at: instant(key.expiresAtMs),
    created_at: new Date(key.createdAtMs).toISOString(),
    last_used_at: instant(key.lastUsedAtMs),
  }
}
