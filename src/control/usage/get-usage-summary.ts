// What the filtered usage records add up to. Knows no HTTP.
import { formatQuota, formatUsd } from '../../contract/money.ts'
import type { UsageSummaryJson } from '../../contract/usage-api.ts'
import type { UsageTotals } from '../../ledger/usage-statistics.ts'
import type { ControlDeps } from '../control-deps.ts'
import { answer, type ControlCall, type Outcome, refusal } from '../endpoint.ts'
import { readFilter } from './read-filter.ts'

export async function getUsageSummary({ principal, query }: ControlCall<unknown>, deps: ControlDeps): Promise<Outcome> {
  const filter = readFilter(query)
  if (!filter.ok) return refusal(filter.problem)
  return answer(summaryJson(await deps.store.usageTotals(principal.accountId, filter.value)))
}

export function summaryJson(totals: UsageTotals): UsageSummaryJson {
  return {
    requests: totals.requests,
    errors: totals.errors,
    cost_usd: formatUsd(totals.costNano),
    corrections_usd: formatUsd(totals.correctionsNano),
    quota: formatQuota(totals.costNano),
    prompt_tokens: totals.promptTokens,
    completion_tokens: totals.completionTokens,
  }
}
