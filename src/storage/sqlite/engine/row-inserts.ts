// Rows on their way into one table: those of a transaction go in together, many with one statement. Knows no table.
import type { DatabaseSync, SQLInputValue } from 'node:sqlite'

export interface RowInserts {
  /** The flat list of values to append exactly one row to. */
  next(): SQLInputValue[]
  /** Writes what waits, in the order in which it came. Throws what the table says about one of them; the transaction is to be rolled back. */
  flush(): void
  /** After a rollback. */
  forget(): void
}

/** One statement for this many rows spends a fifth to a third less on each: cursors are opened once, and stay where the last row went. */
const rowsAtOnce = 8

/** `place`: the table with its columns. `values`: one expression each, a `?` in all of them or a constant. */
export function openRowInserts(db: DatabaseSync, place: string, values: readonly string[]): RowInserts {
  const row = `(${values.join(', ')})`
  const one = db.prepare(`INSERT INTO ${place} VALUES ${row}`)
  // FAIL keeps the rows before the bad one, and so needs no journal of the statement: the transaction takes them back anyway.
  const many = db.prepare(`INSERT OR FAIL INTO ${place} VALUES ${Array.from({ length: rowsAtOnce }, () => row).join(', ')}`)
  const width = values.filter((value) => value.includes('?')).length
  /** Flat lists of up to `rowsAtOnce` rows. */
  let waiting: SQLInputValue[][] = []
  let last: SQLInputValue[] | undefined
  return {
    next() {
      if (last === undefined || last.length === width * rowsAtOnce) {
        last = []
        waiting.push(last)
      }
      return last
    },
    flush() {
      if (last === undefined) return
      for (const rows of waiting) {
        // `get`, because `run` makes an object of two numbers that nobody reads.
        if (rows.length === width * rowsAtOnce) many.get(...rows)
        else for (let at = 0; at < rows.length; at += width) one.get(...rows.slice(at, at + width))
      }
      this.forget()
    },
    forget() {
      waiting = []
      last = undefined
    },
  }
}
