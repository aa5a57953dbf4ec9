// Usage records as they are written, for those who watch: bounded queues, and a count of what a slow one missed. Knows no HTTP.
import type { AccountId } from '../../contract/ids.ts'
import type { UsageRecord } from '../../contract/usage.ts'
import type { LedgerStore } from '../../ledger/ledger-store.ts'
import { matchesFilter, type MemberOf } from '../../ledger/usage-filter.ts'
import type { UsageFilter } from '../../ledger/usage-store.ts'

export interface FeedNews {
  readonly records: readonly UsageRecord[]
  /** Records after these that were dropped, because the watcher was slow. */
  readonly missed: number
}

export interface Watch {
  /** What came since the last call, at once when there is something, else after `waitMs` at the latest. */
  next(waitMs: number): Promise<FeedNews>
  close(): void
}

export interface UsageFeed {
  /** Called for every record of every account: cheap when nobody watches. */
  publish(record: UsageRecord): void
  watch(account: AccountId, filter: UsageFilter, memberOf: MemberOf): Watch
}

/** Records waiting for one watcher; a browser takes them faster than anybody can read. */
const queueMax = 500

export function createUsageFeed(): UsageFeed {
  const watchers = new Set<(record: UsageRecord) => void>()
  return {
    publish(record) {
      for (const offer of watchers) offer(record)
    },
    watch(account, filter, memberOf) {
      let records: UsageRecord[] = []
      let missed = 0
      let wake: (() => void) | undefined
      const offer = (record: UsageRecord): void => {
        if (record.accountId !== account || !matchesFilter(record, filter, memberOf)) return
        if (records.length < queueMax) records.push(record)
        else missed += 1
        wake?.()
      }
      watchers.add(offer)
      return {
        async next(waitMs) {
          if (records.length === 0 && watchers.has(offer)) {
            await new Promise<void>((resolve) => {
              const timer = setTimeout(resolve, waitMs)
              wake = () => {
                clearTimeout(timer)
                resolve()
              }
            })
            wake = undefined
          }
          const news = { records, missed }
          records = []
          missed = 0
          return news
        },
        close() {
          watchers.delete(offer)
          wake?.()
        },
      }
    },
  }
}

/** The same ledger; what it has written durably is published. */
export function publishing(ledger: LedgerStore, feed: UsageFeed): LedgerStore {
  return {
    ...ledger,
    async settle(settlement) {
      const verdict = await ledger.settle(settlement)
      if (verdict.ok) feed.publish(settlement.record)
      return verdict
    },
    async record(record) {
      await ledger.record(record)
      feed.publish(record)
    },
  }
}
