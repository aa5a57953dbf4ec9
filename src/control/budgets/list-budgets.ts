// Lists the budgets of an account and of its members, oldest first. Those of keys are shown with their keys. Knows no HTTP.
import type { ControlDeps } from '../control-deps.ts'
import type { ControlCall, Outcome } from '../endpoint.ts'
import { answerPart, readPage } from '../page.ts'
import { budgetJson } from './budget-json.ts'

export async function listBudgets({ principal, query }: ControlCall<unknown>, deps: ControlDeps): Promise<Outcome> {
  const page = readPage(query, /^budget_\w{1,64}$/)
  if (!page.ok) return page
  const budgets = await deps.store.listBudgets(principal.accountId)
  const nowMs = deps.clock.now()
  return answerPart(budgets, { ...page.value, newestFirst: false }, (budget) => budgetJson(budget, nowMs))
}
