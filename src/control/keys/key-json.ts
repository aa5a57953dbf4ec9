// The public form of a key: an allow-list, never the secret. Knows no storage.
import type { KeyJson } from '../../contract/control-api.ts'
import { formatQuota, formatUsd } from '../../contract/money.ts'
import { keyState, type KeyWithSpend } from '../../keys/key.ts'

export function keyJson(key: KeyWithSpend, nowMs: number): KeyJson {
  return {
    id: key.id,
    account_id: key.accountId,
    name: key.name,
    last_four: key.lastFour,
    state: keyState(key, nowMs),
    budget_usd: key.budgetNano === null ? null : formatUsd(key.budgetNano),
    budget_quota: key.budgetNano === null ? null : formatQuota(key.budgetNano),
    spent_usd: formatUsd(key.spentNano),
    spent_quota: formatQuota(key.spentNano),
    held_usd: formatUsd(key.heldNano),
    models: key.scope.kind === 'list' ? key.scope.models : key.scope.kind,
    limits: {
      ...(key.limits.requestsPerMinute !== undefined && { requests_per_minute: key.limits.requestsPerMinute }),
      ...(key.limits.tokensPerMinute !== undefined && { tokens_per_minute: key.limits.tokensPerMinute }),
      ...(key.limits.concurrentRequests !== undefined && { concurrent_requests: key.limits.concurrentRequests }),
    },
    expires_at: key.expiresAtMs === null ? null : new Date(key.expiresAtMs).toISOString(),
    created_at: new Date(key.createdAtMs).toISOString(),
    last_used_at: key.lastUsedAtMs === null ? null : new Date(key.lastUsedAtMs).toISOString(),
  }
}
