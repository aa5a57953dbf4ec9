// The audit log in SQLite. Appends and reads; a trigger keeps it from doing anything else.
import type { DatabaseSync } from 'node:sqlite'
import { type AuditDraft, type AuditEntry, type AuditFields, auditHash, auditStart, fieldsText } from '../../access/audit.ts'
import type { AuditFilter, AuditReport } from '../../access/audit-log-store.ts'
import type { AccountId } from '../../contract/ids.ts'

const fields = 'sequence, at_ms, actor, action, account_id, target, before, after, address, request_id, hash'

export function auditLogWrites(db: DatabaseSync) {
  const last = db.prepare('SELECT sequence, hash FROM audit_entries ORDER BY sequence DESC LIMIT 1')
  const insert = db.prepare(`INSERT INTO audit_entries (${fields}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`)
  const changes = db.prepare('SELECT total_changes() AS n')
  return {
    appendAudit(draft: AuditDraft): void {
      const newest = last.get()
      const sequence = Number(newest?.['sequence'] ?? 0) + 1
      const hash = auditHash((newest?.['hash'] as string | undefined) ?? auditStart, { ...draft, sequence })
      const { atMs, actor, action, accountId, target, before, after, address, requestId } = draft
      insert.run(sequence, atMs, actor, action, accountId, target, fieldsText(before), fieldsText(after), address, requestId, hash)
    },
    /** Rows changed since the connection was opened: tells whether a step did anything at all. */
    rowsChanged: (): number => Number(changes.get()?.['n']),
  }
}

export function auditLogReads(db: DatabaseSync) {
  const all = db.prepare(`SELECT ${fields} FROM audit_entries ORDER BY sequence`)
  return {
    listAudit(account: AccountId | null, filter: AuditFilter, limit: number, before: number | null): readonly AuditEntry[] {
      const { action = null, actor = null, target = null, fromMs = null, untilMs = null } = filter
      const asked = [
        [account, 'account_id = ?'],
        [before, 'sequence < ?'],
        [action, 'action = ?'],
        [actor, 'actor = ?'],
        [target, 'target = ?'],
        [fromMs, 'at_ms >= ?'],
        [untilMs, 'at_ms < ?'],
      ] as const
      const used = asked.filter(([value]) => value !== null)
      const where = used.length === 0 ? '' : `WHERE ${used.map(([, condition]) => condition).join(' AND ')}`
      const page = db.prepare(`SELECT ${fields} FROM audit_entries ${where} ORDER BY sequence DESC LIMIT ?`)
      return page.all(...used.map(([value]) => value), limit).map(entryOf)
    },
    verifyAudit(): AuditReport {
      let head = auditStart
      let entries = 0
      for (const row of all.iterate()) {
        const { hash, ...entry } = entryOf(row)
        entries += 1
        if (entry.sequence !== entries || hash !== auditHash(head, entry)) return { entries, head, firstBreak: entry.sequence }
        head = hash
      }
      return { entries, head, firstBreak: null }
    },
  }
}

function entryOf(row: Record<string, unknown>): AuditEntry {
  const fieldsOf = (text: unknown): AuditFields | null => (text === null ? null : (JSON.parse(text as string) as AuditFields))
  return {
    sequence: row['sequence'] as number,
    atMs: row['at_ms'] as number,
    actor: row['actor'] as string,
    action: row['action'] as string,
    accountId: row['account_id'] as AccountId | null,
    target: row['target'] as string | null,
    before: fieldsOf(row['before']),
    after: fieldsOf(row['after']),
    address: row['address'] as string | null,
    requestId: row['request_id'] as string,
    hash: row['hash'] as string,
  }
}
