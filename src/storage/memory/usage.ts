// Usage records in memory: one array, filtered and sorted at each look. Forgets all when the process ends.
import type { UsageRecord } from '../../contract/usage.ts'
import type { UsageFilter, UsageStore } from '../../ledger/usage-store.ts'
import { cursorOf, readCursor } from '../usage-cursor.ts'

export interface UsageRows {
  add(record: UsageRecord): void
  has(id: string): boolean
}

export function memoryUsage(): UsageStore & { readonly rows: UsageRows } {
  const byId = new Map<string, UsageRecord>()
  return {
    rows: {
      has: (id) => byId.has(id),
      add(record) {
        if (byId.has(record.requestId)) throw new Error(`request ${record.requestId} has a usage record already`)
        byId.set(record.requestId, record)
      },
    },
    async listUsage(account, filter, limit, after) {
      const cursor = after === undefined ? null : readCursor(after)
      if (cursor === undefined) return { records: [], next: null }
      const matching = [...byId.values()]
        .filter((record) => record.accountId === account && matches(record, filter))
        .filter((record) => cursor === null || newerFirst({ timeMs: cursor.timeMs, requestId: cursor.id }, record) < 0)
        .sort(newerFirst)
      const records = matching.slice(0, limit)
      const last = records.at(-1)
      return { records, next: matching.length > limit && last !== undefined ? cursorOf(last) : null }
    },
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

function matches(record: UsageRecord, filter: UsageFilter): boolean {
  const same = (wanted: string | undefined, found: string | null): boolean => wanted === undefined || wanted === found
  return (
    same(filter.requestId, record.requestId) &&
    same(filter.model, record.model) &&
    same(filter.keyId, record.keyId) &&
    same(filter.provider, record.provider) &&
    same(filter.status, record.status) &&
    same(filter.errorCode, record.errorCode) &&
    (filter.fromMs === undefined || record.timeMs >= filter.fromMs) &&
    (filter.untilMs === undefined || record.timeMs < filter.untilMs)
  )
}
