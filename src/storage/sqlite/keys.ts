// Keys in SQLite, by keyed hash. Knows no secret and decides nothing: rules live in keys/ and ledger/.
import type { DatabaseSync } from 'node:sqlite'
import type { BudgetReset } from '../../contract/budget.ts'
import type { AccountId, KeyId, MemberId, ModelId } from '../../contract/ids.ts'
import type { KeyRouting } from '../../contract/key-routing.ts'
import type { Key, KeyLimits, KeyWithSpend, ModelScope } from '../../keys/key.ts'
import type { KeyChange, Rotation } from '../../keys/key-store.ts'
import { type KeyBudgetRow, keyBudgetReads, keyBudgetWrites } from './budgets.ts'

const fields = `k.no, k.account_no, k.id, a.id AS account_id, k.name, k.last_four, k.disabled, k.expires_at_ms, k.scope, k.limits,
  k.budget_nano, k.budget_reset, k.member_id, k.spent_nano, k.held_nano, k.last_used_at_ms, k.created_at_ms, k.routing`
const alive = 'FROM keys k JOIN accounts a ON a.no = k.account_no WHERE k.deleted = 0'

export function keyWrites(db: DatabaseSync) {
  const insert = db.prepare(
    `INSERT INTO keys (id, account_no, name, last_four, disabled, expires_at_ms, scope, limits, budget_nano, budget_reset, member_id,
       created_at_ms, routing, hash, sealed_secret)
     SELECT ?, no, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ? FROM accounts WHERE id = ? RETURNING no, account_no`,
  )
  const update = db.prepare(
    `UPDATE keys SET name = ?, disabled = ?, expires_at_ms = ?, scope = ?, limits = ?, budget_nano = ?, budget_reset = ?, member_id = ?, routing = ?
     WHERE id = ? AND deleted = 0 RETURNING no, account_no`,
  )
  const remove = db.prepare(
    `UPDATE keys SET hash = NULL, sealed_secret = NULL, deleted = 1
     WHERE id = ? AND deleted = 0 AND account_no = (SELECT no FROM accounts WHERE id = ?) RETURNING no, account_no`,
  )
  const dropFormer = db.prepare('DELETE FROM former_secrets WHERE key_no = (SELECT no FROM keys WHERE id = ?)')
  const keepFormer = db.prepare('INSERT INTO former_secrets (hash, key_no, until_ms) SELECT hash, no, ? FROM keys WHERE id = ?')
  const renew = db.prepare('UPDATE keys SET hash = ?, sealed_secret = ?, last_four = ? WHERE id = ?')
  const { getKey } = keyReads(db)
  const writeBudgets = keyBudgetWrites(db)
  return {
    /** Throws when the account does not exist, or the ID or hash is taken. */
    createKey(key: Key, hash: string, sealedSecret: Uint8Array | null): void {
      const { id, name, lastFour, expiresAtMs, budgetNano, budgetReset, memberId, createdAtMs } = key
      const said = [key.disabled ? 1 : 0, expiresAtMs, JSON.stringify(key.scope), JSON.stringify(key.limits)] as const
      const row = [id, name, lastFour, ...said, budgetNano, budgetReset, memberId, createdAtMs, textOf(key), hash, sealedSecret] as const
      const made = insert.get(...row, key.accountId)
      if (made === undefined) throw new Error(`a key needs an account that exists: ${key.accountId}`)
      writeBudgets(made['account_no'] as number, made['no'] as number, key)
    },
    changeKey(account: AccountId, id: KeyId, change: KeyChange): KeyWithSpend | undefined {
      const found = getKey(account, id)
      if (found === undefined) return undefined
      const next = { ...found, ...change }
      const { name, expiresAtMs, budgetNano, budgetReset, memberId } = next
      const said = [name, next.disabled ? 1 : 0, expiresAtMs, JSON.stringify(next.scope), JSON.stringify(next.limits)] as const
      const changed = update.get(...said, budgetNano, budgetReset, memberId, textOf(next), id)
      writeBudgets(changed?.['account_no'] as number, changed?.['no'] as number, next)
      return getKey(account, id)
    },
    rotateKey(account: AccountId, id: KeyId, { hash, sealedSecret, lastFour, formerUntilMs }: Rotation): KeyWithSpend | undefined {
      const found = getKey(account, id)
      if (found === undefined) return undefined
      dropFormer.run(id)
      if (formerUntilMs !== null) keepFormer.run(formerUntilMs, id)
      renew.run(hash, sealedSecret, lastFour, id)
      return { ...found, lastFour }
    },
    deleteKey(account: AccountId, id: KeyId): boolean {
      if (getKey(account, id) !== undefined) dropFormer.run(id)
      const gone = remove.get(id, account)
      if (gone === undefined) return false
      writeBudgets(gone['account_no'] as number, gone['no'] as number, { budgetNano: null, budgetReset: null, modelBudgets: [] })
      return true
    },
  }
}

export function keyReads(db: DatabaseSync) {
  const byHash = db.prepare(`SELECT ${fields} ${alive} AND k.hash = ?`, { readBigInts: true })
  const former = db.prepare(
    `SELECT ${fields}, f.until_ms FROM former_secrets f JOIN keys k ON k.no = f.key_no JOIN accounts a ON a.no = k.account_no
    WHERE f.hash = ? AND k.deleted = 0`,
    { readBigInts: true },
  )
  const sealed = db.prepare(`SELECT k.sealed_secret ${alive} AND a.id = ? AND k.id = ?`)
  const one = db.prepare(`SELECT ${fields} ${alive} AND a.id = ? AND k.id = ?`, { readBigInts: true })
  const behind = 'AND (k.created_at_ms, k.no) < (SELECT b.created_at_ms, b.no FROM keys b WHERE b.id = ? AND b.account_no = k.account_no)'
  const newestFirst = 'ORDER BY k.created_at_ms DESC, k.no DESC LIMIT ?'
  const ofAccount = db.prepare(`SELECT ${fields} ${alive} AND a.id = ? ${newestFirst}`, { readBigInts: true })
  const ofAccountBehind = db.prepare(`SELECT ${fields} ${alive} AND a.id = ? ${behind} ${newestFirst}`, { readBigInts: true })
  const budgets = keyBudgetReads(db)

  function keyWithSpendOf(row: Record<string, unknown>, own?: readonly KeyBudgetRow[]): KeyWithSpend {
    const found = own ?? budgets.ofKey(row['account_no'] as bigint, row['no'] as bigint)
    const onModels = found.filter(({ model }) => model !== null)
    return {
      ...keyOf(row),
      modelBudgets: onModels.map(({ model, limitNano }) => ({ model: model as ModelId, limitNano })),
      spentNano: row['spent_nano'] as bigint,
      heldNano: row['held_nano'] as bigint,
      budgetWindow: found.find(({ model }) => model === null)?.window ?? null,
      modelWindows: onModels.map(({ window }) => window),
      lastUsedAtMs: row['last_used_at_ms'] === null ? null : Number(row['last_used_at_ms']),
    }
  }

  function plainKeyOf(row: Record<string, unknown>): Key {
    const { spentNano: _, heldNano: _h, budgetWindow: _b, modelWindows: _m, lastUsedAtMs: _l, ...key } = keyWithSpendOf(row)
    return key
  }

  return {
    findKeyByHash(hash: string): Key | undefined {
      const row = byHash.get(hash)
      if (row !== undefined) return plainKeyOf(row)
      const old = former.get(hash)
      if (old === undefined) return undefined
      const key = plainKeyOf(old)
      const untilMs = Number(old['until_ms'])
      return { ...key, expiresAtMs: key.expiresAtMs === null ? untilMs : Math.min(key.expiresAtMs, untilMs) }
    },
    getSealedSecret(account: AccountId, id: KeyId): Uint8Array | null | undefined {
      const row = sealed.get(account, id)
      return row === undefined ? undefined : (row['sealed_secret'] as Uint8Array | null)
    },
    getKey(account: AccountId, id: KeyId): KeyWithSpend | undefined {
      const row = one.get(account, id)
      return row === undefined ? undefined : keyWithSpendOf(row)
    },
    listKeys(account: AccountId, page?: { readonly limit: number; readonly after: KeyId | null }): readonly KeyWithSpend[] {
      const { limit = -1, after = null } = page ?? {}
      const rows = after === null ? ofAccount.all(account, limit) : ofAccountBehind.all(account, after, limit)
      // A page looks at its own keys; a whole list takes the budgets of all in one look.
      const byKey = page !== undefined || rows[0] === undefined ? undefined : budgets.ofKeys(rows[0]['account_no'] as bigint)
      return rows.map((row) => keyWithSpendOf(row, byKey === undefined ? undefined : (byKey.get(row['no']) ?? [])))
    },
  }
}

function textOf({ routing }: Pick<Key, 'routing'>): string | null {
  return routing == null ? null : JSON.stringify(routing)
}

function keyOf(row: Record<string, unknown>): Omit<Key, 'modelBudgets'> {
  return {
    id: row['id'] as KeyId,
    accountId: row['account_id'] as AccountId,
    memberId: row['member_id'] as MemberId | null,
    name: row['name'] as string,
    lastFour: row['last_four'] as string,
    disabled: row['disabled'] === 1n,
    expiresAtMs: row['expires_at_ms'] === null ? null : Number(row['expires_at_ms']),
    scope: JSON.parse(row['scope'] as string) as ModelScope,
    limits: JSON.parse(row['limits'] as string) as KeyLimits,
    budgetNano: row['budget_nano'] as bigint | null,
    budgetReset: row['budget_reset'] as BudgetReset | null,
    createdAtMs: Number(row['created_at_ms']),
    ...(row['routing'] !== null && { routing: JSON.parse(row['routing'] as string) as KeyRouting }),
  }
}
