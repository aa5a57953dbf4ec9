// Keys in SQLite, by keyed hash. Knows no secret and decides nothing: rules live in keys/ and ledger/.
import type { DatabaseSync } from 'node:sqlite'
import type { AccountId, KeyId } from '../../contract/ids.ts'
import type { Key, KeyLimits, KeyWithSpend, ModelScope } from '../../keys/key.ts'
import type { KeyChange } from '../../keys/key-store.ts'

const fields = `k.id, a.id AS account_id, k.name, k.last_four, k.disabled, k.expires_at_ms, k.scope, k.limits, k.budget_nano,
  k.spent_nano, k.held_nano, k.last_used_at_ms, k.created_at_ms`
const alive = 'FROM keys k JOIN accounts a ON a.no = k.account_no WHERE k.deleted = 0'

export function keyWrites(db: DatabaseSync) {
  const insert = db.prepare(
    `INSERT INTO keys (id, account_no, name, last_four, disabled, expires_at_ms, scope, limits, budget_nano, created_at_ms, hash, sealed_secret)
     SELECT ?, no, ?, ?, ?, ?, ?, ?, ?, ?, ?, ? FROM accounts WHERE id = ?`,
  )
  const update = db.prepare(
    'UPDATE keys SET name = ?, disabled = ?, expires_at_ms = ?, scope = ?, limits = ?, budget_nano = ? WHERE id = ? AND deleted = 0',
  )
  const remove = db.prepare(
    `UPDATE keys SET hash = NULL, sealed_secret = NULL, deleted = 1
     WHERE id = ? AND deleted = 0 AND account_no = (SELECT no FROM accounts WHERE id = ?)`,
  )
  const { getKey } = keyReads(db)
  return {
    /** Throws when the account does not exist, or the ID or hash is taken. */
    createKey(key: Key, hash: string, sealedSecret: Uint8Array | null): void {
      const { id, name, lastFour, expiresAtMs, budgetNano, createdAtMs } = key
      const said = [key.disabled ? 1 : 0, expiresAtMs, JSON.stringify(key.scope), JSON.stringify(key.limits)] as const
      const done = insert.run(id, name, lastFour, ...said, budgetNano, createdAtMs, hash, sealedSecret, key.accountId)
      if (Number(done.changes) !== 1) throw new Error(`a key needs an account that exists: ${key.accountId}`)
    },
    changeKey(account: AccountId, id: KeyId, change: KeyChange): KeyWithSpend | undefined {
      const found = getKey(account, id)
      if (found === undefined) return undefined
      const next = { ...found, ...change }
      const { name, expiresAtMs, budgetNano } = next
      update.run(name, next.disabled ? 1 : 0, expiresAtMs, JSON.stringify(next.scope), JSON.stringify(next.limits), budgetNano, id)
      return next
    },
    deleteKey(account: AccountId, id: KeyId): boolean {
      return Number(remove.run(id, account).changes) > 0
    },
  }
}

export function keyReads(db: DatabaseSync) {
  const byHash = db.prepare(`SELECT ${fields} ${alive} AND k.hash = ?`, { readBigInts: true })
  const one = db.prepare(`SELECT ${fields} ${alive} AND a.id = ? AND k.id = ?`, { readBigInts: true })
  const ofAccount = db.prepare(`SELECT ${fields} ${alive} AND a.id = ? ORDER BY k.created_at_ms DESC, k.no DESC`, { readBigInts: true })
  return {
    findKeyByHash(hash: string): Key | undefined {
      const row = byHash.get(hash)
      return row === undefined ? undefined : keyOf(row)
    },
    getKey(account: AccountId, id: KeyId): KeyWithSpend | undefined {
      const row = one.get(account, id)
      return row === undefined ? undefined : keyWithSpendOf(row)
    },
    listKeys(account: AccountId): readonly KeyWithSpend[] {
      return ofAccount.all(account).map(keyWithSpendOf)
    },
  }
}

function keyOf(row: Record<string, unknown>): Key {
  return {
    id: row['id'] as KeyId,
    accountId: row['account_id'] as AccountId,
    name: row['name'] as string,
    lastFour: row['last_four'] as string,
    disabled: row['disabled'] === 1n,
    expiresAtMs: row['expires_at_ms'] === null ? null : Number(row['expires_at_ms']),
    scope: JSON.parse(row['scope'] as string) as ModelScope,
    limits: JSON.parse(row['limits'] as string) as KeyLimits,
    budgetNano: row['budget_nano'] as bigint | null,
    createdAtMs: Number(row['created_at_ms']),
  }
}

function keyWithSpendOf(row: Record<string, unknown>): KeyWithSpend {
  return {
    ...keyOf(row),
    spentNano: row['spent_nano'] as bigint,
    heldNano: row['held_nano'] as bigint,
    lastUsedAtMs: row['last_used_at_ms'] === null ? null : Number(row['last_used_at_ms']),
  }
}
