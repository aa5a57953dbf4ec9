// PORT: management keys, by keyed hash. Knows no driver and no secret.
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

export interface ManagementKeyStore {
  createManagementKey(key: ManagementKey, hash: string): Promise<void>
  findManagementKeyByHash(hash: string): Promise<ManagementKey | undefined>
  /** Of any account, expired or not. */
  hasManagementKey(id: string): Promise<boolean>
  listManagementKeys(account: AccountId): Promise<readonly ManagementKey[]>
  deleteManagementKey(account: AccountId, id: string): Promise<boolean>
}
