// Management keys: cut by a person, with no more rights than they have; listed without their secret; deleted. Knows no HTTP.
import { randomText } from '../../base/hash.ts'
import { uuid7 } from '../../base/uuid7.ts'
import type { CreateManagementKeyInput, ManagementKeyJson } from '../../contract/keys-api.ts'
import { problem } from '../../contract/problems.ts'
import { lastFour, makeManagementKeyText } from '../../keys/key-format.ts'
import type { ManagementKey } from '../../keys/management-key-store.ts'
import type { ControlDeps } from '../control-deps.ts'
import { answer, type ControlCall, type Outcome, refusal } from '../endpoint.ts'
import { note } from '../audit/open-note.ts'
import { answerPart, readPage } from '../page.ts'
import { readExpiry } from '../keys/key-settings.ts'

/** Of one account: more is a mistake. */
const keysMax = 100

export async function createManagementKey(call: ControlCall<CreateManagementKeyInput>, deps: ControlDeps): Promise<Outcome> {
  const { principal, input, audit } = call
  if (input.scope === 'operator' && !principal.grants.includes('operator'))
    return refusal(
      problem('permission_denied', 'Only the operator of the server cuts management keys with the scope `operator`.', { param: 'scope' }),
    )
  const nowMs = deps.clock.now()
  const expiry = readExpiry(input.expires ?? null, nowMs)
  if (!expiry.ok) return expiry
  if ((await deps.store.listManagementKeys(principal.accountId)).length >= keysMax)
    return refusal(problem('conflict', `This account has ${keysMax} management keys, the most it may have; delete one first.`))
  const secret = makeManagementKeyText(randomText)
  const id = `mgmt_${uuid7(nowMs).replaceAll('-', '')}`
  const { name, scope } = input
  const key = { id, accountId: principal.accountId, name, lastFour: lastFour(secret), scope, expiresAtMs: expiry.value, createdAtMs: nowMs }
  note(audit, { target: id })
  await deps.store.createManagementKey(key, deps.hashSecret(secret))
  return answer({ ...managementKeyJson(key), key: secret }, 201)
}

export async function listManagementKeys({ principal, query }: ControlCall<unknown>, deps: ControlDeps): Promise<Outcome> {
  const page = readPage(query, /^mgmt_\w{1,64}$/)
  if (!page.ok) return page
  const keys = await deps.store.listManagementKeys(principal.accountId)
  return answerPart(keys, { ...page.value, newestFirst: true }, managementKeyJson)
}

export async function deleteManagementKey({ principal, id }: ControlCall<unknown>, deps: ControlDeps): Promise<Outcome> {
  const deleted = await deps.store.deleteManagementKey(principal.accountId, id)
  return deleted
    ? answer({ id, deleted: true })
    : refusal(problem('not_found', 'This account has no such management key.', { param: 'id' }))
}

function managementKeyJson(key: ManagementKey): ManagementKeyJson {
  return {
    id: key.id,
    name: key.name,
    last_four: key.lastFour,
    scope: key.scope,
    expires_at: key.expiresAtMs === null ? null : new Date(key.expiresAtMs).toISOString(),
    created_at: new Date(key.createdAtMs).toISOString(),
  }
}
