// What the entries add up to, by account and key, a stretch of them at a time. The adding is SQLite's. Judges nothing.
import type { DatabaseSync } from 'node:sqlite'
import type { Nano } from '../../../contract/money.ts'
import { spentAfter } from '../../../ledger/adjust-rules.ts'

export interface EntrySums {
  /** Adds up to `limit` entries behind the last one added; how many numbers of the sequence that were. */
  take(limit: number): number
  /** The number of the last entry added. */
  sequence(): number
  /** By number of account and key. */
  readonly balances: ReadonlyMap<bigint, Nano>
  readonly spent: ReadonlyMap<bigint, Nano>
  /** Accounts and keys moved since they were last asked for. */
  touched(): { readonly accounts: readonly bigint[]; readonly keys: readonly bigint[] }
}

/** From the first entry on. */
export function openEntrySums(db: DatabaseSync): EntrySums {
  const sql = statements(db)
  const balances = new Map<bigint, Nano>()
  const spent = new Map<bigint, Nano>()
  const moved = { accounts: new Set<bigint>(), keys: new Set<bigint>() }
  let last = 0
  const add = (to: Map<bigint, Nano>, no: bigint, amountNano: Nano): void => void to.set(no, (to.get(no) ?? 0n) + amountNano)

  /** Up to and with `until`. `returned`: the stretch is one entry that gives money back to a key. */
  function addStretch(until: number, returned: boolean): void {
    if (until <= last) return
    for (const row of sql.sums.iterate(last, until)) {
      const [from, to, key] = [row['from_no'] as bigint, row['to_no'] as bigint, row['key_no'] as bigint | null]
      const amountNano = ((row['high'] as Nano) << 32n) + (row['low'] as Nano)
      add(balances, from, -amountNano)
      add(balances, to, amountNano)
      moved.accounts.add(from).add(to)
      if (key === null) continue
      // What leaves the customer is spent, what comes back is not.
      spent.set(key, spentAfter(spent.get(key) ?? 0n, returned ? amountNano : -amountNano))
      moved.keys.add(key)
    }
    last = until
  }

  return {
    balances,
    spent,
    sequence: () => last,
    take(limit) {
      const before = last
      const until = Math.min(before + limit, Number(sql.newest.get()?.['sequence'] ?? 0n))
      // The spend of a key never goes below 0, so what comes back counts at its place; what is spent between two such places is one sum.
      for (const { sequence } of sql.returns.all(before, until)) {
        addStretch(Number(sequence) - 1, false)
        addStretch(Number(sequence), true)
      }
      addStretch(until, false)
      return last - before
    },
    touched() {
      const since = { accounts: [...moved.accounts], keys: [...moved.keys] }
      moved.accounts.clear()
      moved.keys.clear()
      return since
    },
  }
}

function statements(db: DatabaseSync) {
  const big = { readBigInts: true }
  // In the order of the sequence and by no index: every entry of the stretch is read anyway.
  const stretch = 'FROM entries NOT INDEXED WHERE sequence > ? AND sequence <= ?'
  return {
    newest: db.prepare('SELECT max(sequence) AS sequence FROM entries', big),
    returns: db.prepare(
      `SELECT sequence ${stretch} AND kind <> 'charge' AND key_no IS NOT NULL AND to_no IN (SELECT no FROM accounts) ORDER BY sequence`,
      big,
    ),
    // What ever came and went may add up to more than int64 although no balance does: the halves are summed apart.
    sums: db.prepare(
      `SELECT from_no, to_no, key_no, sum(amount_nano >> 32) AS high, sum(amount_nano & 4294967295) AS low ${stretch} GROUP BY from_no, to_no, key_no`,
      big,
    ),
  }
}
