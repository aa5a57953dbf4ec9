// Makes or changes the budget of an account or of one of its members, on all models or on one. Knows no HTTP.
import { uuid7 } from '../../base/uuid7.ts'
import type { SetBudgetInput } from '../../contract/budget-api.ts'
import { asId, type BudgetId, type MemberId, type ModelId } from '../../contract/ids.ts'
import { formatUsd, nanoMax } from '../../contract/money.ts'
import { problem } from '../../contract/problems.ts'
import type { ControlDeps } from '../control-deps.ts'
import { answer, type ControlCall, type Outcome, refusal } from '../endpoint.ts'
import { budgetJson } from './budget-json.ts'

export async function setBudget({ principal, input }: ControlCall<SetBudgetInput>, deps: ControlDeps): Promise<Outcome> {
  const { member_id: member = null, model = null, budget_usd: limitNano, reset = null } = input
  if (limitNano > nanoMax) {
    return refusal(problem('invalid_request', `\`budget_usd\` must be at most ${formatUsd(nanoMax)}.`, { param: 'budget_usd' }))
  }
  if (model !== null && !deps.catalog().models.has(asId<ModelId>(model))) {
    return refusal(problem('invalid_request', `There is no model \`${model}\`; IDs are case-sensitive.`, { param: 'model' }))
  }
  const existing = await deps.store.listBudgets(principal.accountId)
  const known = existing.some((one) => one.memberId === member && one.model === model)
  if (!known && existing.length >= deps.settings.budgetsPerAccountMax) {
    return refusal(problem('conflict', `This account has ${existing.length} budgets, the most it may have; delete one first.`))
  }
  const nowMs = deps.clock.now()
  const set = await deps.store.setBudget({
    id: asId<BudgetId>(`budget_${uuid7(nowMs).replaceAll('-', '')}`),
    accountId: principal.accountId,
    memberId: member === null ? null : asId<MemberId>(member),
    model: model === null ? null : asId<ModelId>(model),
    limitNano,
    reset,
  })
  if (set === undefined) return refusal(problem('not_found', 'This account does not exist any more.'))
  return answer(budgetJson(set, nowMs), known ? 200 : 201)
}
