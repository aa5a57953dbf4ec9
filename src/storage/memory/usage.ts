// Usage records in memory: one array, filtered and sorted at each look. Forgets all when the process ends.
import type { AccountId } from '../../contract/ids.ts'
import type { UsageRecord } from '../../contract/usage.ts'
import type { UsageFilter, UsageStore } from '../../ledger/usage-store.ts'
import { matchesFilter } from '../../ledger/usage-filter.ts'
import type { UsageStatisticsStore } from '../../ledger/usage-statistics.ts'
import { cursorOf, readCursor } from '../usage-cursor.ts'
import type { ProviderCostStore } from '../../ledger/provider-cost-store.ts'
import { memoryProviderCosts } from './provider-costs.ts'
import { memoryUsageStatistics, type RecordsInMemory } from './usage-statistics.ts'

export interface UsageRows {
  add(record: UsageRecord): void
  has(id: string): boolean
  get(id: string): UsageRecord | undefined
  replace(record: UsageRecord): void
}

export function memoryUsage(
  memberOf: RecordsInMemory['memberOf'],
): UsageStore & UsageStatisticsStore & ProviderCostStore & { readonly rows: UsageRows } {
  const byId = new Map<string, UsageRecord>()
  const matching = (account: AccountId, filter: UsageFilter): UsageRecord[] =>
    [...byId.values()].filter((record) => record.accountId === account && matchesFilter(record, filter, memberOf))
  return {
    rows: {
      has: (id) => byId.has(id),
      get: (id) => byId.get(id),
      replace: (record) => void byId.set(record.requestId, record),
      add(record) {
        if (byId.has(record.requestId)) throw new Error(`request ${record.requestId} has a usage record already`)
        byId.set(record.requestId, record)
      },
    },
    async listUsage(account, filter, limit, after) {
      const cursor = after === undefined ? null : readCursor(after)
      if (cursor === undefined) return { records: [], next: null }
      const newest = matching(account, filter)
        .filter((record) => cursor === null || newerFirst({ timeMs: cursor.timeMs, requestId: cursor.id }, record) < 0)
        .sort(newerFirst)
      const records = newest.slice(0, limit)
      const last = records.at(-1)
      return { records, next: newest.length > limit && last !== undefined ? cursorOf(last) : null }
    },
    ...memoryUsageStatistics({ matching, everybody: () => [...byId.values()], memberOf }),
    ...memoryProviderCosts(() => [...byId.values()]),
    async getUsage(account, id) {
      const record = byId.get(id)
      return record?.accountId === account ? record : undefined
    },
  }
}

interface Place {
  readonly timeMs: number
  readonly requestId: string
}

function newerFirst(a: Place, b: Place): number {
  if (a.timeMs !== b.timeMs) return b.timeMs - a.timeMs
  return a.requestId === b.requestId ? 0 : a.requestId < b.requestId ? 1 : -1
}
