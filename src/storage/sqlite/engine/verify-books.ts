// Whether the books add up: a read over all accounts, keys, entries and open holds. Changes nothing and decides nothing.
import type { DatabaseSync } from 'node:sqlite'
import type { Nano } from '../../../contract/money.ts'
import type { Mismatch } from '../../../ledger/ledger-store.ts'

/** M1, M2 and M3 in one snapshot. */
export function verifyBooks(db: DatabaseSync): readonly Mismatch[] {
  const big = { readBigInts: true }
  db.exec('BEGIN')
  try {
    // What ever came and went may add up to more than int64 although no balance does: the halves are summed apart.
    const accounts = db.prepare(
      `SELECT a.id, a.balance_nano, a.held_nano,
         (SELECT coalesce(sum(amount_nano >> 32), 0) FROM entries WHERE to_no = a.no AND kind <> 'charge')
           - (SELECT coalesce(sum(amount_nano >> 32), 0) FROM entries WHERE from_no = a.no) AS entered_high,
         (SELECT coalesce(sum(amount_nano & 4294967295), 0) FROM entries WHERE to_no = a.no AND kind <> 'charge')
           - (SELECT coalesce(sum(amount_nano & 4294967295), 0) FROM entries WHERE from_no = a.no) AS entered_low,
         (SELECT coalesce(sum(amount_nano), 0) FROM holds WHERE account_no = a.no) AS open
       FROM accounts a`,
      big,
    )
    const keys = db.prepare(
      `SELECT k.id, k.held_nano, coalesce(o.open, 0) AS open
       FROM keys k LEFT JOIN (SELECT key_no, sum(amount_nano) AS open FROM holds GROUP BY key_no) o ON o.key_no = k.no
       WHERE k.held_nano <> coalesce(o.open, 0)`,
      big,
    )
    const windows = db.prepare(
      `SELECT 'budget window ' || w.no AS id, w.held_nano, coalesce(o.open, 0) AS open, w.open_holds, coalesce(o.holds, 0) AS holds
       FROM budget_windows w LEFT JOIN (
         SELECT j.value AS no, sum(amount_nano) AS open, count(*) AS holds FROM holds, json_each(holds.windows) j GROUP BY j.value
       ) o ON o.no = w.no`,
      big,
    )
    const found: Mismatch[] = []
    const compare = (invariant: Mismatch['invariant'], subject: unknown, expected: unknown, actual: unknown): void => {
      if (expected === actual) return
      found.push({ invariant, subject: subject as string, expectedNano: expected as Nano, foundNano: actual as Nano })
    }
    for (const row of accounts.iterate()) {
      const enteredNano = ((row['entered_high'] as Nano) << 32n) + (row['entered_low'] as Nano)
      compare('M1', row['id'], enteredNano, row['balance_nano'])
      compare('M2', row['id'], row['open'], row['held_nano'])
      const freeNano = (row['balance_nano'] as Nano) - (row['held_nano'] as Nano)
      if (freeNano < 0n) compare('M3', row['id'], 0n, freeNano)
    }
    for (const row of keys.iterate()) compare('M2', row['id'], row['open'], row['held_nano'])
    for (const row of windows.iterate()) {
      compare('M2', row['id'], row['open'], row['held_nano'])
      compare('M2', row['id'], row['holds'], row['open_holds'])
    }
    return found
  } finally {
    db.exec('ROLLBACK')
  }
}
