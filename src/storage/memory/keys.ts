// Keys in memory, by keyed hash. Knows no secret; forgets all when the process ends.
import type { AccountId, KeyId } from '../../contract/ids.ts'
import type { Nano } from '../../contract/money.ts'
import type { Key, KeyWithSpend } from '../../keys/key.ts'
import type { KeyStore } from '../../keys/key-store.ts'
import type { BudgetRows } from './budgets.ts'

export interface KeyRow {
  key: Key
  hash: string | null
  sealedSecret: Uint8Array | null
  former: { readonly hash: string; readonly untilMs: number } | null
  deleted: boolean
  spentNano: Nano
  heldNano: Nano
  lastUsedAtMs: number | null
}

export interface KeyRows {
  /** In the order they were made, deleted ones included. */
  readonly byId: Map<KeyId, KeyRow>
}

export function memoryKeys(accountExists: (id: AccountId) => boolean, budgets: BudgetRows): KeyStore & { readonly rows: KeyRows } {
  const byId = new Map<KeyId, KeyRow>()
  const living = (account: AccountId, id: KeyId): KeyRow | undefined => {
    const row = byId.get(id)
    return row !== undefined && !row.deleted && row.key.accountId === account ? row : undefined
  }
  const withSpend = ({ key, spentNano, heldNano, lastUsedAtMs }: KeyRow): KeyWithSpend => ({
    ...key,
    spentNano,
    heldNano,
    budgetWindow: budgets.windowOf(key.id, null),
    modelWindows: key.modelBudgets.map(({ model }) => budgets.windowOf(key.id, model)),
    lastUsedAtMs,
  })
  return {
    rows: { byId },
    async findKeyByHash(hash) {
      const row = [...byId.values()].find((one) => one.hash === hash || one.former?.hash === hash)
      if (row === undefined || row.hash === hash) return row?.key
      const untilMs = row.former?.untilMs ?? 0
      return { ...row.key, expiresAtMs: row.key.expiresAtMs === null ? untilMs : Math.min(row.key.expiresAtMs, untilMs) }
    },
    async createKey(key, hash, sealedSecret) {
      if (!accountExists(key.accountId)) throw new Error(`a key needs an account that exists: ${key.accountId}`)
      if (byId.has(key.id) || [...byId.values()].some((row) => row.hash === hash))
        throw new Error(`key ${key.id} or its hash exists already`)
      const kept = inOrder(key)
      byId.set(key.id, { key: kept, hash, sealedSecret, former: null, deleted: false, spentNano: 0n, heldNano: 0n, lastUsedAtMs: null })
      budgets.keyChanged(key.id, kept)
    },
    async listKeys(account, page) {
      const own = [...byId.values()].filter((row) => !row.deleted && row.key.accountId === account).reverse()
      const sorted = own.sort((a, b) => b.key.createdAtMs - a.key.createdAtMs).map(withSpend)
      const { limit = sorted.length, after = null } = page ?? {}
      return (after === null ? sorted : behind(sorted, byId.get(after)?.key)).slice(0, limit)
    },
    async getKey(account, id) {
      const row = living(account, id)
      return row === undefined ? undefined : withSpend(row)
    },
    async changeKey(account, id, change) {
      const row = living(account, id)
      if (row === undefined) return undefined
      row.key = inOrder({ ...row.key, ...change })
      budgets.keyChanged(id, row.key)
      return withSpend(row)
    },
    async getSealedSecret(account, id) {
      return living(account, id)?.sealedSecret
    },
    async rotateKey(account, id, { hash, sealedSecret, lastFour, formerUntilMs }) {
      const row = living(account, id)
      if (row === undefined) return undefined
      row.former = formerUntilMs === null || row.hash === null ? null : { hash: row.hash, untilMs: formerUntilMs }
      Object.assign(row, { hash, sealedSecret, key: { ...row.key, lastFour } })
      return withSpend(row)
    },
    async deleteKey(account, id) {
      const row = living(account, id)
      if (row === undefined) return false
      Object.assign(row, { hash: null, sealedSecret: null, former: null, deleted: true })
      budgets.keyChanged(id, null)
      return true
    },
  }
}

function inOrder(key: Key): Key {
  return { ...key, modelBudgets: [...key.modelBudgets].sort((a, b) => (a.model < b.model ? -1 : 1)) }
}

/** What comes behind a key that may be deleted by now. */
function behind(sorted: readonly KeyWithSpend[], after: Key | undefined): readonly KeyWithSpend[] {
  if (after === undefined) return []
  const at = sorted.findIndex((key) => key.id === after.id)
  return at === -1 ? sorted.filter((key) => key.createdAtMs < after.createdAtMs) : sorted.slice(at + 1)
}
