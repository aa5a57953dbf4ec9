// Sums over usage records in memory: every record is looked at, each time. The reference for the store that keeps sums.
import type { AccountId, KeyId, MemberId } from '../../contract/ids.ts'
import type { UsageRecord } from '../../contract/usage.ts'
import type { UsageFilter } from '../../ledger/usage-store.ts'
import {
  dayMs,
  gatewayHealth,
  type HealthDay,
  hourMs,
  isError,
  type Speeds,
  speedStep,
  type StatisticsGroup,
  type StatisticsRow,
  type UsageStatisticsStore,
  type UsageTotals,
} from '../../ledger/usage-statistics.ts'

export type MatchingRecords = (account: AccountId, filter: UsageFilter) => readonly UsageRecord[]

export interface RecordsInMemory {
  readonly matching: MatchingRecords
  readonly everybody: () => readonly UsageRecord[]
  readonly memberOf: (key: KeyId) => MemberId | null
}

export function memoryUsageStatistics({ matching, everybody, memberOf }: RecordsInMemory): UsageStatisticsStore {
  return {
    usageTotals: async (account, filter) => totalsOf(matching(account, filter)),
    async usageHistogram(account, filter, bucketMs) {
      const buckets = groupBy(matching(account, filter), (record) => Math.floor(record.timeMs / bucketMs) * bucketMs)
      return [...buckets]
        .sort(([a], [b]) => a - b)
        .map(([startMs, records]) => {
          const { requests, errors, costNano } = totalsOf(records)
          return { startMs, requests, errors, costNano }
        })
    },
    async usageStatistics(account, { filter, by, everyHours }) {
      const fromMs = Math.floor(filter.fromMs / hourMs) * hourMs
      const untilMs = Math.ceil(filter.untilMs / hourMs) * hourMs
      const records = matching(account, { ...filter, fromMs, untilMs })
      const places = groupBy(records, (record) =>
        JSON.stringify([by === 'member' ? (memberOf(record.keyId) ?? '') : groupOf(record, by), startOf(record, everyHours)]),
      )
      return [...places].map(([place, inside]) => {
        const [group, startMs] = JSON.parse(place) as [string | null, number | null]
        return rowOf(inside, { group, startMs, label: by === 'key' ? (inside.at(-1)?.keyName ?? null) : null })
      })
    },
    healthDays: async (fromMs) => healthOf(everybody()).filter((day) => day.startMs >= Math.floor(fromMs / dayMs) * dayMs),
  }
}

function groupOf(record: UsageRecord, by: Exclude<StatisticsGroup, 'member'> | null): string | null {
  switch (by) {
    case null:
      return null
    case 'model':
      return record.model ?? ''
    case 'key':
      return record.keyId
    case 'provider':
      return record.provider ?? ''
    case 'status':
      return record.status
  }
}

function startOf(record: UsageRecord, everyHours: number | null): number | null {
  return everyHours === null ? null : Math.floor(record.timeMs / (everyHours * hourMs)) * everyHours * hourMs
}

function rowOf(records: readonly UsageRecord[], place: Pick<StatisticsRow, 'group' | 'startMs' | 'label'>): StatisticsRow {
  const well = records.filter((record) => record.status === 'success')
  return {
    ...place,
    ...totalsOf(records),
    cachedTokens: sum(records, (record) => record.tokens.cached),
    reasoningTokens: sum(records, (record) => record.tokens.reasoning),
    latency: speedsOf(well.map((record) => record.latencyMs)),
    ttft: speedsOf(well.flatMap((record) => (record.ttftMs === null ? [] : [record.ttftMs]))),
  }
}

function speedsOf(durations: readonly number[]): Speeds {
  return [...groupBy(durations, speedStep)].map(([step, inside]) => [step, inside.length] as const)
}

function totalsOf(records: readonly UsageRecord[]): UsageTotals {
  return {
    requests: sum(records, (record) => record.count),
    errors: sum(records, (record) => (isError(record.status) ? record.count : 0)),
    costNano: records.reduce((total, record) => total + record.costNano + correctionOf(record), 0n),
    correctionsNano: records.reduce((total, record) => total + correctionOf(record), 0n),
    promptTokens: sum(records, (record) => record.tokens.prompt),
    completionTokens: sum(records, (record) => record.tokens.completion),
  }
}

function correctionOf({ adjustedNano = 0n, reversal }: UsageRecord): bigint {
  return adjustedNano - (reversal?.amountNano ?? 0n)
}

function healthOf(records: readonly UsageRecord[]): HealthDay[] {
  const tries = records.flatMap((record) => {
    const startMs = Math.floor(record.timeMs / dayMs) * dayMs
    const health = gatewayHealth(record.status)
    const own =
      health === 'silent' ? [] : [{ provider: null, startMs, tries: record.count, failed: health === 'failed' ? record.count : 0 }]
    const attempts = record.attempts
      .filter((attempt) => attempt.result !== 'cancelled')
      .map(({ provider, result }) => ({ provider, startMs, tries: 1, failed: result === 'failed' ? 1 : 0 }))
    return [...own, ...attempts]
  })
  return [...groupBy(tries, (one) => JSON.stringify([one.startMs, one.provider ?? '']))]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, inside]) => ({
      ...(inside[0] as HealthDay),
      tries: sum(inside, (one) => one.tries),
      failed: sum(inside, (one) => one.failed),
    }))
}

function sum<T>(of: readonly T[], value: (one: T) => number): number {
  return of.reduce((total, one) => total + value(one), 0)
}

function groupBy<T, At>(of: readonly T[], at: (one: T) => At): Map<At, T[]> {
  return Map.groupBy(of, at)
}
