// The end of the hash chain, as the writer knows it: the one place where entries are appended. Forgotten with every rollback.
import type { DatabaseSync } from 'node:sqlite'
import { type Anchor, type ChainedEntry, chainStart, entryHash } from '../../../ledger/chain.ts'
import { openRowInserts, type RowColumn } from './row-inserts.ts'

/** An entry before it has its place. Parties go by name in the hash and by number in the table. */
export type NewEntry = Omit<ChainedEntry, 'sequence'> & { readonly keyNo: number | null }

export interface Chain {
  /** Gives the entry the next sequence and its hash; it rests with `flush`. */
  append(entry: NewEntry): Anchor
  flush(): void
  forget(): void
}

/** Nobody says anything about charges and what providers cost. */
const columns: readonly RowColumn[] = [
  ...['sequence', 'kind', 'reference', 'from_no', 'to_no', 'amount_nano', 'at_ms'].map((name) => ({ name })),
  { name: 'note', usual: '' },
  { name: 'actor', usual: '' },
  { name: 'key_no' },
  { name: 'record_digest', expression: 'unhex(?)' },
  { name: 'hash', expression: 'unhex(?)' },
]

/** `party` numbers a party by its name. */
export function openChain(db: DatabaseSync, party: (name: string) => number): Chain {
  const rows = openRowInserts(db, 'entries', columns)
  const newest = db.prepare('SELECT sequence, hash FROM entries ORDER BY sequence DESC LIMIT 1')
  let last: Anchor | undefined
  return {
    append(entry) {
      last ??= anchorOf(newest.get())
      const sequence = last.sequence + 1
      const { kind, reference, fromAccount, toAccount, amountNano, atMs, note, actor, keyNo, recordDigest } = entry
      // Before the hash: what was looked up is in one piece, and JSON of names in pieces costs half as much again.
      const [from, to] = [party(fromAccount), party(toAccount)]
      const hash = entryHash(last.hash, { ...entry, sequence })
      rows.add([sequence, kind, reference, from, to, amountNano, atMs, note, actor, keyNo, recordDigest, hash])
      last = { sequence, hash }
      return last
    },
    flush: () => rows.flush(),
    forget() {
      rows.forget()
      last = undefined
    },
  }
}

/** The anchor of an entry's row; the start of the chain when there is none. */
export function anchorOf(row: Record<string, unknown> | undefined): Anchor {
  if (row === undefined) return chainStart
  return { sequence: Number(row['sequence']), hash: Buffer.from(row['hash'] as Uint8Array).toString('hex') }
}
