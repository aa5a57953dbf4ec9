// Short-lived challenges in SQLite. Knows no answers, only what they are compared with.
import type { DatabaseSync } from 'node:sqlite'
import type { Challenge, ChallengeKind } from '../../access/challenge-store.ts'
import type { UserId } from '../../contract/ids.ts'

export function challengeWrites(db: DatabaseSync) {
  const dropStale = db.prepare('DELETE FROM challenges WHERE expires_at_ms <= ?')
  const dropEarlier = db.prepare('DELETE FROM challenges WHERE kind = ? AND user_id = ?')
  const insert = db.prepare(
    'INSERT OR REPLACE INTO challenges (hash, kind, user_id, body, tries_left, expires_at_ms) VALUES (?, ?, ?, ?, ?, ?)',
  )
  const use = db.prepare(
    `UPDATE challenges SET tries_left = tries_left - 1 WHERE kind = ? AND hash = ? AND expires_at_ms > ? AND tries_left > 0
     RETURNING user_id, body, tries_left, expires_at_ms`,
  )
  const take = db.prepare('DELETE FROM challenges WHERE kind = ? AND hash = ?')
  const begin = db.prepare(
    'SELECT hash FROM challenges WHERE kind = ? AND user_id = ? AND expires_at_ms > ? AND substr(hash, 1, ?) = ? LIMIT 2',
  )
  const renew = db.prepare('UPDATE challenges SET body = ?, tries_left = ?, expires_at_ms = ? WHERE kind = ? AND hash = ?')
  return {
    putChallenge({ kind, userId, body, triesLeft, expiresAtMs }: Challenge, hash: string, nowMs: number): void {
      dropStale.run(nowMs)
      if (userId !== null && kind !== 'reset') dropEarlier.run(kind, userId)
      insert.run(hash, kind, userId, body, triesLeft, expiresAtMs)
    },
    tryChallenge(kind: ChallengeKind, hash: string, nowMs: number): Challenge | undefined {
      const row = use.get(kind, hash, nowMs)
      if (row === undefined) return undefined
      const userId = row['user_id'] as UserId | null
      return {
        kind,
        userId,
        body: row['body'] as string,
        triesLeft: row['tries_left'] as number,
        expiresAtMs: row['expires_at_ms'] as number,
      }
    },
    takeChallenge: (kind: ChallengeKind, hash: string): boolean => Number(take.run(kind, hash).changes) > 0,
    renewChallenge(
      { kind, userId, hashStart }: Pick<Challenge, 'kind'> & { readonly userId: UserId; readonly hashStart: string },
      next: Pick<Challenge, 'body' | 'triesLeft' | 'expiresAtMs'>,
      nowMs: number,
    ): boolean {
      const [found, another] = begin.all(kind, userId, nowMs, hashStart.length, hashStart)
      if (found === undefined || another !== undefined) return false
      return Number(renew.run(next.body, next.triesLeft, next.expiresAtMs, kind, found['hash'] as string).changes) > 0
    },
  }
}

/** Whatever somebody began elsewhere and did not end: over, once their user changes hands. */
export function challengeEnds(db: DatabaseSync) {
  const ofUser = db.prepare('DELETE FROM challenges WHERE user_id = ?')
  return (user: UserId): void => void ofUser.run(user)
}
