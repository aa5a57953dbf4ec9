// Whoever holds an invitation says who they are through another service, instead of setting a password. Knows no protocol.
import type { Arrival } from '../../access/member-store.ts'
import { ok, refuse, type Result } from '../../base/result.ts'
import type { OidcProof } from '../../contract/identities-api.ts'
import { type Problem, problem } from '../../contract/problems.ts'
import { noteProof } from '../audit/open-note.ts'
import type { ControlDeps } from '../control-deps.ts'
import type { ControlCall } from '../endpoint.ts'
import { finishOidc } from './oidc.ts'
import { askForFactor, checkFactorOf } from './second-step.ts'
import { newUserOf, verifiedEmailOf } from './sign-in-by-oidc.ts'

type Arriving = Pick<Arrival, 'user' | 'passwordHash' | 'identity'>

/**
 * Two things come together here: the link, which whoever invited gave them, and the address, which the service checked and which has to be the invited one.
 * A user of that address who exists is nobody's by the address alone: their identity has to be connected already.
 */
export async function arriveByOidc(
  proof: OidcProof,
  email: string,
  call: ControlCall<unknown>,
  deps: ControlDeps,
): Promise<Result<Arriving, Problem>> {
  const proven = await finishOidc(proof, call, deps)
  if (!proven.ok) return proven
  const { service, subject } = proven.value
  const known = await deps.store.findIdentity(service.issuer, subject)
  if (known !== undefined) return arriveAs(known, email, call, deps)
  if (verifiedEmailOf(proven.value) !== email) {
    const message = `This invitation is for ${email}, and ${service.name} does not say that this address is yours: choose another identity there, or a password here.`
    return refuse(problem('identity_unknown', message))
  }
  if ((await deps.store.findUserByEmail(email)) !== undefined) {
    const message = `${email} has a user here that is not connected with ${service.name}: accept with the password, then connect the two in Settings.`
    return refuse(problem('identity_unknown', message))
  }
  noteProof(call.audit, 'oidc')
  const user = newUserOf(proven.value, email, deps.clock.now())
  return ok({ user, passwordHash: null, identity: { issuer: service.issuer, subject } })
}

async function arriveAs(
  id: Arrival['user']['id'],
  email: string,
  call: ControlCall<unknown>,
  deps: ControlDeps,
): Promise<Result<Arriving, Problem>> {
  const user = await deps.store.getUser(id)
  if (user === undefined || user.disabled) return refuse(problem('sign_in_failed', 'This user may not sign in any more.'))
  if (user.email !== email) return refuse(elsewhere(email))
  const complete = await askForFactor(user, 'invitation', call, deps)
  if (!complete.ok) return complete
  noteProof(call.audit, 'oidc')
  return ok({ user, passwordHash: null })
}

/** The code that was still missing behind `arriveByOidc`. */
export async function arriveByCode(
  code: string,
  email: string,
  call: ControlCall<unknown>,
  deps: ControlDeps,
): Promise<Result<Arriving, Problem>> {
  const user = await checkFactorOf('invitation', code, call, deps)
  if (!user.ok) return user
  return user.value.email === email ? ok({ user: user.value, passwordHash: null }) : refuse(elsewhere(email))
}

function elsewhere(email: string): Problem {
  return problem('identity_unknown', `This invitation is for ${email}, and that identity is of somebody else here.`)
}
