// Management keys, setup links and sessions in SQLite, by keyed hash. Knows no secret.
import type { DatabaseSync } from 'node:sqlite'
import type { AccountId } from '../../contract/ids.ts'
import type { ManagementKey, Session, SetupLink } from '../../keys/access-store.ts'

const fields = 'id, account_id, name, last_four, scope, expires_at_ms, created_at_ms'

export function accessWrites(db: DatabaseSync) {
  const insertKey = db.prepare(`INSERT INTO management_keys (${fields}, hash) VALUES (?, ?, ?, ?, ?, ?, ?, ?)`)
  const removeKey = db.prepare('DELETE FROM management_keys WHERE account_id = ? AND id = ?')
  const dropLinks = db.prepare('DELETE FROM setup_links WHERE account_id = ?')
  const insertLink = db.prepare('INSERT INTO setup_links (hash, account_id, expires_at_ms) VALUES (?, ?, ?)')
  const takeLink = db.prepare('DELETE FROM setup_links WHERE hash = ? AND expires_at_ms > ? RETURNING account_id')
  const dropStale = db.prepare('DELETE FROM sessions WHERE expires_at_ms <= ?')
  const insertSession = db.prepare('INSERT INTO sessions (hash, account_id, expires_at_ms) VALUES (?, ?, ?)')
  const removeSession = db.prepare('DELETE FROM sessions WHERE hash = ?')
  return {
    createManagementKey(key: ManagementKey, hash: string): void {
      insertKey.run(key.id, key.accountId, key.name, key.lastFour, key.scope, key.expiresAtMs, key.createdAtMs, hash)
    },
    deleteManagementKey(account: AccountId, id: string): boolean {
      return Number(removeKey.run(account, id).changes) > 0
    },
    createSetupLink(link: SetupLink, hash: string): void {
      dropLinks.run(link.accountId)
      insertLink.run(hash, link.accountId, link.expiresAtMs)
    },
    /** Taking the link away and opening the session are one transaction: the writer's. */
    redeemSetupLink(linkHash: string, nowMs: number, session: Omit<Session, 'accountId'>, sessionHash: string): Session | undefined {
      const taken = takeLink.get(linkHash, nowMs)
      if (taken === undefined) return undefined
      const opened = { accountId: taken['account_id'] as AccountId, expiresAtMs: session.expiresAtMs }
      // Nobody else clears sessions that ran out: the table would only grow.
      dropStale.run(nowMs)
      insertSession.run(sessionHash, opened.accountId, opened.expiresAtMs)
      return opened
    },
    deleteSession(hash: string): void {
      removeSession.run(hash)
    },
  }
}

export function accessReads(db: DatabaseSync) {
  const byHash = db.prepare(`SELECT ${fields} FROM management_keys WHERE hash = ?`)
  const ofAccount = db.prepare(`SELECT ${fields} FROM management_keys WHERE account_id = ? ORDER BY created_at_ms DESC, id DESC`)
  const session = db.prepare('SELECT account_id, expires_at_ms FROM sessions WHERE hash = ?')
  return {
    findManagementKeyByHash(hash: string): ManagementKey | undefined {
      const row = byHash.get(hash)
      return row === undefined ? undefined : managementKeyOf(row)
    },
    listManagementKeys(account: AccountId): readonly ManagementKey[] {
      return ofAccount.all(account).map(managementKeyOf)
    },
    findSessionByHash(hash: string): Session | undefined {
      const row = session.get(hash)
      return row === undefined ? undefined : { accountId: row['account_id'] as AccountId, expiresAtMs: row['expires_at_ms'] as number }
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
