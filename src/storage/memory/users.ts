// People and their sessions in memory. Knows no password and no cookie, only hashes of them; forgets all when the process ends.
import type { Role } from '../../access/role.ts'
import type { Session, User, UserWithSecrets } from '../../access/user.ts'
import type { UserStore } from '../../access/user-store.ts'
import type { AccountId, UserId } from '../../contract/ids.ts'

export interface UserRows {
  readonly users: Map<UserId, UserWithSecrets>
  /** By hash of the cookie. */
  readonly sessions: Map<string, Session>
}

export type RoleOf = (account: AccountId, user: UserId) => Role | null

/** Ends what somebody began and did not end. */
export type EndChallenges = (user: UserId) => void

export function memoryUsers(roleOf: RoleOf, endChallenges: EndChallenges): UserStore & { readonly rows: UserRows } {
  const users = new Map<UserId, UserWithSecrets>()
  const sessions = new Map<string, Session>()
  return { rows: { users, sessions }, ...userCalls(users, sessions, endChallenges), ...sessionCalls(users, sessions, roleOf) }
}

type SessionCalls = 'openSession' | 'findSession' | 'rotateSession' | 'listSessions' | 'endSession' | 'endSessions'

function userCalls(
  users: Map<UserId, UserWithSecrets>,
  sessions: Map<string, Session>,
  endChallenges: EndChallenges,
): Omit<UserStore, SessionCalls> {
  const shut = (id: UserId, keep: string | null): void => {
    dropSessions(sessions, id, keep)
    endChallenges(id)
  }
  const byEmail = (email: string): UserWithSecrets | undefined => [...users.values()].find((user) => user.email === email)
  return {
    findUserByEmail: async (email) => byEmail(email),
    getUser: async (id) => users.get(id),
    async listUsers(limit, after) {
      const all = [...users.values()].map(plainUser).sort((a, b) => (a.id < b.id ? -1 : 1))
      return all.filter((user) => user.id > (after ?? '')).slice(0, limit)
    },
    countUsers: async () => users.size,
    async changeUser(id, change) {
      const found = users.get(id)
      if (found === undefined) return undefined
      const namesake = change.email === undefined ? undefined : byEmail(change.email)
      if (namesake !== undefined && namesake.id !== id) throw new Error(`a user with the address of ${id} exists already`)
      const next = { ...found, ...change }
      users.set(id, next)
      if (next.disabled) shut(id, null)
      return plainUser(next)
    },
    async setPassword(id, passwordHash, keep) {
      const found = users.get(id)
      if (found === undefined) return false
      users.set(id, { ...found, passwordHash })
      shut(id, keep)
      return true
    },
  }
}

function sessionCalls(users: Map<UserId, UserWithSecrets>, sessions: Map<string, Session>, roleOf: RoleOf): Pick<UserStore, SessionCalls> {
  return {
    async openSession(session, hash) {
      putSession(sessions, session, hash)
    },
    async findSession(hash) {
      const session = sessions.get(hash)
      const user = session && users.get(session.userId)
      if (session === undefined || user === undefined) return undefined
      return { session, user: plainUser(user), role: roleOf(session.accountId, session.userId) }
    },
    async rotateSession(hash, newHash, change) {
      const session = sessions.get(hash)
      if (session === undefined) return false
      sessions.delete(hash)
      sessions.set(newHash, { ...session, ...change })
      return true
    },
    async listSessions(user, nowMs, { limit, after }) {
      const own = [...sessions.values()].filter((session) => session.userId === user && session.expiresAtMs > nowMs)
      const behind = after === null ? own : own.filter(({ id }) => id < after)
      return behind.sort((a, b) => (a.id < b.id ? 1 : -1)).slice(0, limit)
    },
    async endSession(user, id) {
      const found = [...sessions].find(([, session]) => session.userId === user && session.id === id)
      return found !== undefined && sessions.delete(found[0])
    },
    endSessions: async (user, keep) => dropSessions(sessions, user, keep),
  }
}

/** Also forgets sessions that ran out. */
export function putSession(sessions: Map<string, Session>, session: Session, hash: string): void {
  for (const [other, { expiresAtMs }] of sessions) if (expiresAtMs <= session.createdAtMs) sessions.delete(other)
  sessions.set(hash, session)
}

export function dropSessions(sessions: Map<string, Session>, user: UserId, keep: string | null): number {
  const others = [...sessions].filter(([hash, session]) => session.userId === user && hash !== keep)
  for (const [hash] of others) sessions.delete(hash)
  return others.length
}

export function plainUser({ passwordHash: _secret, ...user }: UserWithSecrets): User {
  return user
}
