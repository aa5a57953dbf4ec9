// Everybody who may sign in here, for the server's operator: the list, who may not any more, and a code for who is locked out. Knows no HTTP.
import { normalEmail, type User } from '../../access/user.ts'
import { ok, refuse, type Result } from '../../base/result.ts'
import { asId, type UserId } from '../../contract/ids.ts'
import type { DroppedFactorsJson } from '../../contract/factors-api.ts'
import type { ChangeUserByOperatorInput, DropFactorsInput, ShowCodeInput, ShownCodeJson } from '../../contract/people-api.ts'
import { type Problem, problem } from '../../contract/problems.ts'
import type { ControlDeps } from '../control-deps.ts'
import { answer, type ControlCall, type Outcome, refusal } from '../endpoint.ts'
import { note } from '../audit/open-note.ts'
import { forgetGuesses } from '../factors/check-factor.ts'
import { factorMail, tellOfFactors } from '../factors/factor-mail.ts'
import { hashStartOf, makeCode, resetBody, resetMs, resetTries } from '../password-resets/start-reset.ts'
import { answerPage, answerWhole, readPage, withNext } from '../page.ts'
import { userJson } from '../users/user-json.ts'

export async function listUsers({ query }: ControlCall<unknown>, deps: ControlDeps): Promise<Outcome> {
  const email = query.get('email')
  if (email !== null) {
    const found = await deps.store.findUserByEmail(normalEmail(email) ?? '')
    return answerWhole(found === undefined ? [] : [userJson(found)])
  }
  const page = readPage(query, /^user_\w{1,64}$/)
  if (!page.ok) return page
  const { limit, after } = withNext(page.value)
  const users = await deps.store.listUsers(limit, after === null ? null : asId<UserId>(after))
  return answerPage(users, page.value, { placeOf: ({ id }) => id, json: userJson })
}

export async function changeUserByOperator(call: ControlCall<ChangeUserByOperatorInput>, deps: ControlDeps): Promise<Outcome> {
  const user = await findBelow(call, deps)
  if (!user.ok) return user
  note(call.audit, { before: { disabled: user.value.disabled }, after: { disabled: call.input.disabled } })
  const changed = await deps.store.changeUser(user.value.id, { disabled: call.input.disabled })
  return changed === undefined ? refusal(noSuchUser()) : answer(userJson(changed))
}

/**
 * For a server without mail, or a mail that never came. The code works in one browser only, the one that shows this reset ID: a stranger who asked
 * for the same person gets nothing of it. That may be the operator's own browser: an operator can become anybody below. The audit log tells, and
 * the person is mailed that their password is another.
 */
export async function showResetCode(call: ControlCall<ShowCodeInput>, deps: ControlDeps): Promise<Outcome> {
  const user = await findBelow(call, deps)
  if (!user.ok) return user
  const { id, email } = user.value
  const nowMs = deps.clock.now()
  const code = makeCode()
  const next = { body: resetBody(id, code, deps), triesLeft: resetTries, expiresAtMs: nowMs + resetMs }
  const open = { kind: 'reset', userId: id, hashStart: hashStartOf(call.input.reset_id) } as const
  if (await deps.store.renewChallenge(open, next, nowMs))
    return answer({ email, code, expires_at: new Date(next.expiresAtMs).toISOString() } satisfies ShownCodeJson, 201)
  const message = `${email} began no reset of this ID within the last 10 minutes: "Forgot your password?" on the sign-in page shows one.`
  return refusal(problem('conflict', message, { param: 'reset_id' }))
}

/**
 * For somebody who lost the device and the recovery codes, or whose factors are somebody else's. Every browser of theirs is signed out. They are told
 * by mail, because who asks for this may be somebody else.
 */
export async function dropFactors(call: ControlCall<DropFactorsInput>, deps: ControlDeps): Promise<Outcome> {
  const user = await findBelow(call, deps)
  if (!user.ok) return user
  const { email } = user.value
  const { totp, passkeys, recoveryCodesLeft } = await deps.store.factorsOf(user.value.id)
  const identities = call.input.identities === true
  const known = identities ? (await deps.store.listIdentities(user.value.id)).length : 0
  const before = { totp: totp !== null, passkeys: passkeys.length, recovery_codes: recoveryCodesLeft }
  note(call.audit, { before: { ...before, ...(identities && { identities: known }) } })
  if (!(await deps.store.dropFactors(user.value.id, { identities }))) return refusal(problem('conflict', `${email} has nothing to drop.`))
  forgetGuesses(user.value.id, call)
  tellOfFactors(user.value, identities ? factorMail.allDropped : factorMail.dropped, deps)
  return answer({ email, dropped: true } satisfies DroppedFactorsJson)
}

/** The rank of who acts has to exceed that of whom it is about: another operator is for the command line of the machine alone. */
async function findBelow({ principal, id }: ControlCall<unknown>, deps: ControlDeps): Promise<Result<User, Problem>> {
  const user = await deps.store.getUser(asId<UserId>(id))
  if (user === undefined) return refuse(noSuchUser())
  if (!user.operator || principal.kind === 'local') return ok(user)
  return refuse(problem('permission_denied', 'Another operator can be changed by `nexorouter users` on the machine of the server only.'))
}

function noSuchUser(): Problem {
  return problem('not_found', 'There is no such user.', { param: 'id' })
}
