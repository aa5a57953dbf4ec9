// Whether a usage record passes a filter. Pure; the stores' queries mean the same.
import type { KeyId } from '../contract/ids.ts'
import type { UsageRecord } from '../contract/usage.ts'
import type { UsageFilter } from './usage-store.ts'

/** Whose key it is now; null: nobody's in particular. */
export type MemberOf = (key: KeyId) => string | null

export function matchesFilter(record: UsageRecord, filter: UsageFilter, memberOf: MemberOf): boolean {
  const same = <T>(wanted: T | undefined, found: T | null): boolean => wanted === undefined || wanted === found
  return (
    same(filter.requestId, record.requestId) &&
    same(filter.model, record.model) &&
    same(filter.keyId, record.keyId) &&
    (filter.memberId === undefined || filter.memberId === memberOf(record.keyId)) &&
    same(filter.provider, record.provider) &&
    same(filter.errorCode, record.errorCode) &&
    same(filter.stream, record.stream) &&
    same(filter.user, record.user) &&
    (filter.statuses === undefined || filter.statuses.includes(record.status)) &&
    (filter.costNanoMin === undefined || record.costNano >= filter.costNanoMin) &&
    (filter.costNanoMax === undefined || record.costNano <= filter.costNanoMax) &&
    (filter.fromMs === undefined || record.timeMs >= filter.fromMs) &&
    (filter.untilMs === undefined || record.timeMs < filter.untilMs)
  )
}
