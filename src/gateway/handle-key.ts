// GET /v1/key: what the key that asks may do, what it has spent, and what is left. Only ever the key itself.
import { formatQuota, formatUsd, type Nano } from '../contract/money.ts'
import { keyBudgetStanding } from '../keys/key-budgets.ts'
import { authenticate } from './authenticate.ts'
import type { Call, Reply } from './call.ts'
import type { GatewayDeps } from './deps.ts'
import type { Live } from './live.ts'

export async function handleKey(call: Call, deps: GatewayDeps, live: Live): Promise<Reply> {
  const caller = await authenticate(call, deps, live.authFailures)
  if (!caller.ok) return { kind: 'problem', problem: caller.problem.problem, headers: {} }
  const { key, accountId, keyLimits } = caller.value
  const [spend, account] = await Promise.all([deps.keySpend(accountId, key.id), deps.ledger.getBalance(accountId)])
  const spentNano = spend?.spentNano ?? 0n
  const budget = spend === undefined ? null : keyBudgetStanding(spend, call.arrivedMs)
  const left = budget === null ? null : budget.remainingNano
  const freeNano = account === undefined ? 0n : account.balanceNano - account.heldNano
  const { scope, budgetNano } = key
  const data = {
    label: key.name,
    last_four: key.lastFour,
    expires_at: key.expiresAtMs === null ? null : new Date(key.expiresAtMs).toISOString(),
    models: scope.kind === 'list' ? scope.models : scope.kind,
    budget_usd: budgetNano === null ? null : formatUsd(budgetNano),
    budget_left_usd: left === null ? null : formatUsd(left),
    budget_reset: key.budgetReset,
    budget_resets_at: budget === null || budget.resetsAtMs === null ? null : new Date(budget.resetsAtMs).toISOString(),
    spent_usd: formatUsd(spentNano),
    spent_quota: formatQuota(spentNano),
    balance_usd: formatUsd(freeNano),
    limits: {
      requests_per_minute: keyLimits.requestsPerMinute,
      tokens_per_minute: keyLimits.tokensPerMinute,
      concurrent_requests: keyLimits.concurrentRequests,
    },
    ...openRouterKey({ spentNano, budgetNano, left, reset: key.budgetReset }, keyLimits.requestsPerMinute),
  }
  return { kind: 'json', body: JSON.stringify({ data }), headers: { 'cache-control': 'no-store' } }
}

/** The names under which OpenRouter's clients look, money as numbers (openrouter.ai/docs, "Get current API key"). No limit is -1 requests there. */
function openRouterKey(
  money: { readonly spentNano: Nano; readonly budgetNano: Nano | null; readonly left: Nano | null; readonly reset: string | null },
  requestsPerMinute: number | null,
) {
  const number = (nano: Nano | null): number | null => (nano === null ? null : Number(formatUsd(nano)))
  return {
    usage: number(money.spentNano),
    limit: number(money.budgetNano),
    limit_remaining: number(money.left),
    limit_reset: money.reset,
    is_free_tier: false,
    is_provisioning_key: false,
    is_management_key: false,
    rate_limit: { requests: requestsPerMinute ?? -1, interval: '1m' },
  }
}
