// PORT: management keys, the local token and setup links, by keyed hash. Knows no driver and no secret.
import type { AccountId } from '../contract/ids.ts'

/** A management key: may use the control API. `operator` also covers providers, credit and backup. */
export interface ManagementKey {
  readonly id: string
  readonly accountId: AccountId
  readonly name: string
  readonly lastFour: string
  readonly scope: 'operator' | 'account' | 'read'
  readonly expiresAtMs: number | null
  readonly createdAtMs: number
}

export interface SetupLink {
  readonly accountId: AccountId
  readonly expiresAtMs: number
}

/** A browser session opened by a setup link. */
export interface Session {
  readonly accountId: AccountId
  readonly expiresAtMs: number
}

export interface AccessStore {
  createManagementKey(key: ManagementKey, hash: string): Promise<void>
  findManagementKeyByHash(hash: string): Promise<ManagementKey | undefined>
  listManagementKeys(account: AccountId): Promise<readonly ManagementKey[]>
  deleteManagementKey(account: AccountId, id: string): Promise<boolean>
  /** Replaces every earlier unused link of the account. */
  createSetupLink(link: SetupLink, hash: string): Promise<void>
  /** In one step: takes an unused, unexpired link out of use and opens a session. Undefined: used, expired or unknown. */
  redeemSetupLink(linkHash: string, nowMs: number, session: Omit<Session, 'accountId'>, sessionHash: string): Promise<Session | undefined>
  findSessionByHash(hash: string): Promise<Session | undefined>
  deleteSession(hash: string): Promise<void>
}
