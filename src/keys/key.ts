// What a key is and what it may do right now. Knows nothing of hashes, headers or money movements.
import type { BudgetReset, WindowSums } from '../contract/budget.ts'
import type { AccountId, KeyId, MemberId, ModelId } from '../contract/ids.ts'
import type { KeyRouting } from '../contract/key-routing.ts'
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

/** A budget of a key on one model; it resets when the key's budget does. */
export interface ModelBudget {
  readonly model: ModelId
  readonly limitNano: Nano
}

export interface Key {
  readonly id: KeyId
  readonly accountId: AccountId
  /** Who within the account the key belongs to; null: the account itself. */
  readonly memberId: MemberId | null
  readonly name: string
  /** The last four characters of the secret, for recognition. */
  readonly lastFour: string
  readonly disabled: boolean
  /** Milliseconds since 1970; null: never. */
  readonly expiresAtMs: number | null
  readonly scope: ModelScope
  readonly limits: KeyLimits
  /** Hard cap, over the key's life or per window of `budgetReset`; null: the account's balance only. */
  readonly budgetNano: Nano | null
  /** When the budgets of this key begin to count anew; null: never. */
  readonly budgetReset: BudgetReset | null
  /** In the order of their models' IDs. */
  readonly modelBudgets: readonly ModelBudget[]
  readonly createdAtMs: number
  /** Where its requests may go, and what may become of them; null or absent: anywhere, anything. */
  readonly routing?: KeyRouting | null
}

/** A key with its running sums, for lists. */
export interface KeyWithSpend extends Key {
  /** Over the key's life. */
  readonly spentNano: Nano
  readonly heldNano: Nano
  /** Of a budget that resets: the latest window that anything was held from; null: nothing was yet, or it never resets. */
  readonly budgetWindow: WindowSums | null
  /** Of each model budget, in their order. */
  readonly modelWindows: readonly (WindowSums | null)[]
  /** Milliseconds since 1970; null: never used. */
  readonly lastUsedAtMs: number | null
}

/** A key that was just made. */
export function unused(key: Key): KeyWithSpend {
  const windows = { budgetWindow: null, modelWindows: key.modelBudgets.map(() => null) }
  return { ...key, ...windows, spentNano: 0n, heldNano: 0n, lastUsedAtMs: null }
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
