// What a key is and what it may do right now. Knows nothing of hashes, headers or money movements.
import type { AccountId, KeyId, ModelId } from '../contract/ids.ts'
import type { Nano } from '../contract/money.ts'
import type { Model } from '../catalog/model.ts'

/** Which models a key may call. */
export type ModelScope =
  | { readonly kind: 'all' }
  | { readonly kind: 'chat' }
  | { readonly kind: 'list'; readonly models: readonly ModelId[] }

/** Limits of a key; absent means the server's default, null means none. */
export interface KeyLimits {
  readonly requestsPerMinute?: number | null
  readonly tokensPerMinute?: number | null
  readonly concurrentRequests?: number | null
}

export interface Key {
  readonly id: KeyId
  readonly accountId: AccountId
  readonly name: string
  /** The last four characters of the secret, for recognition. */
  readonly lastFour: string
  readonly disabled: boolean
  /** Milliseconds since 1970; null: never. */
  readonly expiresAtMs: number | null
  readonly scope: ModelScope
  readonly limits: KeyLimits
  /** Hard cap over the key's life; null: the account's balance only. */
  readonly budgetNano: Nano | null
  readonly createdAtMs: number
}

/** A key with its running sums, for lists. */
export interface KeyWithSpend extends Key {
  readonly spentNano: Nano
  readonly heldNano: Nano
  /** Milliseconds since 1970; null: never used. */
  readonly lastUsedAtMs: number | null
}

export type KeyState = 'active' | 'disabled' | 'expired'

export function keyState(key: Pick<Key, 'disabled' | 'expiresAtMs'>, nowMs: number): KeyState {
  if (key.disabled) return 'disabled'
  return key.expiresAtMs !== null && key.expiresAtMs <= nowMs ? 'expired' : 'active'
}

export function scopeCovers(scope: ModelScope, model: Pick<Model, 'id' | 'capabilities'>): boolean {
  switch (scope.kind) {
    case 'all':
      return true
    case 'chat':
      return model.capabilities.has('chat')
    case 'list':
      return scope.models.includes(model.id)
  }
}
