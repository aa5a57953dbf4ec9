// Checks a whole database file at rest: a stopped server's or a backup's. Opens it for reading only and repairs nothing.
import { existsSync } from 'node:fs'
import type { DatabaseSync } from 'node:sqlite'
import type { AuditStep, BookFinding } from '../../../ledger/audit.ts'
import type { Anchor } from '../../../ledger/chain.ts'
import { openComparison } from './compare-books.ts'
import { openForReading } from './reading-connection.ts'
import { isUnreadable } from './failures.ts'
import { FolderUnusable } from './folder-errors.ts'
import { openEntrySums } from './entry-sums.ts'
import { openReplay } from './replay.ts'
import { dataVersion, numberOf, requireOurs } from './schema.ts'

export interface VerifiedFile {
  readonly head: Anchor
  readonly accounts: number
  readonly usageRecords: number
  readonly openHolds: number
  readonly findings: AuditStep['findings']
}

const entriesAtOnce = 10_000

/** Replays every entry. `anchors` are places of the chain kept elsewhere; one behind the end shows that the tail is gone. Throws FolderUnusable. */
export function verifyFile(file: string, anchors: readonly Anchor[]): VerifiedFile {
  if (!existsSync(file)) throw new FolderUnusable(file, 'there is no such file', 'name the database of a data folder, or a backup')
  try {
    return verifyReadable(file, anchors)
  } catch (error) {
    if (!isUnreadable(error)) throw error
    throw new FolderUnusable(
      file,
      `it cannot be read (${(error as Error).message})`,
      'name a database file; if this is one, restore an earlier backup',
    )
  }
}

function verifyReadable(file: string, anchors: readonly Anchor[]): VerifiedFile {
  const db = openForReading(file)
  try {
    requireCurrent(db, file)
    db.exec('BEGIN')
    const replay = openReplay(db, anchors)
    while (replay.take(entriesAtOnce) > 0);
    const sums = openEntrySums(db)
    while (sums.take(entriesAtOnce) > 0);
    const head = replay.head()
    const findings = [...replay.findings, ...tailFindings(head, anchors), ...openComparison(db)(sums), ...usageFindings(db)]
    const count = (table: string): number => Number(db.prepare(`SELECT count(*) AS n FROM ${table}`).get()?.['n'])
    return { head, findings, accounts: count('accounts'), usageRecords: count('usage_records'), openHolds: count('holds') }
  } finally {
    db.close()
  }
}

function requireCurrent(db: DatabaseSync, file: string): void {
  requireOurs(db, file)
  const found = numberOf(db, 'user_version')
  if (found === dataVersion) return
  throw new FolderUnusable(
    file,
    `it is of data version ${found}, before this release's ${dataVersion}`,
    'restore it and start the server once, or verify it with its own release',
  )
}

function tailFindings(head: Anchor, anchors: readonly Anchor[]): BookFinding[] {
  const lost = anchors.filter((one) => one.sequence > head.sequence)
  return lost.map(({ sequence }) => ({
    check: 'anchor',
    sequence,
    subject: `entry ${sequence}`,
    says: `it was there once; the last entry now is ${head.sequence}`,
  }))
}

/** What a usage record says was paid and no charge knows of. Charges without their record are found in the chain. */
function usageFindings(db: DatabaseSync): BookFinding[] {
  const rows = db
    .prepare(
      `SELECT u.id, u.cost_nano, u.hold_nano, u.hold_end, e.amount_nano FROM usage_records u
       LEFT JOIN entries e ON e.kind = 'charge' AND e.reference = u.id
       LEFT JOIN entries r ON r.kind = 'reversal' AND r.reference = u.id
       WHERE u.reversed_nano <> coalesce(r.amount_nano, 0) OR u.cost_nano <> coalesce(e.amount_nano, 0) OR u.cost_nano > u.hold_nano OR (u.hold_end = 'settled') <> (e.sequence IS NOT NULL)
       LIMIT 100`,
      { readBigInts: true },
    )
    .all()
  return rows.map((row) => ({
    check: 'usage',
    sequence: null,
    subject: String(row['id']),
    says: `it costs ${String(row['cost_nano'])} of a hold of ${String(row['hold_nano'])}, and ${String(row['amount_nano'] ?? 0)} was charged; or what was taken back differs`,
  }))
}
