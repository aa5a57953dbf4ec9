// Proves again who sits there, or turns to another account. Both give the session a new cookie: the old one ends with what it could do.
import { asId, type AccountId } from '../../contract/ids.ts'
import type { Result } from '../../base/result.ts'
import { type Problem, problem } from '../../contract/problems.ts'
import type { ConfirmInput, SwitchAccountInput } from '../../contract/sign-in-api.ts'
import type { Session } from '../../access/user.ts'
import { principalOf } from '../authenticate.ts'
import type { ControlDeps } from '../control-deps.ts'
import { answer, type ControlCall, type Outcome, personOf, type Person, refusal } from '../endpoint.ts'
import { confirmByCode, confirmByOidc } from '../identities/confirm-by-oidc.ts'
import { checkPerson } from '../sign-in/check-person.ts'
import { makeCookie } from './make-session.ts'
import { sessionJson } from './session-json.ts'

export async function confirmSession(call: ControlCall<ConfirmInput>, deps: ControlDeps): Promise<Outcome> {
  const person = personOf(call)
  const checked = await proveAgain(person, call, deps)
  if (!checked.ok) return checked
  return renew(call, { confirmedAtMs: deps.clock.now() }, deps)
}

function proveAgain({ user }: Person, call: ControlCall<ConfirmInput>, deps: ControlDeps): Promise<Result<unknown, Problem>> {
  const { oidc, ...proof } = call.input
  if (oidc !== undefined) return confirmByOidc(user, oidc, call, deps)
  const { password, passkey, code } = proof
  if (code !== undefined && password === undefined && passkey === undefined) return confirmByCode(user, code, call, deps)
  return checkPerson({ ...proof, email: user.email }, call, deps)
}

/** The account that this browser shows from now on. */
export async function switchAccount(call: ControlCall<SwitchAccountInput>, deps: ControlDeps): Promise<Outcome> {
  const { user } = personOf(call)
  const accountId = asId<AccountId>(call.input.account_id)
  const member = await deps.store.getMember(accountId, user.id)
  const known = member !== undefined || (user.operator && (await deps.store.getBalance(accountId)) !== undefined)
  if (!known) return refusal(problem('not_found', 'There is no such account.', { param: 'account_id' }))
  return renew(call, { accountId }, deps)
}

async function renew(
  call: ControlCall<unknown>,
  change: Partial<Pick<Session, 'accountId' | 'confirmedAtMs'>>,
  deps: ControlDeps,
): Promise<Outcome> {
  const { principal } = call
  const person: Person = personOf(call)
  const { hash, cookie } = makeCookie((principal.expiresAtMs ?? 0) - deps.clock.now(), deps)
  if (!(await deps.store.rotateSession(person.sessionHash, hash, change)))
    return refusal(problem('invalid_api_key', 'This session has ended: sign in again.'))
  const accountId = change.accountId ?? principal.accountId
  const role = (await deps.store.getMember(accountId, person.user.id))?.role ?? null
  const next = { ...person, role, sessionHash: hash, confirmedAtMs: change.confirmedAtMs ?? person.confirmedAtMs }
  const shown = await sessionJson(principalOf(next, accountId, principal.expiresAtMs), deps)
  return shown.ok ? answer(shown.value, 200, cookie) : shown
}
