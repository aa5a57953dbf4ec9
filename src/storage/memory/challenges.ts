// Short-lived challenges in memory. Forgets all when the process ends.
import type { Challenge, ChallengeKind, ChallengeStore } from '../../access/challenge-store.ts'

export function memoryChallenges(): ChallengeStore {
  const rows = new Map<string, Challenge>()
  const keyOf = (kind: ChallengeKind, hash: string): string => `${kind} ${hash}`
  return {
    async putChallenge(challenge, hash, nowMs) {
      for (const [key, { kind, userId, expiresAtMs }] of rows) {
        const earlier = kind === challenge.kind && kind !== 'reset' && userId !== null && userId === challenge.userId
        if (earlier || expiresAtMs <= nowMs) rows.delete(key)
      }
      rows.set(keyOf(challenge.kind, hash), challenge)
    },
    async tryChallenge(kind, hash, nowMs) {
      const found = rows.get(keyOf(kind, hash))
      if (found === undefined || found.expiresAtMs <= nowMs || found.triesLeft === 0) return undefined
      const used = { ...found, triesLeft: found.triesLeft - 1 }
      rows.set(keyOf(kind, hash), used)
      return used
    },
    takeChallenge: async (kind, hash) => rows.delete(keyOf(kind, hash)),
    async renewChallenge(kind, user, next, nowMs) {
      const found = [...rows].filter(([, row]) => row.kind === kind && row.userId === user && row.expiresAtMs > nowMs)
      for (const [key, row] of found) rows.set(key, { ...row, ...next })
      return found.length > 0
    },
  }
}
