// Rows on their way into one table: those of a transaction go in together, many with one statement. Knows no table.
import type { DatabaseSync, SQLInputValue } from 'node:sqlite'

export interface RowInserts {
  /** Takes the values of one row, one per column. */
  add(row: readonly SQLInputValue[]): void
  /** Writes what waits. Throws what the table says about one of them; the transaction is to be rolled back. */
  flush(): void
  /** After a rollback. */
  forget(): void
}

export interface RowColumn {
  readonly name: string
  /** Around the value, such as `unhex(?)`; `?` when absent. */
  readonly expression?: string
  /** What nearly every row has here. A row that has the usual value wherever there is one is written without binding those. */
  readonly usual?: string | number | null | undefined
}

/**
 * One statement for several rows spends less on each: cursors are opened once, and stay where the last row went. Commits of a dozen leave fewer
 * rows over than with eight at once; a statement of its own for each number of rows costs more, because none of them stays in the cache.
 */
const rowsAtOnce = 4

export function openRowInserts(db: DatabaseSync, table: string, columns: readonly RowColumn[]): RowInserts {
  const usual = columns.flatMap((column, at) => (column.usual === undefined ? [] : [{ at, value: column.usual }]))
  const whole = openForm(db, table, columns, false)
  const plain = usual.length === 0 ? whole : openForm(db, table, columns, true)
  return {
    add(row) {
      for (const { at, value } of usual) if (row[at] !== value) return whole.add(row)
      plain.add(row)
    },
    flush() {
      plain.flush()
      whole.flush()
    },
    forget() {
      plain.forget()
      whole.forget()
    },
  }
}

/** Rows that bind the same columns: all, or in the `plain` form those without a usual value. */
function openForm(db: DatabaseSync, table: string, columns: readonly RowColumn[], plain: boolean): RowInserts {
  const bound = columns.flatMap(({ usual }, at) => (plain && usual !== undefined ? [] : [at]))
  const values = columns.map(({ expression = '?', usual }) => (plain && usual !== undefined ? literal(usual) : expression))
  const row = `(${values.join(', ')})`
  const into = `INTO ${table} (${columns.map(({ name }) => name).join(', ')}) VALUES`
  const one = db.prepare(`INSERT ${into} ${row}`)
  // FAIL keeps the rows before the bad one, and so needs no journal of the statement: the transaction takes them back anyway.
  const many = db.prepare(`INSERT OR FAIL ${into} ${Array.from({ length: rowsAtOnce }, () => row).join(', ')}`)
  const width = bound.length
  /** Flat lists of up to `rowsAtOnce` rows. */
  let waiting: SQLInputValue[][] = []
  let last: SQLInputValue[] | undefined
  return {
    add(row) {
      if (last === undefined || last.length === width * rowsAtOnce) {
        last = []
        waiting.push(last)
      }
      for (const at of bound) last.push(row[at] as SQLInputValue)
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

function literal(value: string | number | null): string {
  if (value === null) return 'NULL'
  return typeof value === 'number' ? `${value}` : `'${value.replaceAll("'", "''")}'`
}
