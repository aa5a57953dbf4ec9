// Lists the budgets of an account and of its members, oldest first. Those of keys are shown with their keys. Knows no HTTP.
import type { ControlDeps } from '../control-deps.ts'
import { answer, type ControlCall, type Outcome } from '../endpoint.ts'
import { budgetJson } from './budget-json.ts'

export async function listBudgets({ principal }: ControlCall<unknown>, deps: ControlDeps): Promise<Outcome> {
  const budgets = await deps.store.listBudgets(principal.accountId)
  const nowMs = deps.clock.now()
  return answer({ data: budgets.map((budget) => budgetJson(budget, nowMs)) })
}
