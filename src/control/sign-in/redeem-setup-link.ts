// Turns a setup link into the owner of its account, signed in, once. Knows no HTTP; the page's origin was checked before.
import type { UserId } from '../../contract/ids.ts'
import { problem } from '../../contract/problems.ts'
import type { RedeemSetupInput } from '../../contract/sign-in-api.ts'
import type { ControlDeps } from '../control-deps.ts'
import { type ControlCall, type Outcome, refusal } from '../endpoint.ts'
import { forgetGuesses } from '../factors/check-factor.ts'
import { note } from '../audit/open-note.ts'
import { makeSession } from '../sessions/make-session.ts'
import { isToken } from '../sessions/make-token.ts'
import { tellOfTakingBack, whatOpensBeside } from '../users/tell-of-password.ts'
import { welcome } from './answer-session.ts'
import { setupTokenPrefix } from './create-setup-link.ts'
import { readNewUser } from './read-new-user.ts'

export async function redeemSetupLink(call: ControlCall<RedeemSetupInput>, deps: ControlDeps): Promise<Outcome> {
  const { input, from, audit } = call
  const nowMs = deps.clock.now()
  // What is wrong with the rest is said before the link is used up.
  const user = readNewUser(input, nowMs)
  if (!user.ok) return user
  if (!isToken(setupTokenPrefix, input.token)) return refusal(noSuchLink())
  const linkHash = deps.hashSecret(input.token)
  // A look-up costs a guesser's victim nothing; hashing a password does.
  const link = await deps.store.findSetupLink(linkHash, nowMs)
  if (link === undefined) return refusal(noSuchLink())
  const { session, hash, cookie } = makeSession(from, deps)
  const passwordHash = await deps.passwords.hash(input.password)
  note(audit, { accountId: link.accountId, target: session.id, after: { email: user.value.email, role: 'owner', operator: true } })
  const before = await waysInOf(user.value.email, deps)
  const opened = await deps.store.redeemSetupLink(linkHash, nowMs, {
    user: user.value,
    passwordHash,
    session,
    sessionHash: hash,
  })
  if (opened === undefined) return refusal(noSuchLink())
  if (opened.userId !== user.value.id) await welcomeBack(opened.userId, before, call, deps)
  return welcome(hash, cookie, deps)
}

/** What somebody who is known here is about to lose: whoever took their user over may have planted it. */
async function waysInOf(email: string, deps: ControlDeps): Promise<readonly string[]> {
  const known = await deps.store.findUserByEmail(email)
  return known === undefined ? [] : whatOpensBeside(known.id, deps)
}

/** Somebody known here took their user back: a new password, and nothing of before beside it. */
async function welcomeBack(id: UserId, removed: readonly string[], call: ControlCall<RedeemSetupInput>, deps: ControlDeps): Promise<void> {
  const known = await deps.store.getUser(id)
  forgetGuesses(id, call)
  if (known !== undefined) tellOfTakingBack(known, removed, deps)
}

function noSuchLink() {
  const message = 'This setup link was used before, has expired or was replaced; `nexorouter setup-link` makes a new one.'
  return problem('conflict', message, { param: 'token' })
}
