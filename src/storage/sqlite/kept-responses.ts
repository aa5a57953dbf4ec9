// Kept responses in SQLite: steps inside the writer's transaction and reads. Opens nothing that is sealed.
import type { DatabaseSync } from 'node:sqlite'
import type { AccountId, RequestId } from '../../contract/ids.ts'
import { forgottenPerKeep, type KeptResponseRow } from '../../ledger/kept-response-store.ts'

export function keptResponseWrites(db: DatabaseSync) {
  const allow = db.prepare('INSERT INTO response_storage VALUES (?, ?) ON CONFLICT DO NOTHING')
  const forbid = db.prepare('DELETE FROM response_storage WHERE account_id = ?')
  const allowed = db.prepare('SELECT 1 FROM response_storage WHERE account_id = ?')
  const add = db.prepare('INSERT INTO kept_responses (account_id, id, request_id, sealed, until_ms) VALUES (?, ?, ?, ?, ?)')
  const remove = db.prepare('DELETE FROM kept_responses WHERE account_id = ? AND id = ?')
  const removeOf = db.prepare('DELETE FROM kept_responses WHERE no IN (SELECT no FROM kept_responses WHERE account_id = ? LIMIT ?)')
  const removeOver = db.prepare(
    'DELETE FROM kept_responses WHERE no IN (SELECT no FROM kept_responses WHERE until_ms <= ? ORDER BY until_ms LIMIT ?)',
  )
  const removeOldest = db.prepare('DELETE FROM kept_responses WHERE no = (SELECT no FROM kept_responses ORDER BY until_ms LIMIT 1)')
  const bytes = db.prepare('SELECT bytes FROM kept_response_bytes')

  const forgetOver = (nowMs: number, limit: number): number => Number(removeOver.run(nowMs, limit).changes)

  return {
    setResponseStorage: (account: AccountId, on: boolean, nowMs: number): boolean =>
      Number((on ? allow.run(account, nowMs) : forbid.run(account)).changes) > 0,
    keepResponse({ accountId, id, requestId, sealed, untilMs }: KeptResponseRow, nowMs: number, keptBytesMax: number): boolean {
      if (allowed.get(accountId) === undefined) return false
      remove.run(accountId, id)
      add.run(accountId, id, requestId, sealed, untilMs)
      const left = forgottenPerKeep - forgetOver(nowMs, forgottenPerKeep)
      for (let made = 0; made < left && Number(bytes.get()?.['bytes']) > keptBytesMax; made++) removeOldest.run()
      return true
    },
    forgetResponse: (account: AccountId, id: string): boolean => Number(remove.run(account, id).changes) > 0,
    forgetResponsesOf: (account: AccountId, limit: number): number => Number(removeOf.run(account, limit).changes),
    forgetOldResponses: forgetOver,
  }
}

export function keptResponseReads(db: DatabaseSync) {
  const allowed = db.prepare('SELECT 1 FROM response_storage WHERE account_id = ?')
  const find = db.prepare('SELECT sealed FROM kept_responses WHERE account_id = ? AND id = ? AND until_ms > ?')
  const findTo = db.prepare('SELECT id, sealed FROM kept_responses WHERE account_id = ? AND request_id = ? AND until_ms > ? LIMIT 1')
  const responseStorage = (account: AccountId): boolean => allowed.get(account) !== undefined
  return {
    responseStorage,
    findResponse(account: AccountId, id: string, nowMs: number): Uint8Array | undefined {
      return responseStorage(account) ? (find.get(account, id, nowMs)?.['sealed'] as Uint8Array | undefined) : undefined
    },
    findResponseTo(account: AccountId, request: RequestId, nowMs: number): Pick<KeptResponseRow, 'id' | 'sealed'> | undefined {
      const row = responseStorage(account) ? findTo.get(account, request, nowMs) : undefined
      return row && { id: row['id'] as string, sealed: row['sealed'] as Uint8Array }
    },
  }
}
