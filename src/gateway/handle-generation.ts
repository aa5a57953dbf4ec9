// GET /v1/generation?id= and GET /v1/key: what one request cost, and what is left of the key that asks. Only ever its own account.
import { asId, type RequestId } from '../contract/ids.ts'
import { formatQuota, formatUsd } from '../contract/money.ts'
import { problem } from '../contract/problems.ts'
import { usageJson } from '../contract/usage.ts'
import { isUuid } from '../base/uuid7.ts'
import { authenticate } from './authenticate.ts'
import type { Call, Reply } from './call.ts'
import type { GatewayDeps } from './deps.ts'
import type { Live } from './live.ts'

/** `id` is our request ID (`x-request-id`). A foreign one is as unknown as one that never was. */
export async function handleGeneration(call: Call, id: string | null, deps: GatewayDeps, live: Live): Promise<Reply> {
  const caller = await authenticate(call, deps, live.authFailures)
  if (!caller.ok) return { kind: 'problem', problem: caller.problem.problem, headers: {} }
  if (id === null || !isUuid(id)) {
    const message = 'The query parameter `id` must be a request ID, as in the `x-request-id` header of the answer.'
    return { kind: 'problem', problem: problem('invalid_request', message, { param: 'id' }), headers: {} }
  }
  const record = await deps.usage.getUsage(caller.value.accountId, asId<RequestId>(id))
  if (record === undefined) {
    return {
      kind: 'problem',
      problem: problem('not_found', 'This account has no request with that ID; the record of a running request appears when it ends.'),
      headers: {},
    }
  }
  const { attempts: _attempts, routing: _routing, client_address: _address, ...shown } = usageJson(record)
  const data = { id, ...shown, total_cost: Number(formatUsd(record.costNano)) }
  return { kind: 'json', body: JSON.stringify({ data }), headers: {} }
}

export async function handleKey(call: Call, deps: GatewayDeps, live: Live): Promise<Reply> {
  const caller = await authenticate(call, deps, live.authFailures)
  if (!caller.ok) return { kind: 'problem', problem: caller.problem.problem, headers: {} }
  const { key, accountId, keyLimits } = caller.value
  const spend = await deps.keySpend(accountId, key.id)
  const left = key.budgetNano === null || spend === undefined ? null : key.budgetNano - spend.spentNano - spend.heldNano
  const data = {
    label: key.name,
    last_four: key.lastFour,
    expires_at: key.expiresAtMs === null ? null : new Date(key.expiresAtMs).toISOString(),
    budget_usd: key.budgetNano === null ? null : formatUsd(key.budgetNano),
    budget_left_usd: left === null ? null : formatUsd(left),
    spent_usd: formatUsd(spend?.spentNano ?? 0n),
    spent_quota: formatQuota(spend?.spentNano ?? 0n),
    limits: {
      requests_per_minute: keyLimits.requestsPerMinute,
      tokens_per_minute: keyLimits.tokensPerMinute,
      concurrent_requests: keyLimits.concurrentRequests,
    },
  }
  return { kind: 'json', body: JSON.stringify({ data }), headers: { 'cache-control': 'no-store' } }
}
