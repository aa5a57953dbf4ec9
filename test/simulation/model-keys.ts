// The reference for the budgets of keys: which of them are kept per window, and which requests run under a budget. Imports nothing of the product.
import type { Ask } from './asks.ts'
import { type Budget, dropBudget, setBudget, type Subject } from './model-budgets.ts'
import type { KeyState, State } from './model-state.ts'

/** Sets a budget as things stand: what runs under it is what its keys and models say now. */
export function setBudgetNow({ budgets, holds, keys }: State, subject: Subject, terms: Pick<Budget, 'limit' | 'reset'>): void {
  setBudget(
    { budgets, holds: [...holds.values()] },
    subject,
    terms,
    (hold) =>
      hold.account === subject.account &&
      (subject.key === null || hold.key === subject.key) &&
      (subject.model === null || hold.model === subject.model) &&
      (subject.member === null || keys.get(hold.key)?.member === subject.member),
  )
}

/** The key's budgets that are kept per window: its own when it resets, and those on models. */
export function keepBudgets(state: State, id: string, key: KeyState): void {
  const { budgets, holds } = state
  const wanted = new Map<string | null, bigint>(Object.entries(key.models))
  if (key.budget !== null && key.reset !== null) wanted.set(null, key.budget)
  for (const budget of budgets.filter((one) => one.key === id))
    if (key.deleted || !wanted.has(budget.model)) dropBudget(budgets, budget, [...holds.values()])
  if (key.deleted) return
  for (const [model, limit] of wanted) {
    setBudgetNow(state, { account: key.account, key: id, member: null, model }, { limit, reset: key.reset })
  }
}

export function newKey({ account, budget, reset, member }: Extract<Ask, { ask: 'createKey' }>): KeyState {
  return { account, spent: 0n, held: 0n, budget, reset, models: {}, member, disabled: false, expiresAtMs: null, deleted: false }
}
