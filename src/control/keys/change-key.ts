// Changes a key's settings, or takes it out of use and back. Knows no HTTP.
import { ok, type Result } from '../../base/result.ts'
import type { ChangeKeyInput } from '../../contract/control-api.ts'
import { asId, type KeyId } from '../../contract/ids.ts'
import { readKeyRouting } from '../../contract/key-routing.ts'
import { type Problem, problem } from '../../contract/problems.ts'
import type { KeyChange } from '../../keys/key-store.ts'
import type { ControlDeps } from '../control-deps.ts'
import { answer, type ControlCall, type Outcome, refusal } from '../endpoint.ts'
import { noSuchKey } from './get-key.ts'
import { note } from '../audit/open-note.ts'
import { keyJson, settingsOf } from './key-json.ts'
import { readBudget, readExpiry, readLimits, readMember, readModelBudgets, readScope } from './key-settings.ts'

export async function changeKey(call: ControlCall<ChangeKeyInput>, deps: ControlDeps): Promise<Outcome> {
  const change = readChange(call.input, deps)
  if (!change.ok) return refusal(change.problem)
  if (Object.keys(change.value).length === 0) return refusal(problem('invalid_request', 'Nothing to change: name at least one field.'))
  return applyChange(call, change.value, deps)
}

export function revokeKey(call: ControlCall<unknown>, deps: ControlDeps): Promise<Outcome> {
  return applyChange(call, { disabled: true }, deps)
}

export function enableKey(call: ControlCall<unknown>, deps: ControlDeps): Promise<Outcome> {
  return applyChange(call, { disabled: false }, deps)
}

async function applyChange({ principal, id, audit }: ControlCall<unknown>, change: KeyChange, deps: ControlDeps): Promise<Outcome> {
  const keyId = asId<KeyId>(id)
  const found = await deps.store.getKey(principal.accountId, keyId)
  if (found === undefined) return refusal(noSuchKey())
  const nowMs = deps.clock.now()
  note(audit, { before: settingsOf(keyJson(found, nowMs)), after: settingsOf(keyJson({ ...found, ...change }, nowMs)) })
  const changed = await deps.store.changeKey(principal.accountId, keyId, change)
  if (changed === undefined) return refusal(noSuchKey())
  deps.keyChanged(principal.accountId, keyId)
  return answer(keyJson(changed, nowMs))
}

function readChange(input: ChangeKeyInput, deps: ControlDeps): Result<KeyChange, Problem> {
  let change: KeyChange = {}
  if (input.name !== undefined) change = { ...change, name: input.name }
  if (input.disabled !== undefined) change = { ...change, disabled: input.disabled }
  if (input.budget_usd !== undefined) {
    const budget = readBudget(input.budget_usd)
    if (!budget.ok) return budget
    change = { ...change, budgetNano: budget.value }
  }
  if (input.budget_reset !== undefined) change = { ...change, budgetReset: input.budget_reset }
  if (input.model_budgets !== undefined) {
    const modelBudgets = readModelBudgets(input.model_budgets, deps.catalog())
    if (!modelBudgets.ok) return modelBudgets
    change = { ...change, modelBudgets: modelBudgets.value }
  }
  if (input.member_id !== undefined) change = { ...change, memberId: readMember(input.member_id) }
  if (input.routing !== undefined) change = { ...change, routing: readKeyRouting(input.routing) }
  if (input.limits !== undefined) change = { ...change, limits: readLimits(input.limits) }
  if (input.expires !== undefined) {
    const expiry = readExpiry(input.expires, deps.clock.now())
    if (!expiry.ok) return expiry
    change = { ...change, expiresAtMs: expiry.value }
  }
  if (input.models !== undefined) {
    const scope = readScope(input.models, deps.catalog())
    if (!scope.ok) return scope
    change = { ...change, scope: scope.value }
  }
  return ok(change)
}
