// PORT: budgets of an account and of its members at rest. Those of a key belong to the key. Knows no driver and decides nothing.
import type { BudgetReset, WindowSums } from '../contract/budget.ts'
import type { AccountId, BudgetId, MemberId, ModelId } from '../contract/ids.ts'
import type { Nano } from '../contract/money.ts'

/** At most one per account, member and model. */
export interface AccountBudget {
  readonly id: BudgetId
  readonly accountId: AccountId
  /** null: of the account as a whole, whoever calls. */
  readonly memberId: MemberId | null
  /** null: on all models together. */
  readonly model: ModelId | null
  readonly limitNano: Nano
  /** null: it never resets. */
  readonly reset: BudgetReset | null
}

export interface AccountBudgetWithSpend extends AccountBudget {
  /** The latest window that anything was held from; null: nothing was yet. */
  readonly window: WindowSums | null
}

export interface BudgetStore {
  /**
   * Makes the budget, or changes the one that the same account, member and model have: that one keeps its ID. With another limit it
   * goes on counting; a new budget, or one with another reset, begins to count at 0 with all requests that are running.
   * Undefined when there is no such account.
   */
  setBudget(budget: AccountBudget): Promise<AccountBudgetWithSpend | undefined>
  /** In the order in which they were made. */
  listBudgets(account: AccountId): Promise<readonly AccountBudgetWithSpend[]>
  /** False when the account has no such budget. Requests that run go on without it. */
  deleteBudget(account: AccountId, id: BudgetId): Promise<boolean>
}
