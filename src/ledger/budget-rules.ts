// Which budgets a request falls under, and the sums of a budget that decide. Pure; knows no storage and no clock.
import { type BudgetReset, windowAt, windowEndMs, type WindowSums } from '../contract/budget.ts'
import type { ModelId } from '../contract/ids.ts'
import type { Nano } from '../contract/money.ts'
import type { BudgetSums } from './hold-rules.ts'
import type { BudgetName } from './ledger-store.ts'

/** A budget as it rests, with the latest window that anything was held from; null: nothing was yet. */
export interface Budget {
  readonly owner: BudgetName['owner']
  readonly model: ModelId | null
  readonly reset: BudgetReset | null
  readonly limitNano: Nano
  readonly window: WindowSums | null
}

/** `fallbacks`: other models that may answer in its place. */
export function fallsUnder(budget: Pick<Budget, 'model'>, model: string | null, fallbacks?: readonly string[]): boolean {
  return budget.model === null || budget.model === model || fallbacks?.includes(budget.model) === true
}

/** For a new hold: the window that it would belong to. */
export function sumsAt(budget: Budget, atMs: number): BudgetSums {
  return sumsIn(budget, windowAt(budget.reset, budget.window, atMs))
}

/** For more on an open hold: the window in which it was reserved, under the limit of today. */
export function sumsIn(budget: Omit<Budget, 'window'>, { startMs, spentNano, heldNano }: WindowSums): BudgetSums {
  const { owner, model, reset, limitNano } = budget
  return { name: { owner, model, reset, resetsAtMs: windowEndMs(reset, startMs) }, limitNano, spentNano, heldNano }
}
