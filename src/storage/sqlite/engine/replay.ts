// Follows the chain again from its first entry: each hash, and each charge against its usage record. Reads only; judges, repairs nothing.
import type { DatabaseSync } from 'node:sqlite'
import { sha256Hex } from '../../../base/hash.ts'
import { type Anchor, chainStart } from '../../../ledger/chain.ts'
import type { BookFinding } from '../../../ledger/audit.ts'
import { digestedText } from '../usage.ts'

export interface Replay {
  /** Takes up to `limit` entries behind the last one taken; how many there were. */
  take(limit: number): number
  /** The last entry taken. */
  head(): Anchor
  /** Anchors whose entry was met and has another hash, and entries that do not follow. */
  readonly findings: BookFinding[]
}

/** Findings kept: the first names the break, a hundred show its size. */
const findingsMax = 100

/** As `entriesAsText` selects it. */
type EntryAsText = readonly [
  sequence: number,
  hash: string,
  text: string,
  digest: string | null,
  recordText: string | null,
  complaint: string | null,
]

/** One replay of one database, from its first entry on. `anchors`: places whose hash is known from elsewhere. */
export function openReplay(db: DatabaseSync, anchors: readonly Anchor[] = []): Replay {
  const next = db.prepare(entriesAsText, { returnArrays: true })
  const findings: BookFinding[] = []
  const known = new Map(anchors.map((one) => [one.sequence, one.hash]))
  let last = chainStart

  const find = (sequence: number, says: string): void => {
    if (findings.length < findingsMax) findings.push({ check: 'chain', sequence, subject: `entry ${sequence}`, says })
  }

  function follow([sequence, hash, text, digest, recordText, complaint]: EntryAsText): void {
    if (sequence !== last.sequence + 1) find(last.sequence + 1, `missing: the next entry is ${sequence}`)
    // The form of `entryHash`, whose first element is the hash before.
    if (sha256Hex(`["${last.hash}",${text.slice(1)}`) !== hash) find(sequence, 'its hash does not follow from it and the entry before it')
    if (known.has(sequence) && known.get(sequence) !== hash) find(sequence, 'its hash is not the one that was kept elsewhere')
    // From here on the hash at rest counts, so that one change is found once and not in every entry behind it.
    last = { sequence, hash }
    if (digest === null) return
    if (complaint !== null) find(sequence, complaint)
    else if (sha256Hex(recordText as string) !== digest) find(sequence, 'its usage record is not the one that was charged')
  }

  return {
    findings,
    head: () => last,
    take(limit) {
      const rows = next.all(last.sequence, limit) as unknown as readonly EntryAsText[]
      for (const row of rows) follow(row)
      return rows.length
    },
  }
}

/**
 * Entries with the texts that their hashes were made of, built by SQLite: a tenth of the time that reading the columns takes. Its
 * json_array and JSON.stringify write the same JSON; replay.test.ts holds them to it. A charge and its usage record say the same, to
 * the last field that the price followed from.
 */
const entriesAsText = `
SELECT e.sequence, lower(hex(e.hash)),
  json_array(CAST(e.sequence AS TEXT), e.kind, e.reference, f.name, t.name, CAST(e.amount_nano AS TEXT), CAST(e.at_ms AS TEXT), e.note,
    e.actor, k.id, iif(e.record_digest IS NULL, NULL, lower(hex(e.record_digest)))),
  iif(e.record_digest IS NULL, NULL, lower(hex(e.record_digest))),
  ${digestedText},
  CASE WHEN e.record_digest IS NULL THEN NULL WHEN u.id IS NULL THEN 'its usage record, ' || e.reference || ', is gone'
    WHEN u.cost_nano <> e.amount_nano THEN 'it charged ' || e.amount_nano || ', and the usage record says ' || u.cost_nano END
FROM entries e JOIN parties f ON f.no = e.from_no JOIN parties t ON t.no = e.to_no LEFT JOIN keys k ON k.no = e.key_no
  LEFT JOIN usage_records u ON e.kind = 'charge' AND u.id = e.reference
  LEFT JOIN accounts ua ON ua.no = u.account_no LEFT JOIN keys uk ON uk.no = u.key_no
WHERE e.sequence > ? ORDER BY e.sequence LIMIT ?`
