// The continuous check on the reader's connection: sums of all entries at once, the chain some entries at a time. Blocks no commit and repairs nothing.
import type { DatabaseSync } from 'node:sqlite'
import type { AuditStep, BookFinding } from '../../../ledger/audit.ts'
import { openComparison, type Portion } from './compare-books.ts'
import { type EntrySums, openEntrySums } from './entry-sums.ts'
import { openReplay, type Replay } from './replay.ts'

/** Accounts and keys looked at per step although nothing moved them: over many steps everybody's turn comes. */
const portionOfTheRest = 200

/** Entries summed in one step; they take the reader about 10 ms. */
const summedPerStep = 10_000

export function auditReads(db: DatabaseSync) {
  const begin = db.prepare('BEGIN')
  const newest = db.prepare('SELECT max(sequence) AS sequence FROM entries')
  const restOf = (table: 'accounts' | 'keys') =>
    db.prepare(`SELECT no FROM ${table} WHERE no > ? ORDER BY no LIMIT ${portionOfTheRest}`, { readBigInts: true })
  const rest = { accounts: restOf('accounts'), keys: restOf('keys') }
  const compare = openComparison(db)
  let follows: { readonly sums: EntrySums; readonly replay: Replay } | undefined
  let found: BookFinding[] = []
  let turn = { accounts: 0n, keys: 0n }

  /** Whoever was moved, and the next few of the others. */
  function portionOf(current: EntrySums): Portion {
    const moved = current.touched()
    const next = (table: 'accounts' | 'keys'): readonly bigint[] => {
      const numbers = rest[table].all(turn[table]).map((row) => row['no'] as bigint)
      turn = { ...turn, [table]: numbers.length < portionOfTheRest ? 0n : (numbers.at(-1) as bigint) }
      return numbers
    }
    return { accounts: [...new Set([...moved.accounts, ...next('accounts')])], keys: [...new Set([...moved.keys, ...next('keys')])] }
  }

  function add(findings: readonly BookFinding[]): void {
    const fresh = findings.filter((one) => !found.some((earlier) => earlier.check === one.check && earlier.subject === one.subject))
    found = [...found, ...fresh]
  }

  return {
    auditStep(entriesMax: number, anew: boolean): AuditStep {
      if (follows === undefined || anew) follows = { sums: openEntrySums(db), replay: openReplay(db) }
      const { sums, replay } = follows
      // One snapshot: sums, holds and entries of the same instant.
      begin.run()
      try {
        const last = Number(newest.get()?.['sequence'] ?? 0)
        const known = Math.max(sums.sequence(), replay.head().sequence)
        if (last < known) add([cutOff(last, known)])
        // Never behind the chain, so that whoever has followed it to the end has compared everything.
        sums.take(Math.max(summedPerStep, entriesMax))
        replay.take(entriesMax)
        add(replay.findings)
        if (sums.sequence() === last) add(compare(sums, portionOf(sums)))
        return { head: replay.head(), behind: last - replay.head().sequence, unsummed: last - sums.sequence(), findings: found }
      } finally {
        db.exec('ROLLBACK')
      }
    },
  }
}

function cutOff(last: number, known: number): BookFinding {
  return { check: 'anchor', sequence: known, subject: `entry ${known}`, says: `it was there, and ${known - last} at the end are gone` }
}
