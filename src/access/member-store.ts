// PORT: who belongs to which account, and the links that bring people in. Knows no driver and no link, only their keyed hashes.
import type { AccountId, UserId } from '../contract/ids.ts'
import type { Page } from '../contract/page.ts'
import type { Identity } from './factor-store.ts'
import type { Role } from './role.ts'
import type { Invitation, Member, Session, User, Workspace } from './user.ts'

export interface SetupLink {
  readonly accountId: AccountId
  readonly expiresAtMs: number
}

/** Somebody who comes in through a link, with the session that this opens. A known address keeps its user. */
export interface Arrival {
  readonly user: User
  /** Null: the password of a known user stays as it is. */
  readonly passwordHash: string | null
  /** Of another service, to be theirs from now on; taken by somebody else, nobody arrives. */
  readonly identity?: Pick<Identity, 'issuer' | 'subject'>
  readonly session: Omit<Session, 'userId' | 'accountId'>
  readonly sessionHash: string
}

/** `last_owner`: an account without an owner could never be managed again. */
export type MemberVerdict = 'done' | 'unknown' | 'last_owner'

export interface MemberStore {
  /** Replaces every earlier unused link of the account. */
  createSetupLink(link: SetupLink, hash: string): Promise<void>
  /** Undefined: used, expired or unknown. */
  findSetupLink(hash: string, nowMs: number): Promise<SetupLink | undefined>
  /**
   * In one step: takes an unused, unexpired link out of use, makes the arrival an owner of its account and an operator, and opens the
   * session. A user of that address who exists gets the new password and loses every other way in, with all sessions: the link is how an owner
   * takes their user back. Undefined: used, expired or unknown.
   */
  redeemSetupLink(hash: string, nowMs: number, arrival: Arrival): Promise<Session | undefined>

  /** Owners first, then by name of their address; a page begins behind a `memberPlace`. Without a page: all. */
  listMembers(account: AccountId, page?: Page): Promise<readonly Member[]>
  getMember(account: AccountId, user: UserId): Promise<Member | undefined>
  /** By name. */
  listWorkspaces(user: UserId): Promise<readonly Workspace[]>
  changeMember(account: AccountId, user: UserId, role: Role): Promise<MemberVerdict>
  /** The user's sessions that look at this account end. */
  removeMember(account: AccountId, user: UserId): Promise<MemberVerdict>
  /** A new account with its first owner. */
  openWorkspace(account: { readonly id: AccountId; readonly name: string; readonly atMs: number }, owner: UserId): Promise<void>
  renameAccount(account: AccountId, name: string): Promise<boolean>
  /** Sign-up: a new user with an account of their own, signed in. False when the address, or the identity, is taken. */
  signUp(account: { readonly id: AccountId; readonly name: string; readonly atMs: number }, arrival: Arrival): Promise<boolean>

  /** Replaces an earlier invitation of the same address to the same account. */
  createInvitation(invitation: Invitation, hash: string): Promise<void>
  /** Newest first, those that ran out left out; a page begins behind an invitation's ID. */
  listInvitations(account: AccountId, nowMs: number, page: Page): Promise<readonly Invitation[]>
  deleteInvitation(account: AccountId, id: string): Promise<boolean>
  /** Undefined: used, expired, withdrawn or unknown. */
  findInvitation(hash: string, nowMs: number): Promise<Invitation | undefined>
  /**
   * In one step, as with a setup link; the role is the invitation's, never lower than one the person already has.
   * Only for the address that was invited.
   */
  acceptInvitation(hash: string, nowMs: number, arrival: Arrival): Promise<Session | undefined>
}
