// People, their place in accounts, their sessions. Shapes only: knows no storage, no password and no cookie.
import { type AccountId, asId, type UserId } from '../contract/ids.ts'
import { type Role, roles } from './role.ts'

export interface User {
  readonly id: UserId
  /** As `normalEmail` writes it. */
  readonly email: string
  readonly name: string
  /** True: may operate the whole server. */
  readonly operator: boolean
  /** True: may not sign in; nothing of theirs is deleted. */
  readonly disabled: boolean
  readonly createdAtMs: number
}

/** What sign-in looks at. `passwordHash` is null for somebody who only signs in elsewhere. */
export interface UserWithSecrets extends User {
  readonly passwordHash: string | null
}

/** A browser that is signed in. Its cookie is stored as a keyed hash only. */
export interface Session {
  /** For the list of sessions; opens nothing. */
  readonly id: string
  readonly userId: UserId
  /** The account that this browser looks at. */
  readonly accountId: AccountId
  readonly createdAtMs: number
  /** When its person last proved who they are. */
  readonly confirmedAtMs: number
  readonly expiresAtMs: number
  readonly address: string | null
  /** The browser's own name for itself, cut short. */
  readonly agent: string
}

/** A session with everything that a request needs to know: one look-up. `role` is null where the person is no member (any more). */
export interface SignedIn {
  readonly session: Session
  readonly user: User
  readonly role: Role | null
}

export interface Member {
  readonly user: User
  readonly role: Role
  readonly joinedAtMs: number
}

/** Where a member stands in the list of an account, which is ordered by role and address: no address, as places travel in URLs. */
export function memberPlace({ role, user }: Pick<Member, 'role' | 'user'>): string {
  return `${role}.${user.id}`
}

/** Undefined when the text is no such place. */
export function readMemberPlace(text: string): { readonly role: Role; readonly userId: UserId } | undefined {
  const dot = text.indexOf('.')
  const role = roles.find((name) => name === text.slice(0, dot))
  return role === undefined ? undefined : { role, userId: asId<UserId>(text.slice(dot + 1)) }
}

/** An account as one of its members sees it. */
export interface Workspace {
  readonly accountId: AccountId
  readonly name: string
  readonly role: Role
}

export interface Invitation {
  readonly id: string
  readonly accountId: AccountId
  readonly email: string
  readonly role: Role
  /** For the books, such as `user:<id>`. */
  readonly invitedBy: string
  readonly createdAtMs: number
  readonly expiresAtMs: number
}

/** One spelling per address: people type capitals and blanks. Undefined when it cannot be an address (RFC 5321, 254 characters at most). */
export function normalEmail(text: string): string | undefined {
  const plain = text.trim().normalize('NFC').toLowerCase()
  return plain.length <= 254 && /^[^\s@"<>(),;:\\[\]]{1,64}@[^\s@"<>(),;:\\[\]]+\.[^\s@"<>(),;:\\[\].]+$/.test(plain) ? plain : undefined
}
