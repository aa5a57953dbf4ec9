// People and their sessions in SQLite. Knows no password and no cookie, only hashes of them.
import type { DatabaseSync } from 'node:sqlite'
import type { Role } from '../../access/role.ts'
import type { Session, SignedIn, User, UserWithSecrets } from '../../access/user.ts'
import type { UserChange } from '../../access/user-store.ts'
import type { AccountId, UserId } from '../../contract/ids.ts'
import type { Page } from '../../contract/page.ts'
import { challengeEnds } from './challenges.ts'
import { lastId } from './engine/last-id.ts'

export const userFields = 'u.id, u.email, u.name, u.operator, u.disabled, u.created_at_ms'
const sessionFields =
  's.id AS session_id, s.user_id, s.account_id, s.created_at_ms AS opened_at_ms, s.confirmed_at_ms, s.expires_at_ms, s.address, s.agent'

export type UserWrites = ReturnType<typeof userWrites>

export function userWrites(db: DatabaseSync) {
  const { getUser } = userReads(db)
  const update = db.prepare('UPDATE users SET name = ?, email = ?, operator = ?, disabled = ? WHERE id = ?')
  const updatePassword = db.prepare('UPDATE users SET password_hash = ? WHERE id = ?')
  const dropOthers = db.prepare('DELETE FROM sessions WHERE user_id = ? AND hash IS NOT ?')
  const dropStale = db.prepare('DELETE FROM sessions WHERE expires_at_ms <= ?')
  const insertSession = db.prepare(
    `INSERT INTO sessions (hash, id, user_id, account_id, created_at_ms, confirmed_at_ms, expires_at_ms, address, agent)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  )
  const rotate = db.prepare(
    'UPDATE sessions SET hash = ?, account_id = coalesce(?, account_id), confirmed_at_ms = coalesce(?, confirmed_at_ms) WHERE hash = ?',
  )
  const dropSession = db.prepare('DELETE FROM sessions WHERE user_id = ? AND id = ?')
  const endChallenges = challengeEnds(db)
  const endSessions = (user: UserId, keep: string | null): number => Number(dropOthers.run(user, keep).changes)
  const shut = (user: UserId, keep: string | null): void => {
    endSessions(user, keep)
    endChallenges(user)
  }
  return {
    changeUser(id: UserId, change: UserChange): User | undefined {
      const found = getUser(id)
      if (found === undefined) return undefined
      const { passwordHash: _secret, ...plain } = found
      const next = { ...plain, ...change }
      update.run(next.name, next.email, next.operator ? 1 : 0, next.disabled ? 1 : 0, id)
      if (next.disabled) shut(id, null)
      return next
    },
    setPassword(id: UserId, passwordHash: string, keep: string | null): boolean {
      if (Number(updatePassword.run(passwordHash, id).changes) === 0) return false
      shut(id, keep)
      return true
    },
    openSession(session: Session, hash: string): void {
      dropStale.run(session.createdAtMs)
      const { id, userId, accountId, createdAtMs, confirmedAtMs, expiresAtMs, address, agent } = session
      insertSession.run(hash, id, userId, accountId, createdAtMs, confirmedAtMs, expiresAtMs, address, agent)
    },
    rotateSession(hash: string, newHash: string, change: Partial<Pick<Session, 'accountId' | 'confirmedAtMs'>>): boolean {
      return Number(rotate.run(newHash, change.accountId ?? null, change.confirmedAtMs ?? null, hash).changes) > 0
    },
    endSession: (user: UserId, id: string): boolean => Number(dropSession.run(user, id).changes) > 0,
    endSessions,
  }
}

export function userReads(db: DatabaseSync) {
  const byEmail = db.prepare(`SELECT ${userFields}, u.password_hash FROM users u WHERE u.email = ?`)
  const byId = db.prepare(`SELECT ${userFields}, u.password_hash FROM users u WHERE u.id = ?`)
  const page = db.prepare(`SELECT ${userFields} FROM users u WHERE u.id > ? ORDER BY u.id LIMIT ?`)
  const count = db.prepare('SELECT count(*) AS n FROM users')
  const signedIn = db.prepare(
    `SELECT ${userFields}, ${sessionFields}, m.role FROM sessions s JOIN users u ON u.id = s.user_id
     LEFT JOIN memberships m ON m.account_id = s.account_id AND m.user_id = s.user_id WHERE s.hash = ?`,
  )
  const ofUser = db.prepare(
    `SELECT ${sessionFields} FROM sessions s WHERE s.user_id = ? AND s.expires_at_ms > ? AND s.id < ? ORDER BY s.id DESC LIMIT ?`,
  )
  const withSecrets = (row: Record<string, unknown> | undefined): UserWithSecrets | undefined =>
    row === undefined ? undefined : { ...userOf(row), passwordHash: row['password_hash'] as string | null }
  return {
    findUserByEmail: (email: string): UserWithSecrets | undefined => withSecrets(byEmail.get(email)),
    getUser: (id: UserId): UserWithSecrets | undefined => withSecrets(byId.get(id)),
    listUsers: (limit: number, after: UserId | null): readonly User[] => page.all(after ?? '', limit).map(userOf),
    countUsers: (): number => Number(count.get()?.['n']),
    findSession(hash: string): SignedIn | undefined {
      const row = signedIn.get(hash)
      return row === undefined ? undefined : { session: sessionOf(row), user: userOf(row), role: row['role'] as Role | null }
    },
    listSessions: (user: UserId, nowMs: number, { limit, after }: Page): readonly Session[] =>
      ofUser.all(user, nowMs, after ?? lastId, limit).map(sessionOf),
  }
}

export function userOf(row: Record<string, unknown>): User {
  return {
    id: row['id'] as UserId,
    email: row['email'] as string,
    name: row['name'] as string,
    operator: row['operator'] === 1,
    disabled: row['disabled'] === 1,
    createdAtMs: row['created_at_ms'] as number,
  }
}

function sessionOf(row: Record<string, unknown>): Session {
  return {
    id: row['session_id'] as string,
    userId: row['user_id'] as UserId,
    accountId: row['account_id'] as AccountId,
    createdAtMs: row['opened_at_ms'] as number,
    confirmedAtMs: row['confirmed_at_ms'] as number,
    expiresAtMs: row['expires_at_ms'] as number,
    address: row['address'] as string | null,
    agent: row['agent'] as string,
  }
}
