// The public form of a budget and of how it stands. Knows no storage.
import type { BudgetJson, BudgetStandingJson } from '../../contract/budget-api.ts'
import { formatUsd } from '../../contract/money.ts'
import { type BudgetStanding, standingAt } from '../../keys/key-budgets.ts'
import type { AccountBudgetWithSpend } from '../../ledger/budget-store.ts'

export function budgetJson(budget: AccountBudgetWithSpend, nowMs: number): BudgetJson {
  const { id, memberId, model, reset, limitNano, window } = budget
  const standing = standingAt(limitNano, reset, window, nowMs)
  return { id, member_id: memberId, model, reset, ...standingJson(standing), resets_at: instant(standing.resetsAtMs) }
}

export function standingJson({ limitNano, spentNano, heldNano, remainingNano }: BudgetStanding): BudgetStandingJson {
  return {
    budget_usd: formatUsd(limitNano),
    spent_usd: formatUsd(spentNano),
    held_usd: formatUsd(heldNano),
    remaining_usd: formatUsd(remainingNano),
  }
}

export function instant(atMs: number | null): string | null {
  return atMs === null ? null : new Date(atMs).toISOString()
}
