// Signs a browser in through another service: a connected identity, or somebody new where strangers may sign up. Knows no protocol.
import { normalEmail, type User } from '../../access/user.ts'
import { uuid7 } from '../../base/uuid7.ts'
import { type AccountId, asId, type UserId } from '../../contract/ids.ts'
import type { OidcCodeInput, OidcProof } from '../../contract/identities-api.ts'
import { problem } from '../../contract/problems.ts'
import type { ControlDeps } from '../control-deps.ts'
import { type ControlCall, type Outcome, refusal } from '../endpoint.ts'
import { note, noteProof } from '../audit/open-note.ts'
import { makeSession } from '../sessions/make-session.ts'
import { welcome } from '../sign-in/answer-session.ts'
import { openFor } from '../sign-in/sign-in.ts'
import { finishOidc, type ProvenIdentity } from './oidc.ts'
import { askForFactor, beginAgain, checkFactorOf } from './second-step.ts'

/**
 * The pair of issuer and subject is the identity. An address that is known here joins nobody by itself: whoever typed it at sign-up first would
 * get to share the account of its owner.
 */
export async function signInByOidc(call: ControlCall<OidcProof>, deps: ControlDeps): Promise<Outcome> {
  const proven = await finishOidc(call.input, call, deps)
  if (!proven.ok) return proven
  const known = await deps.store.findIdentity(proven.value.service.issuer, proven.value.subject)
  if (known === undefined) return signUpByOidc(proven.value, call, deps)
  const user = await deps.store.getUser(known)
  if (user === undefined || user.disabled) return refusal(problem('sign_in_failed', 'This user may not sign in any more.'))
  const complete = await askForFactor(user, 'sign_in', call, deps)
  if (!complete.ok) return complete
  noteProof(call.audit, 'oidc')
  return openFor(user, call, deps)
}

export async function signInByOidcCode(call: ControlCall<OidcCodeInput>, deps: ControlDeps): Promise<Outcome> {
  const user = await checkFactorOf('sign_in', call.input.code, call, deps)
  return user.ok ? openFor(user.value, call, deps) : user
}

async function signUpByOidc(proven: ProvenIdentity, call: ControlCall<unknown>, deps: ControlDeps): Promise<Outcome> {
  const email = verifiedEmailOf(proven)
  const { name: service, issuer } = proven.service
  if (email !== undefined && (await deps.store.findUserByEmail(email)) !== undefined) {
    const message = `${email} has a user here that is not connected with ${service}: sign in as before, then connect the two in Settings.`
    return refusal(problem('identity_unknown', message))
  }
  if (!deps.settings.signUp || email === undefined) {
    const message = `Nobody here is connected with this identity of ${service}: ask the operator of this server for an invitation, and open its link.`
    return refusal(problem('identity_unknown', message))
  }
  const user = newUserOf(proven, email, deps.clock.now())
  const id = asId<AccountId>(`acct_${uuid7(user.createdAtMs).replaceAll('-', '')}`)
  const account = { id, name: user.name, atMs: user.createdAtMs }
  note(call.audit, { accountId: id, target: user.id, after: { email, account_name: account.name, issuer } })
  const { session, hash, cookie } = makeSession(call.from, deps)
  const identity = { issuer, subject: proven.subject }
  // Of two browsers at once the address and the identity let one in.
  if (!(await deps.store.signUp(account, { user, passwordHash: null, identity, session, sessionHash: hash }))) return refusal(beginAgain())
  return welcome(hash, cookie, deps)
}

/** Undefined unless the service says that it checked it. */
export function verifiedEmailOf({ verifiedEmail }: ProvenIdentity): string | undefined {
  return verifiedEmail === null ? undefined : normalEmail(verifiedEmail)
}

/** Somebody who comes in without a password. What the service calls them may be anything. */
export function newUserOf({ name }: ProvenIdentity, email: string, nowMs: number): User {
  const plain = (name ?? '')
    .replaceAll(/\p{Cc}/gu, '')
    .trim()
    .slice(0, 100)
  const id = asId<UserId>(`user_${uuid7(nowMs).replaceAll('-', '')}`)
  const shown = plain === '' ? email.replace(/@.*$/, '') : plain
  return { id, email, name: shown, operator: false, disabled: false, createdAtMs: nowMs }
}
