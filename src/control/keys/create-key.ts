// Creates a key and shows its secret once. Knows no HTTP.
import { randomText } from '../../base/hash.ts'
import { ok, refuse, type Result } from '../../base/result.ts'
import { Secret } from '../../base/secret.ts'
import { uuid7 } from '../../base/uuid7.ts'
import type { CreatedKeyJson, CreateKeyInput } from '../../contract/control-api.ts'
import { type AccountId, asId, type KeyId } from '../../contract/ids.ts'
import { readKeyRouting } from '../../contract/key-routing.ts'
import { type Problem, problem } from '../../contract/problems.ts'
import { type Key, unused } from '../../keys/key.ts'
import { lastFour, makeKeyText } from '../../keys/key-format.ts'
import type { ControlDeps } from '../control-deps.ts'
import { answer, type ControlCall, type Outcome, refusal } from '../endpoint.ts'
import { note } from '../audit/open-note.ts'
import { keyJson, settingsOf } from './key-json.ts'
import { readBudget, readExpiry, readLimits, readMember, readModelBudgets, readScope } from './key-settings.ts'

export async function createKey({ principal, input, audit }: ControlCall<CreateKeyInput>, deps: ControlDeps): Promise<Outcome> {
  const settings = readSettings(input, deps)
  if (!settings.ok) return refusal(settings.problem)
  const existing = await deps.store.listKeys(principal.accountId)
  if (existing.length >= deps.settings.keysPerAccountMax) {
    return refusal(problem('conflict', `This account has ${existing.length} keys, the most it may have; delete one first.`))
  }
  const { key, hash, sealed, secret } = makeKey(principal.accountId, settings.value, deps)
  const shown = keyJson(unused(key), key.createdAtMs)
  note(audit, { target: key.id, after: settingsOf(shown) })
  await deps.store.createKey(key, hash, sealed)
  return answer({ ...shown, key: secret.reveal() } satisfies CreatedKeyJson, 201)
}

export type NewKey = Pick<Key, 'name' | 'budgetNano' | 'expiresAtMs' | 'scope' | 'limits'> &
  Partial<Pick<Key, 'memberId' | 'budgetReset' | 'modelBudgets' | 'routing'>>

/** A key that is not stored yet, its hash, and its sealed copy unless reveal is off. */
export function makeKey(
  accountId: AccountId,
  settings: NewKey,
  deps: Pick<ControlDeps, 'clock' | 'hashSecret' | 'sealSecret'>,
): { readonly key: Key; readonly hash: string; readonly sealed: Uint8Array | null; readonly secret: Secret<string> } {
  const nowMs = deps.clock.now()
  const secret = makeKeyText(randomText)
  const id = asId<KeyId>(`key_${uuid7(nowMs).replaceAll('-', '')}`)
  const unsaid = { memberId: null, budgetReset: null, modelBudgets: [], disabled: false }
  const key: Key = { id, accountId, lastFour: lastFour(secret), createdAtMs: nowMs, ...unsaid, ...settings }
  const sealed = deps.sealSecret === null ? null : deps.sealSecret(secret, id)
  return { key, hash: deps.hashSecret(secret), sealed, secret: new Secret(secret) }
}

function readSettings(input: CreateKeyInput, deps: ControlDeps): Result<NewKey, Problem> {
  const budget = readBudget(input.budget_usd ?? null)
  if (!budget.ok) return budget
  const expiry = readExpiry(input.expires ?? null, deps.clock.now())
  if (!expiry.ok) return expiry
  const scope = readScope(input.models ?? 'all', deps.catalog())
  if (!scope.ok) return scope
  const modelBudgets = readModelBudgets(input.model_budgets ?? {}, deps.catalog())
  if (!modelBudgets.ok) return modelBudgets
  if (input.budget_reset && budget.value === null && modelBudgets.value.length === 0) {
    const message = '`budget_reset` says when a budget begins anew, and this key has none: name `budget_usd` or `model_budgets` too.'
    return refuse(problem('invalid_request', message, { param: 'budget_reset' }))
  }
  return ok({
    name: input.name,
    memberId: readMember(input.member_id ?? null),
    budgetNano: budget.value,
    budgetReset: input.budget_reset ?? null,
    modelBudgets: modelBudgets.value,
    expiresAtMs: expiry.value,
    scope: scope.value,
    limits: readLimits(input.limits ?? {}),
    ...(input.routing && { routing: readKeyRouting(input.routing) }),
  })
}
