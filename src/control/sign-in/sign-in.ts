// Signs a browser in with an e-mail address and a password, or with a passkey. Knows no HTTP; the page's origin was checked before.
import type { User } from '../../access/user.ts'
import type { AccountId } from '../../contract/ids.ts'
import { problem } from '../../contract/problems.ts'
import type { SignInInput } from '../../contract/sign-in-api.ts'
import type { SignInByPasskeyInput } from '../../contract/passkeys-api.ts'
import type { ControlDeps } from '../control-deps.ts'
import { type ControlCall, type Outcome, refusal } from '../endpoint.ts'
import { checkPasskey } from '../factors/check-passkey.ts'
import { note } from '../audit/open-note.ts'
import { makeSession } from '../sessions/make-session.ts'
import { welcome } from './answer-session.ts'
import { checkPerson } from './check-person.ts'

export async function signIn(call: ControlCall<SignInInput>, deps: ControlDeps): Promise<Outcome> {
  const checked = await checkPerson(call.input, call, deps)
  return checked.ok ? openFor(checked.value, call, deps) : checked
}

export async function signInByPasskey(call: ControlCall<SignInByPasskeyInput>, deps: ControlDeps): Promise<Outcome> {
  const owner = await checkPasskey(call.input.passkey, call, deps)
  return owner.ok ? openFor(owner.value, call, deps) : owner
}

/** Opens a session for somebody who proved who they are, on the first of their accounts. */
export async function openFor(
  user: User,
  { from, audit }: Pick<ControlCall<unknown>, 'from' | 'audit'>,
  deps: ControlDeps,
): Promise<Outcome> {
  const accountId = await firstAccountOf(user, deps)
  if (accountId === undefined)
    return refusal(problem('permission_denied', 'You are no member of any account: ask an owner for an invitation.'))
  const { session, hash, cookie } = makeSession(from, deps)
  note(audit, { actor: `user:${user.id}`, accountId, target: session.id })
  await deps.store.openSession({ ...session, userId: user.id, accountId }, hash)
  return welcome(hash, cookie, deps)
}

async function firstAccountOf(user: User, deps: ControlDeps): Promise<AccountId | undefined> {
  const own = (await deps.store.listWorkspaces(user.id))[0]
  if (own !== undefined) return own.accountId
  return user.operator ? (await deps.store.listAccounts())[0]?.accountId : undefined
}
