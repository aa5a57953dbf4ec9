// A person changes their own name or password. Knows no HTTP.
import { problem } from '../../contract/problems.ts'
import type { ChangePasswordInput, ChangeUserInput } from '../../contract/sign-in-api.ts'
import type { ControlDeps } from '../control-deps.ts'
import { answer, type ControlCall, type Outcome, personOf, refusal } from '../endpoint.ts'
import { forgetGuesses } from '../factors/check-factor.ts'
import { makeCookie } from '../sessions/make-session.ts'
import { checkPerson } from '../sign-in/check-person.ts'
import { readNewPassword } from '../sign-in/read-new-user.ts'
import { tellOfPassword } from './tell-of-password.ts'
import { userJson } from './user-json.ts'

export async function changeUser(call: ControlCall<ChangeUserInput>, deps: ControlDeps): Promise<Outcome> {
  const changed = await deps.store.changeUser(personOf(call).user.id, call.input)
  return changed === undefined ? refusal(problem('not_found', 'There is no such user.')) : answer(userJson(changed))
}

/** Every other session of theirs ends, and this one gets a new cookie: whoever knew the old password is out. */
export async function changePassword(call: ControlCall<ChangePasswordInput>, deps: ControlDeps): Promise<Outcome> {
  const { user, sessionHash } = personOf(call)
  const { input, principal } = call
  // First: a code of a second factor works once, and a refused new password must not cost one.
  const next = readNewPassword(input.new_password, [user.email, user.name], 'new_password')
  if (!next.ok) return next
  const checked = await checkPerson({ ...input, email: user.email }, call, deps)
  if (!checked.ok) return checked
  const { hash, cookie } = makeCookie((principal.expiresAtMs ?? 0) - deps.clock.now(), deps)
  if (!(await deps.store.rotateSession(sessionHash, hash, { confirmedAtMs: deps.clock.now() })))
    return refusal(problem('invalid_api_key', 'This session has ended: sign in again.'))
  await deps.store.setPassword(user.id, await deps.passwords.hash(next.value), hash)
  forgetGuesses(user.id, call)
  await tellOfPassword(user, 'in Settings', deps)
  return answer(userJson(user), 200, cookie)
}
