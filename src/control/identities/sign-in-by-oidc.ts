// Signs a browser in through another service: a connected identity, or somebody new where strangers may sign up. Knows no protocol.
import { normalEmail, type User } from '../../access/user.ts'
import { uuid7 } from '../../base/uuid7.ts'
import { type AccountId, asId, type UserId } from '../../contract/ids.ts'
import type { OidcCallbackInput, OidcCodeInput } from '../../contract/identities-api.ts'
import { type Problem, problem } from '../../contract/problems.ts'
import type { ControlDeps } from '../control-deps.ts'
import { type ControlCall, type Outcome, refusal } from '../endpoint.ts'
import { note } from '../audit/open-note.ts'
import { checkFactor, factorRequired, hasFactor } from '../factors/check-factor.ts'
import { flowHash } from '../sessions/flow.ts'
import { makeSession } from '../sessions/make-session.ts'
import { welcome } from '../sign-in/answer-session.ts'
import { openFor } from '../sign-in/sign-in.ts'
import { finishOidc, type ProvenIdentity } from './oidc.ts'

const codeMs = 10 * 60_000
const codeTries = 5

/**
 * The pair of issuer and subject is the identity. An address that is known here joins nobody by itself: whoever typed it at sign-up first would
 * get to share the account of its owner.
 */
export async function signInByOidc(call: ControlCall<OidcCallbackInput>, deps: ControlDeps): Promise<Outcome> {
  const proven = await finishOidc(call.input.query, call.marks.oidc, deps)
  if (!proven.ok) return proven
  const known = await deps.store.findIdentity(proven.value.issuer, proven.value.subject)
  if (known === undefined) return signUpByOidc(proven.value, call, deps)
  const user = await deps.store.getUser(known)
  if (user === undefined || user.disabled) return refusal(problem('sign_in_failed', 'This user may not sign in any more.'))
  return hasFactor(await deps.store.factorsOf(user.id)) ? askForCode(user, call, deps) : openFor(user, call, deps)
}

/** The proof is kept for this browser, so that a code is all that is missing. A passkey signs in alone instead. */
async function askForCode(user: User, { marks }: ControlCall<unknown>, deps: ControlDeps): Promise<Outcome> {
  const hash = flowHash(marks.oidc, deps)
  if (hash === undefined) return refusal(beginAgain())
  const nowMs = deps.clock.now()
  const challenge = { kind: 'second_factor', userId: user.id, body: '', triesLeft: codeTries, expiresAtMs: nowMs + codeMs } as const
  await deps.unaudited.putChallenge(challenge, hash, nowMs)
  return refusal(factorRequired())
}

export async function signInByOidcCode(call: ControlCall<OidcCodeInput>, deps: ControlDeps): Promise<Outcome> {
  const hash = flowHash(call.marks.oidc, deps)
  const challenge = hash === undefined ? undefined : await deps.unaudited.tryChallenge('second_factor', hash, deps.clock.now())
  const user = challenge === undefined || challenge.userId === null ? undefined : await deps.store.getUser(challenge.userId)
  if (hash === undefined || user === undefined || user.disabled) return refusal(beginAgain())
  // Dropped meanwhile, with everything that was open: a code that nothing is compared with must not pass for one.
  if (!hasFactor(await deps.store.factorsOf(user.id))) return refusal(beginAgain())
  const proved = await checkFactor(user, call.input.code, call, deps)
  if (!proved.ok) return proved
  return (await deps.unaudited.takeChallenge('second_factor', hash)) ? openFor(user, call, deps) : refusal(beginAgain())
}

async function signUpByOidc(proven: ProvenIdentity, call: ControlCall<unknown>, deps: ControlDeps): Promise<Outcome> {
  const email = proven.verifiedEmail === null ? undefined : normalEmail(proven.verifiedEmail)
  if (email !== undefined && (await deps.store.findUserByEmail(email)) !== undefined) {
    const message = `${email} has a user here: sign in as before, then connect the two in Settings.`
    return refusal(problem('permission_denied', message))
  }
  if (!deps.settings.signUp || email === undefined)
    return refusal(
      problem('permission_denied', 'Nobody here is connected with that identity: ask the operator of this server for an invitation.'),
    )
  const nowMs = deps.clock.now()
  const id = asId<UserId>(`user_${uuid7(nowMs).replaceAll('-', '')}`)
  const name = nameOf(proven, email)
  const user = { id, email, name, operator: false, disabled: false, createdAtMs: nowMs }
  const account = { id: asId<AccountId>(`acct_${uuid7(nowMs).replaceAll('-', '')}`), name, atMs: nowMs }
  const { issuer, subject } = proven
  note(call.audit, { accountId: account.id, target: id, after: { email, account_name: name, issuer } })
  const { session, hash, cookie } = makeSession(call.from, deps)
  // Of two browsers at once the address lets one in; a user whose identity is missing still gets in by a reset of the password.
  if (!(await deps.store.signUp(account, { user, passwordHash: null, session, sessionHash: hash }))) return refusal(beginAgain())
  await deps.store.linkIdentity({ issuer, subject, userId: id, createdAtMs: nowMs })
  return welcome(hash, cookie, deps)
}

/** What the service calls them may be anything. */
function nameOf({ name }: ProvenIdentity, email: string): string {
  const plain = (name ?? '')
    .replaceAll(/\p{Cc}/gu, '')
    .trim()
    .slice(0, 100)
  return plain === '' ? email.replace(/@.*$/, '') : plain
}

function beginAgain(): Problem {
  return problem('sign_in_failed', 'This sign-in has ended: begin again.')
}
