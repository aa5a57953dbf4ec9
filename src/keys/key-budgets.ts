// How the budgets of a key stand at an instant. Pure; decides nothing.
import { type BudgetReset, remainingNano, windowAt, windowEndMs, type WindowSums } from '../contract/budget.ts'
import type { ModelId } from '../contract/ids.ts'
import type { Nano } from '../contract/money.ts'
import type { KeyWithSpend } from './key.ts'

export interface BudgetStanding {
  readonly limitNano: Nano
  /** In the window, or since the budget was made; of a key's budget that never resets, over the key's life. */
  readonly spentNano: Nano
  readonly heldNano: Nano
  readonly remainingNano: Nano
  /** Milliseconds since 1970; null: never. */
  readonly resetsAtMs: number | null
}

/** `latest` is the latest window that anything was held from. */
export function standingAt(limitNano: Nano, reset: BudgetReset | null, latest: WindowSums | null, nowMs: number): BudgetStanding {
  const window = windowAt(reset, latest, nowMs)
  const { spentNano, heldNano } = window
  return { limitNano, spentNano, heldNano, remainingNano: remainingNano(limitNano, window), resetsAtMs: windowEndMs(reset, window.startMs) }
}

/** Null: the key has no budget of its own. */
export function keyBudgetStanding(key: KeyWithSpend, nowMs: number): BudgetStanding | null {
  const { budgetNano, budgetReset, spentNano, heldNano, budgetWindow } = key
  if (budgetNano === null) return null
  if (budgetReset !== null) return standingAt(budgetNano, budgetReset, budgetWindow, nowMs)
  return { limitNano: budgetNano, spentNano, heldNano, remainingNano: remainingNano(budgetNano, key), resetsAtMs: null }
}

export interface ModelBudgetStanding extends BudgetStanding {
  readonly model: ModelId
}

export function modelBudgetStandings(key: KeyWithSpend, nowMs: number): readonly ModelBudgetStanding[] {
  return key.modelBudgets.map(({ model, limitNano }, at) => {
    return { model, ...standingAt(limitNano, key.budgetReset, key.modelWindows[at] ?? null, nowMs) }
  })
}
