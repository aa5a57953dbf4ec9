// PORT: keys at rest, looked up by keyed hash. Declares what the rules need from storage; knows no driver and no secret.
import type { AccountId, KeyId } from '../contract/ids.ts'
import type { Key, KeyWithSpend } from './key.ts'

export type KeyChange = Partial<
  Pick<
    Key,
    'name' | 'memberId' | 'disabled' | 'expiresAtMs' | 'scope' | 'limits' | 'budgetNano' | 'budgetReset' | 'modelBudgets' | 'routing'
  >
>

/** A new secret for a key. */
export interface Rotation {
  readonly hash: string
  readonly sealedSecret: Uint8Array | null
  readonly lastFour: string
  /** The secret before works until then; null: it ends at once. */
  readonly formerUntilMs: number | null
}

export interface KeyStore {
  /**
   * The key whose secret has this keyed hash (lower-case hex); undefined when none has, deleted ones included. Found by the secret from before
   * a rotation, it expires when that secret does. Not a promise where nobody has to be asked: every request begins with this.
   */
  findKeyByHash(hash: string): Promise<Key | undefined> | Key
  /** `sealedSecret` is the envelope-encrypted copy for reveal, or null when the operator turned reveal off. */
  createKey(key: Key, hash: string, sealedSecret: Uint8Array | null): Promise<void>
  /** Newest first. Deleted keys are left out. A page has `limit` keys and begins behind the key `after`, even when that was deleted since. */
  listKeys(account: AccountId, page?: { readonly limit: number; readonly after: KeyId | null }): Promise<readonly KeyWithSpend[]>
  /** Null when none is kept. Undefined when the account has no such key. */
  getSealedSecret(account: AccountId, id: KeyId): Promise<Uint8Array | null | undefined>
  /** Undefined when the account has no such key. A secret from before an earlier rotation ends at once. */
  rotateKey(account: AccountId, id: KeyId, next: Rotation): Promise<KeyWithSpend | undefined>
  getKey(account: AccountId, id: KeyId): Promise<KeyWithSpend | undefined>
  /**
   * Undefined when the account has no such key. Lowering a budget below what is spent and held is allowed: it refuses the next request.
   * A budget on a model, or one that resets, which is new or resets at another time now, begins to count at 0 with all requests that run.
   */
  changeKey(account: AccountId, id: KeyId, change: KeyChange): Promise<KeyWithSpend | undefined>
  /** Destroys hash and sealed secret; usage records keep the name. False when the account has no such key. */
  deleteKey(account: AccountId, id: KeyId): Promise<boolean>
}
