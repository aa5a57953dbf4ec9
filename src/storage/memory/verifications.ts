// Results of probes in memory: the reference model. Forgets all when the process ends.
import type { ProbeResult } from '../../catalog/verification.ts'
import type { VerificationStore } from '../../catalog/verification-store.ts'

export function memoryVerifications(): VerificationStore {
  const results: ProbeResult[] = []
  const place = ({ offerId, probe }: ProbeResult): string => `${offerId}\n${probe}`
  return {
    addProbe: async (result) => void results.push(result),
    latestProbes: async () => {
      const latest = new Map(results.map((result) => [place(result), result]))
      return [...latest.values()].toSorted((a, b) => (place(a) < place(b) ? -1 : 1))
    },
    probeCostSince: async (atMs) => results.reduce((sum, one) => (one.atMs >= atMs ? sum + one.costNano : sum), 0n),
  }
}
