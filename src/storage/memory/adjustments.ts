// Corrections of charges in memory: the reference model. Forgets all when the process ends.
import type { RequestId } from '../../contract/ids.ts'
import { decideAdjust, spentAfter } from '../../ledger/adjust-rules.ts'
import type { Adjusted, AdjustmentStore } from '../../ledger/adjustment-store.ts'
import { assertAdjustment } from '../../ledger/amounts.ts'
import { customer, revenue } from '../../ledger/parties.ts'
import { sumsAt } from '../../ledger/budget-rules.ts'
import type { BudgetRows } from './budgets.ts'
import type { KeyRows } from './keys.ts'
import { noteCorrection } from './corrections.ts'
import type { UsageRows } from './usage.ts'
import { type LedgerRows, sumsOf } from './ledger.ts'

export function memoryAdjustments(keys: KeyRows, budgets: BudgetRows, ledger: LedgerRows, usage: UsageRows): AdjustmentStore {
  const { accounts, entries } = ledger
  return {
    async adjust(adjustment) {
      assertAdjustment(adjustment)
      const { accountId, keyId, kind, reference, note, atMs } = adjustment
      const account = accounts.get(accountId)
      if (account === undefined) return { ok: false, reason: 'unknown_account' }
      if (entries.some((one) => one.kind === kind && one.reference === reference)) return { ok: false, reason: 'duplicate' }
      const found = keyId === null ? undefined : keys.byId.get(keyId)
      const row = found === undefined || found.deleted || found.key.accountId !== accountId ? undefined : found
      const under = row === undefined ? [] : budgets.of(row.key, null)
      const sums = under.map((budget) => sumsAt(budget, atMs))
      const verdict = decideAdjust(account, row && sumsOf(row), adjustment, sums)
      if (!verdict.ok) return verdict
      const { amountNano } = verdict
      const [fromAccount, toAccount] = amountNano > 0n ? [revenue, customer(accountId)] : [customer(accountId), revenue]
      const moved = amountNano > 0n ? amountNano : -amountNano
      entries.push({ sequence: entries.length + 1, kind, reference, fromAccount, toAccount, amountNano: moved, atMs, note })
      account.balanceNano += amountNano
      noteCorrection(usage, { kind, reference, amountNano, note })
      if (row !== undefined) row.spentNano = spentAfter(row.spentNano, amountNano)
      if (amountNano < 0n) for (const window of budgets.enter(under, atMs)) window.spentNano -= amountNano
      return { ok: true, amountNano, balanceNano: account.balanceNano }
    },
    async adjustmentsOf(requests) {
      const sums = new Map<RequestId, Adjusted>()
      for (const id of requests) {
        const own = entries.filter(({ kind, reference }) => isCorrection(kind) && (reference === id || reference.startsWith(`${id}:`)))
        if (own.length === 0) continue
        const returnedNano = own.reduce((sum, entry) => sum + (entry.fromAccount === revenue ? entry.amountNano : -entry.amountNano), 0n)
        const adjustments = own.filter(({ kind }) => kind === 'adjustment').length
        sums.set(id, { adjustments, reversals: own.length - adjustments, returnedNano })
      }
      return sums
    },
  }
}

function isCorrection(kind: string): boolean {
  return kind === 'adjustment' || kind === 'reversal'
}
