// Removes a budget; requests that run go on without it. Knows no HTTP.
import { asId, type BudgetId } from '../../contract/ids.ts'
import { problem } from '../../contract/problems.ts'
import type { ControlDeps } from '../control-deps.ts'
import { answer, type ControlCall, type Outcome, refusal } from '../endpoint.ts'

export async function deleteBudget({ principal, id }: ControlCall<unknown>, deps: ControlDeps): Promise<Outcome> {
  const deleted = await deps.store.deleteBudget(principal.accountId, asId<BudgetId>(id))
  return deleted ? answer({ id, deleted: true }) : refusal(problem('not_found', 'This account has no such budget.', { param: 'id' }))
}
