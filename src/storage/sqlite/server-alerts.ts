// Alerts of the server in SQLite. Knows no threads.
import type { DatabaseSync } from 'node:sqlite'
import { doneServerAlertsKept, type RaisedServerAlert, type ServerAlert } from '../../ledger/server-alert-store.ts'

export function serverAlertWrites(db: DatabaseSync) {
  const again = db.prepare(
    'UPDATE server_alerts SET says = ?, last_ms = ?, count = count + 1 WHERE kind = ? AND subject = ? AND done_ms IS NULL',
  )
  const insert = db.prepare('INSERT INTO server_alerts VALUES (?, ?, ?, ?, ?, ?, 1, NULL)')
  const trim = db.prepare(
    `DELETE FROM server_alerts WHERE done_ms <= (SELECT done_ms FROM server_alerts WHERE done_ms IS NOT NULL
       ORDER BY done_ms DESC LIMIT 1 OFFSET ${doneServerAlertsKept})`,
  )
  const close = db.prepare('UPDATE server_alerts SET done_ms = ? WHERE id = ? AND done_ms IS NULL')
  return {
    raiseServerAlert({ kind, subject, says, atMs }: RaisedServerAlert, id: string): void {
      if (again.run(says, atMs, kind, subject).changes > 0) return
      insert.run(id, kind, subject, says, atMs, atMs)
      trim.run()
    },
    closeServerAlert: (id: string, atMs: number): boolean => close.run(atMs, id).changes > 0,
  }
}

export function serverAlertReads(db: DatabaseSync) {
  const list = db.prepare('SELECT * FROM server_alerts ORDER BY done_ms IS NOT NULL, last_ms DESC, id DESC LIMIT ?')
  return { listServerAlerts: (limit: number): readonly ServerAlert[] => list.all(limit).map(serverAlertOf) }
}

function serverAlertOf(row: Record<string, unknown>): ServerAlert {
  return {
    id: row['id'] as string,
    kind: row['kind'] as ServerAlert['kind'],
    subject: row['subject'] as string,
    says: row['says'] as string,
    firstMs: row['first_ms'] as number,
    lastMs: row['last_ms'] as number,
    count: row['count'] as number,
    doneMs: row['done_ms'] as number | null,
  }
}
