// What providers cost us, in memory: every record is looked at, each time.
import type { UsageRecord } from '../../contract/usage.ts'
import type { ProviderCost, ProviderCostStore } from '../../ledger/provider-cost-store.ts'
import { dayMs } from '../../ledger/usage-statistics.ts'

export function memoryProviderCosts(everybody: () => readonly UsageRecord[]): ProviderCostStore {
  return {
    async providerCosts(provider, fromMs, untilMs) {
      const records = everybody().filter(({ timeMs }) => timeMs >= fromMs && timeMs < untilMs)
      return [
        ...records.filter((record) => record.provider === provider && wasAnswered(record)).map(answeredOf),
        ...records.flatMap((record) =>
          record.attempts
            .filter((attempt) => attempt.provider === provider && attempt.lostNano !== undefined)
            .map(({ upstreamModel, lostNano }) => ({
              ...nothing,
              ...placeOf(record),
              upstreamModel,
              lostTries: 1,
              lostNano: BigInt(lostNano ?? 0),
            })),
        ),
      ]
    },
  }
}

const nothing: Omit<ProviderCost, 'upstreamModel' | 'model' | 'dayMs'> = {
  requests: 0,
  costNano: 0n,
  unknownRequests: 0,
  estimatedRequests: 0,
  promptTokens: 0,
  cachedTokens: 0,
  completionTokens: 0,
  lostTries: 0,
  lostNano: 0n,
}

function wasAnswered({ tokens }: UsageRecord): boolean {
  return tokens.prompt > 0 || tokens.completion > 0
}

function answeredOf(record: UsageRecord): ProviderCost {
  return {
    ...nothing,
    ...placeOf(record),
    requests: record.count,
    costNano: record.providerCostNano ?? 0n,
    unknownRequests: record.providerCostNano === null ? record.count : 0,
    estimatedRequests: record.estimated ? record.count : 0,
    promptTokens: record.tokens.prompt,
    cachedTokens: record.tokens.cached,
    completionTokens: record.tokens.completion,
  }
}

function placeOf(record: UsageRecord): Pick<ProviderCost, 'upstreamModel' | 'model' | 'dayMs'> {
  return { upstreamModel: record.upstreamModel, model: record.model, dayMs: Math.floor(record.timeMs / dayMs) * dayMs }
}
