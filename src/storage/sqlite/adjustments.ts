// Corrections of charges in SQLite: one entry, one balance, one sum of a key, together. Asks ledger/ for the verdict; knows no threads.
import type { DatabaseSync } from 'node:sqlite'
import type { RequestId } from '../../contract/ids.ts'
import type { Nano } from '../../contract/money.ts'
import { decideAdjust, spentAfter } from '../../ledger/adjust-rules.ts'
import type { Adjusted, Adjustment, AdjustResult } from '../../ledger/adjustment-store.ts'
import type { KeySums } from '../../ledger/hold-rules.ts'
import { customer, revenue } from '../../ledger/parties.ts'
import type { Corrections } from './corrections.ts'
import type { Books } from './engine/books.ts'
import { sumsAt } from '../../ledger/budget-rules.ts'
import { partyNo } from './engine/party-no.ts'

export function adjustmentWrites(db: DatabaseSync, books: Books, corrections: Corrections) {
  const big = { readBigInts: true }
  const findAccount = db.prepare('SELECT no, balance_nano, held_nano FROM accounts WHERE id = ?', big)
  const findKey = db.prepare(
    `SELECT no, member_id, iif(budget_reset IS NULL, budget_nano, NULL) AS budget_nano, spent_nano, held_nano
     FROM keys WHERE id = ? AND account_no = ? AND deleted = 0`,
    big,
  )
  const known = db.prepare('SELECT 1 FROM entries WHERE kind = ? AND reference = ?')
  const addBalance = db.prepare('UPDATE accounts SET balance_nano = balance_nano + ? WHERE no = ?')
  const saveSpent = db.prepare('UPDATE keys SET spent_nano = ? WHERE no = ?')
  const underWhich = (key: Record<string, unknown>, accountNo: number) =>
    books.budgets.of({ no: Number(key['no']), accountNo, memberId: key['member_id'] as string | null })
  return {
    adjust({ accountId, keyId, kind, reference, note, actor, atMs, ...ask }: Adjustment): AdjustResult {
      const account = findAccount.get(accountId)
      if (account === undefined) return { ok: false, reason: 'unknown_account' }
      if (known.get(kind, reference) !== undefined) return { ok: false, reason: 'duplicate' }
      const no = account['no'] as bigint
      const balanceNano = account['balance_nano'] as Nano
      const key = keyId === null ? undefined : findKey.get(keyId, no)
      const sums = { balanceNano, heldNano: account['held_nano'] as Nano, suspended: false }
      const under = key === undefined ? [] : underWhich(key, Number(no)).filter(({ model }) => model === null)
      const verdict = decideAdjust(
        sums,
        key && keySums(key),
        ask,
        under.map((budget) => sumsAt(budget, atMs)),
      )
      if (!verdict.ok) return verdict
      const { amountNano } = verdict
      const gains = amountNano > 0n
      const [fromAccount, toAccount] = gains ? [revenue, customer(accountId)] : [customer(accountId), revenue]
      const whose = key === undefined ? { keyId: null, keyNo: null } : { keyId, keyNo: Number(key['no']) }
      const moved = { fromAccount, toAccount, amountNano: gains ? amountNano : -amountNano, recordDigest: null }
      books.enter({ kind, reference, ...moved, ...whose, atMs, note, actor })
      corrections.note(kind, reference, amountNano, note)
      addBalance.run(amountNano, no)
      if (key !== undefined) saveSpent.run(spentAfter(key['spent_nano'] as Nano, amountNano), key['no'] as bigint)
      if (amountNano < 0n) books.budgets.end(books.budgets.begin(under, atMs), -amountNano, null)
      return { ok: true, amountNano, balanceNano: balanceNano + amountNano }
    },
  }
}

function keySums(row: Record<string, unknown>): KeySums {
  return {
    disabled: false,
    expiresAtMs: null,
    budgetNano: row['budget_nano'] as Nano | null,
    spentNano: row['spent_nano'] as Nano,
    heldNano: row['held_nano'] as Nano,
  }
}

export function adjustmentReads(db: DatabaseSync) {
  // `;` is the character behind `:`, so the range holds the request's ID alone and with more behind it.
  const one = db.prepare(
    `SELECT sum(kind = 'adjustment') AS adjustments, sum(kind = 'reversal') AS reversals,
       sum(CASE WHEN from_no = ${partyNo.revenue} THEN amount_nano ELSE -amount_nano END) AS returned
     FROM entries WHERE kind IN ('adjustment', 'reversal') AND reference >= ?1 AND reference < ?1 || ';'`,
    { readBigInts: true },
  )
  return {
    adjustmentsOf(requests: readonly RequestId[]): ReadonlyMap<RequestId, Adjusted> {
      const found = new Map<RequestId, Adjusted>()
      for (const id of requests) {
        const row = one.get(id)
        if (row?.['returned'] == null) continue
        found.set(id, {
          adjustments: Number(row['adjustments']),
          reversals: Number(row['reversals']),
          returnedNano: row['returned'] as Nano,
        })
      }
      return found
    },
  }
}
