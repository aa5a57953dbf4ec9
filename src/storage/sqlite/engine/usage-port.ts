// Reading usage records, over two readers: one record where requests are looked up, lists and sums where statistics run. Knows no SQL.
import type { ProviderCostStore } from '../../../ledger/provider-cost-store.ts'
import type { UsageStatisticsStore } from '../../../ledger/usage-statistics.ts'
import type { UsageStore } from '../../../ledger/usage-store.ts'
import type { ReaderClient } from './reader-client.ts'

export type UsagePort = UsageStore & UsageStatisticsStore & ProviderCostStore

export function usagePort(reader: ReaderClient, analyst: ReaderClient): UsagePort {
  return {
    listUsage: (account, filter, limit, after) => analyst.call('listUsage', account, filter, limit, after),
    getUsage: (account, id) => reader.call('getUsage', account, id),
    usageTotals: (account, filter) => analyst.call('usageTotals', account, filter),
    usageHistogram: (account, filter, bucketMs) => analyst.call('usageHistogram', account, filter, bucketMs),
    usageStatistics: (account, query) => analyst.call('usageStatistics', account, query),
    providerCosts: (provider, fromMs, untilMs) => analyst.call('providerCosts', provider, fromMs, untilMs),
    healthDays: (fromMs) => analyst.call('healthDays', fromMs),
  }
}
