// PORT: people and how they sign in. Knows no driver, no password and no cookie, only hashes of them.
import type { UserId } from '../contract/ids.ts'
import type { Page } from '../contract/page.ts'
import type { Session, SignedIn, User, UserWithSecrets } from './user.ts'

export type UserChange = Partial<Pick<User, 'name' | 'email' | 'operator' | 'disabled'>>

export interface UserStore {
  findUserByEmail(email: string): Promise<UserWithSecrets | undefined>
  getUser(id: UserId): Promise<UserWithSecrets | undefined>
  /** Oldest first, behind the user `after`. */
  listUsers(limit: number, after: UserId | null): Promise<readonly User[]>
  countUsers(): Promise<number>
  /** Undefined when there is no such user; throws when the address is taken. A disabled user's sessions and open challenges end. */
  changeUser(id: UserId, change: UserChange): Promise<User | undefined>
  /** Ends every session of the user but the one with hash `keep`, and every open challenge: a second reset code is void with the first. */
  setPassword(id: UserId, passwordHash: string, keep: string | null): Promise<boolean>

  /** Also forgets sessions that ran out: nobody else clears them. */
  openSession(session: Session, hash: string): Promise<void>
  findSession(hash: string): Promise<SignedIn | undefined>
  /** The same session under a new cookie, with what changed. False when it has ended. */
  rotateSession(hash: string, newHash: string, change: Partial<Pick<Session, 'accountId' | 'confirmedAtMs'>>): Promise<boolean>
  /** Newest first, those that ran out left out; a page begins behind a session's ID. */
  listSessions(user: UserId, nowMs: number, page: Page): Promise<readonly Session[]>
  endSession(user: UserId, id: string): Promise<boolean>
  /** Every session of the user but the one with hash `keep`; says how many ended. */
  endSessions(user: UserId, keep: string | null): Promise<number>
}
