// What providers cost us, summed in SQLite inside the index of each account's records. Knows no rules.
import type { DatabaseSync } from 'node:sqlite'
import type { ProviderId } from '../../contract/ids.ts'
import type { Nano } from '../../contract/money.ts'
import type { ProviderCost } from '../../ledger/provider-cost-store.ts'
import { dayMs } from '../../ledger/usage-statistics.ts'

/** From the accounts outwards, so that each one's index of records is used; the range is all that bounds the work. */
const inRange = 'FROM accounts a CROSS JOIN usage_records u ON u.account_no = a.no AND u.time_ms >= ?2 AND u.time_ms < ?3'
const day = `u.time_ms / ${dayMs} AS day`

export function providerCostReads(db: DatabaseSync) {
  const big = { readBigInts: true }
  const answered = db.prepare(
    `SELECT u.upstream_model, u.model, ${day}, sum(u.count) AS requests, ifnull(sum(u.provider_cost_nano), 0) AS cost,
       sum(iif(u.provider_cost_nano IS NULL, u.count, 0)) AS unknown, sum(iif(u.estimated, u.count, 0)) AS estimated,
       sum(u.prompt_tokens) AS prompt, sum(u.cached_tokens) AS cached, sum(u.completion_tokens) AS completion
     ${inRange} WHERE u.provider = ?1 AND (u.prompt_tokens > 0 OR u.completion_tokens > 0) GROUP BY 1, 2, 3`,
    big,
  )
  const lost = db.prepare(
    `SELECT t.value ->> 'upstreamModel' AS upstream_model, u.model, ${day}, count(*) AS tries,
       ifnull(sum(CAST(t.value ->> 'lostNano' AS INTEGER)), 0) AS lost
     ${inRange} AND instr(u.attempts, '"lostNano"') > 0, json_each(u.attempts) t
     WHERE t.value ->> 'provider' = ?1 AND json_type(t.value, '$.lostNano') IS NOT NULL GROUP BY 1, 2, 3`,
    big,
  )
  return {
    providerCosts(provider: ProviderId, fromMs: number, untilMs: number): readonly ProviderCost[] {
      return [...answered.all(provider, fromMs, untilMs), ...lost.all(provider, fromMs, untilMs)].map(costOf)
    },
  }
}

/** A row of either kind: what the other kind counts is 0. */
function costOf(row: Record<string, unknown>): ProviderCost {
  const number = (column: string): number => Number(row[column] ?? 0)
  return {
    upstreamModel: row['upstream_model'] as string | null,
    model: row['model'] as string | null,
    dayMs: number('day') * dayMs,
    requests: number('requests'),
    costNano: (row['cost'] ?? 0n) as Nano,
    unknownRequests: number('unknown'),
    estimatedRequests: number('estimated'),
    promptTokens: number('prompt'),
    cachedTokens: number('cached'),
    completionTokens: number('completion'),
    lostTries: number('tries'),
    lostNano: (row['lost'] ?? 0n) as Nano,
  }
}
