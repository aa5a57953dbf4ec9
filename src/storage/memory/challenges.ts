// Short-lived challenges in memory. Forgets all when the process ends.
import type { Challenge, ChallengeKind, ChallengeStore } from '../../access/challenge-store.ts'
import type { UserId } from '../../contract/ids.ts'

export function memoryChallenges(): ChallengeStore & { readonly endChallenges: (user: UserId) => void } {
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
    async renewChallenge({ kind, userId, hashStart }, next, nowMs) {
      const begin = keyOf(kind, hashStart)
      const [found, another] = [...rows].filter(([key, row]) => key.startsWith(begin) && row.userId === userId && row.expiresAtMs > nowMs)
      if (found === undefined || another !== undefined) return false
      rows.set(found[0], { ...found[1], ...next })
      return true
    },
    /** Whatever somebody began elsewhere and did not end: over, once their user changes hands. */
    endChallenges(user) {
      for (const [key, { userId }] of rows) if (userId === user) rows.delete(key)
    },
  }
}
