// Sums at rest against what the entries say, inside one snapshot that the caller has opened. Changes nothing.
import type { DatabaseSync } from 'node:sqlite'
import type { Nano } from '../../../contract/money.ts'
import type { BookFinding } from '../../../ledger/audit.ts'
import type { EntrySums } from './entry-sums.ts'

/** Which accounts and keys to look at; absent: all of them. */
export interface Portion {
  readonly accounts: readonly bigint[]
  readonly keys: readonly bigint[]
}

export type CompareBooks = (sums: EntrySums, portion?: Portion) => BookFinding[]

/** M1, M2, M3 and the spend of keys, each against the same instant's entries and open holds. */
export function openComparison(db: DatabaseSync): CompareBooks {
  const big = { readBigInts: true }
  const accounts = 'SELECT no, id, balance_nano, held_nano FROM accounts'
  const keys = 'SELECT no, id, spent_nano, held_nano FROM keys'
  const sql = {
    accounts: db.prepare(accounts, big),
    account: db.prepare(`${accounts} WHERE no = ?`, big),
    keys: db.prepare(keys, big),
    key: db.prepare(`${keys} WHERE no = ?`, big),
    holds: db.prepare(
      `SELECT account_no, key_no, sum(amount_nano >> 32) AS high, sum(amount_nano & 4294967295) AS low FROM holds GROUP BY account_no, key_no`,
      big,
    ),
  }
  return (sums, portion) => {
    const found: BookFinding[] = []
    const compare = (check: BookFinding['check'], subject: unknown, expected: Nano, actual: unknown): void => {
      if (expected !== actual)
        found.push({ check, sequence: null, subject: String(subject), says: `expected ${expected}, found ${String(actual)}` })
    }
    const open = sumsOfHolds(sql.holds.iterate())
    for (const row of portion === undefined ? sql.accounts.iterate() : rowsOf(sql.account, portion.accounts)) {
      const no = row['no'] as bigint
      compare('M1', row['id'], sums.balances.get(no) ?? 0n, row['balance_nano'])
      compare('M2', row['id'], open.accounts.get(no) ?? 0n, row['held_nano'])
      const freeNano = (row['balance_nano'] as Nano) - (row['held_nano'] as Nano)
      if (freeNano < 0n) compare('M3', row['id'], 0n, freeNano)
    }
    for (const row of portion === undefined ? sql.keys.iterate() : rowsOf(sql.key, portion.keys)) {
      const no = row['no'] as bigint
      compare('spend', row['id'], sums.spent.get(no) ?? 0n, row['spent_nano'])
      compare('M2', row['id'], open.keys.get(no) ?? 0n, row['held_nano'])
    }
    return found
  }
}

function* rowsOf(one: ReturnType<DatabaseSync['prepare']>, numbers: readonly bigint[]): Iterable<Record<string, unknown>> {
  for (const no of numbers) {
    const row = one.get(no)
    if (row !== undefined) yield row
  }
}

function sumsOfHolds(rows: Iterable<Record<string, unknown>>) {
  const accounts = new Map<bigint, Nano>()
  const keys = new Map<bigint, Nano>()
  for (const row of rows) {
    const amountNano = ((row['high'] as Nano) << 32n) + (row['low'] as Nano)
    for (const [sums, no] of [
      [accounts, row['account_no'] as bigint],
      [keys, row['key_no'] as bigint],
    ] as const)
      sums.set(no, (sums.get(no) ?? 0n) + amountNano)
  }
  return { accounts, keys }
}
