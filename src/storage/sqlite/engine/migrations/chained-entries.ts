// Version 2: every entry carries its key, the digest of its usage record and the hash that joins it to the entry before.
// References become unique within an account. The table is made anew, and what was in it is chained on the way.
import type { DatabaseSync } from 'node:sqlite'
import type { Nano } from '../../../../contract/money.ts'
import { chainStart, entryHash } from '../../../../ledger/chain.ts'
import { digestedColumns, digestOfResting } from '../../usage.ts'

const table = `
CREATE TABLE chained_entries (
  sequence INTEGER PRIMARY KEY,
  kind TEXT NOT NULL,
  reference TEXT NOT NULL,
  from_no INTEGER NOT NULL,
  to_no INTEGER NOT NULL,
  amount_nano INTEGER NOT NULL CHECK (amount_nano > 0),
  at_ms INTEGER NOT NULL,
  note TEXT NOT NULL,
  actor TEXT NOT NULL,
  key_no INTEGER,
  record_digest BLOB CHECK (length(record_digest) = 32),
  hash BLOB NOT NULL CHECK (length(hash) = 32),
  UNIQUE (kind, reference, from_no, to_no),
  CHECK (from_no <> to_no),
  CHECK (kind <> 'charge' OR to_no = 2)
) STRICT;`

const rest = `
DROP TABLE entries;
ALTER TABLE chained_entries RENAME TO entries;
CREATE INDEX entries_from ON entries (from_no, sequence, amount_nano);
CREATE INDEX entries_to ON entries (to_no, sequence, amount_nano) WHERE kind <> 'charge';
CREATE TRIGGER entries_stay BEFORE UPDATE ON entries BEGIN SELECT RAISE(ABORT, 'entries are append-only'); END;
CREATE TRIGGER entries_remain BEFORE DELETE ON entries BEGIN SELECT RAISE(ABORT, 'entries are append-only'); END;`

export function chainEntries(db: DatabaseSync): void {
  db.exec(table)
  const older = db.prepare(
    `SELECT e.sequence, e.kind, e.reference, e.from_no, e.to_no, f.name AS from_name, t.name AS to_name, e.amount_nano, e.at_ms, e.note, e.actor,
       u.key_no, ${digestedColumns}
     FROM entries e JOIN parties f ON f.no = e.from_no JOIN parties t ON t.no = e.to_no
       LEFT JOIN usage_records u ON e.kind = 'charge' AND u.id = e.reference
       LEFT JOIN accounts ua ON ua.no = u.account_no LEFT JOIN keys uk ON uk.no = u.key_no
     ORDER BY e.sequence`,
    { readBigInts: true },
  )
  const insert = db.prepare('INSERT INTO chained_entries VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)')
  let previous = chainStart.hash
  for (const row of older.iterate()) {
    const digest = row['u_id'] === null ? null : digestOfResting(row)
    previous = entryHash(previous, {
      sequence: row['sequence'] as bigint,
      kind: row['kind'] as string,
      reference: row['reference'] as string,
      fromAccount: row['from_name'] as string,
      toAccount: row['to_name'] as string,
      amountNano: row['amount_nano'] as Nano,
      atMs: row['at_ms'] as bigint,
      note: row['note'] as string,
      actor: row['actor'] as string,
      keyId: row['u_key_id'] as string | null,
      recordDigest: digest,
    })
    const moved = [row['from_no'], row['to_no'], row['amount_nano'], row['at_ms'], row['note'], row['actor'], row['key_no']] as bigint[]
    const hashes = [digest === null ? null : Buffer.from(digest, 'hex'), Buffer.from(previous, 'hex')]
    insert.run(row['sequence'] as bigint, row['kind'] as string, row['reference'] as string, ...moved, ...hashes)
  }
  db.exec(rest)
}
