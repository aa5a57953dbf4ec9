// The continuous check on the reader's connection: some entries at a time, compared at the newest one. Blocks no commit and repairs nothing.
import type { DatabaseSync } from 'node:sqlite'
import type { AuditStep, BookFinding } from '../../../ledger/audit.ts'
import { openComparison, type Portion } from './compare-books.ts'
import { openReplay, type Replay } from './replay.ts'

/** Accounts and keys looked at per slice although nothing moved them: over many slices everybody's turn comes. */
const portionOfTheRest = 200

export function auditReads(db: DatabaseSync) {
  const begin = db.prepare('BEGIN')
  const newest = db.prepare('SELECT max(sequence) AS sequence FROM entries')
  const restOf = (table: 'accounts' | 'keys') =>
    db.prepare(`SELECT no FROM ${table} WHERE no > ? ORDER BY no LIMIT ${portionOfTheRest}`, { readBigInts: true })
  const rest = { accounts: restOf('accounts'), keys: restOf('keys') }
  const compare = openComparison(db)
  let replay: Replay | undefined
  let found: BookFinding[] = []
  let turn = { accounts: 0n, keys: 0n }

  /** Whoever was moved, and the next few of the others. */
  function portionOf(current: Replay): Portion {
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
      if (replay === undefined || anew) replay = openReplay(db)
      // One snapshot: sums, holds and entries of the same instant.
      begin.run()
      try {
        replay.take(entriesMax)
        const { sequence } = replay.head()
        const behind = Number(newest.get()?.['sequence'] ?? 0) - sequence
        add(replay.findings)
        if (behind < 0)
          add([{ check: 'anchor', sequence, subject: `entry ${sequence}`, says: `it was there, and ${-behind} at the end are gone` }])
        if (behind === 0) add(compare(replay, portionOf(replay)))
        return { head: replay.head(), behind, findings: found }
      } finally {
        db.exec('ROLLBACK')
      }
    },
  }
}
