// Plays the entries again from the first: hashes, balances, spend of keys, charge against usage record. Reads only; judges, repairs nothing.
import type { DatabaseSync, StatementSync } from 'node:sqlite'
import type { Nano } from '../../../contract/money.ts'
import { type Anchor, chainStart, entryHash } from '../../../ledger/chain.ts'
import { spentAfter } from '../../../ledger/adjust-rules.ts'
import type { BookFinding } from '../../../ledger/audit.ts'
import { digestedColumns, digestOfResting } from '../usage.ts'

export interface Replay {
  /** Takes up to `limit` entries behind the last one taken; how many there were. */
  take(limit: number): number
  /** The last entry taken. */
  head(): Anchor
  /** What the entries say: by number of account and key. */
  readonly balances: ReadonlyMap<bigint, Nano>
  readonly spent: ReadonlyMap<bigint, Nano>
  /** Accounts and keys moved since they were last asked for. */
  touched(): { readonly accounts: readonly bigint[]; readonly keys: readonly bigint[] }
  /** Anchors whose entry was met and has that hash, and those that did not hold. */
  readonly findings: BookFinding[]
}

/** Findings kept: the first names the break, a hundred show its size. */
const findingsMax = 100

/** One replay of one database, from its first entry on. `anchors`: places whose hash is known from elsewhere. */
export function openReplay(db: DatabaseSync, anchors: readonly Anchor[] = []): Replay {
  const next = statement(db)
  const balances = new Map<bigint, Nano>()
  const spent = new Map<bigint, Nano>()
  const moved = { accounts: new Set<bigint>(), keys: new Set<bigint>() }
  const findings: BookFinding[] = []
  const known = new Map(anchors.map((one) => [one.sequence, one.hash]))
  let last = chainStart

  const find = (sequence: number, says: string): void => {
    if (findings.length < findingsMax) findings.push({ check: 'chain', sequence, subject: `entry ${sequence}`, says })
  }
  const add = (to: Map<bigint, Nano>, no: bigint, amountNano: Nano): void => void to.set(no, (to.get(no) ?? 0n) + amountNano)

  function chain(row: Record<string, unknown>): void {
    const sequence = Number(row['sequence'])
    const hash = Buffer.from(row['hash'] as Uint8Array).toString('hex')
    if (sequence !== last.sequence + 1) find(last.sequence + 1, `missing: the next entry is ${sequence}`)
    const digest = row['record_digest'] === null ? null : Buffer.from(row['record_digest'] as Uint8Array).toString('hex')
    if (entryHash(last.hash, textOf(row, digest)) !== hash) find(sequence, 'its hash does not follow from it and the entry before it')
    if (known.get(sequence) !== undefined && known.get(sequence) !== hash) find(sequence, 'its hash is not the one that was kept elsewhere')
    // From here on the hash at rest counts, so that one change is found once and not in every entry behind it.
    last = { sequence, hash }
    checkRecord(row, sequence, digest, find)
  }

  return {
    balances,
    spent,
    findings,
    head: () => last,
    take(limit) {
      let taken = 0
      for (const row of next.iterate(last.sequence, limit)) {
        taken += 1
        chain(row)
        const amountNano = row['amount_nano'] as Nano
        const [from, to, key] = [row['from_no'] as bigint, row['to_no'] as bigint, row['key_no'] as bigint | null]
        add(balances, from, -amountNano)
        add(balances, to, amountNano)
        moved.accounts.add(from).add(to)
        if (key === null) continue
        // What leaves the customer is spent, what comes back is not.
        const gainedNano = row['to_customer'] === 1n ? amountNano : -amountNano
        spent.set(key, spentAfter(spent.get(key) ?? 0n, gainedNano))
        moved.keys.add(key)
      }
      return taken
    },
    touched() {
      const since = { accounts: [...moved.accounts], keys: [...moved.keys] }
      moved.accounts.clear()
      moved.keys.clear()
      return since
    },
  }
}

function statement(db: DatabaseSync): StatementSync {
  return db.prepare(
    `SELECT e.sequence, e.kind, e.reference, e.from_no, e.to_no, f.name AS from_name, t.name AS to_name, e.amount_nano, e.at_ms, e.note,
       e.actor, e.key_no, k.id AS key_id, e.record_digest, e.hash, c.no IS NOT NULL AS to_customer, u.hold_end, ${digestedColumns}
     FROM entries e JOIN parties f ON f.no = e.from_no JOIN parties t ON t.no = e.to_no
       LEFT JOIN keys k ON k.no = e.key_no LEFT JOIN accounts c ON c.no = e.to_no
       LEFT JOIN usage_records u ON e.kind = 'charge' AND u.id = e.reference
       LEFT JOIN accounts ua ON ua.no = u.account_no LEFT JOIN keys uk ON uk.no = u.key_no
     WHERE e.sequence > ? ORDER BY e.sequence LIMIT ?`,
    { readBigInts: true },
  )
}

function textOf(row: Record<string, unknown>, recordDigest: string | null) {
  return {
    sequence: row['sequence'] as bigint,
    kind: row['kind'] as string,
    reference: row['reference'] as string,
    fromAccount: row['from_name'] as string,
    toAccount: row['to_name'] as string,
    amountNano: row['amount_nano'] as Nano,
    atMs: row['at_ms'] as bigint,
    note: row['note'] as string,
    actor: row['actor'] as string,
    keyId: row['key_id'] as string | null,
    recordDigest,
  }
}

/** A charge and its usage record say the same, to the last field that the price followed from. */
function checkRecord(
  row: Record<string, unknown>,
  sequence: number,
  digest: string | null,
  find: (at: number, says: string) => void,
): void {
  if (row['kind'] !== 'charge' || digest === null) return
  if (row['u_id'] === null) return find(sequence, `the usage record of ${String(row['reference'])} is gone`)
  if (row['u_cost_nano'] !== row['amount_nano']) {
    return find(sequence, `it charged ${String(row['amount_nano'])}, and the usage record says ${String(row['u_cost_nano'])}`)
  }
  if (digestOfResting(row) !== digest) find(sequence, `the usage record of ${String(row['reference'])} is not the one that was charged`)
}
