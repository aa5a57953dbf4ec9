// Management keys in SQLite, by keyed hash. Knows no secret.
import type { DatabaseSync } from 'node:sqlite'
import type { AccountId } from '../../contract/ids.ts'
import type { ManagementKey } from '../../keys/management-key-store.ts'

const fields = 'id, account_id, name, last_four, scope, expires_at_ms, created_at_ms'

export function managementKeyWrites(db: DatabaseSync) {
  const insertKey = db.prepare(`INSERT INTO management_keys (${fields}, hash) VALUES (?, ?, ?, ?, ?, ?, ?, ?)`)
  const removeKey = db.prepare('DELETE FROM management_keys WHERE account_id = ? AND id = ?')
  return {
    createManagementKey(key: ManagementKey, hash: string): void {
      insertKey.run(key.id, key.accountId, key.name, key.lastFour, key.scope, key.expiresAtMs, key.createdAtMs, hash)
    },
    deleteManagementKey(account: AccountId, id: string): boolean {
      return Number(removeKey.run(account, id).changes) > 0
    },
  }
}

export function managementKeyReads(db: DatabaseSync) {
  const byHash = db.prepare(`SELECT ${fields} FROM management_keys WHERE hash = ?`)
  const byId = db.prepare('SELECT 1 FROM management_keys WHERE id = ?')
  const ofAccount = db.prepare(`SELECT ${fields} FROM management_keys WHERE account_id = ? ORDER BY created_at_ms DESC, id DESC`)
  return {
    findManagementKeyByHash(hash: string): ManagementKey | undefined {
      const row = byHash.get(hash)
      return row === undefined ? undefined : managementKeyOf(row)
    },
    hasManagementKey: (id: string): boolean => byId.get(id) !== undefined,
    listManagementKeys(account: AccountId): readonly ManagementKey[] {
      return ofAccount.all(account).map(managementKeyOf)
    },
  }
}

function managementKeyOf(row: Record<string, unknown>): ManagementKey {
  return {
    id: row['id'] as string,
    accountId: row['account_id'] as AccountId,
    name: row['name'] as string,
    lastFour: row['last_four'] as string,
    scope: row['scope'] as ManagementKey['scope'],
    expiresAtMs: row['expires_at_ms'] as number | null,
    createdAtMs: row['created_at_ms'] as number,
  }
}
