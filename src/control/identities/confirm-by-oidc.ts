// Proves again who sits there through another service, for people without a password. Knows no protocol.
import type { User } from '../../access/user.ts'
import { ok, refuse, type Result } from '../../base/result.ts'
import type { OidcProof } from '../../contract/identities-api.ts'
import { type Problem, problem } from '../../contract/problems.ts'
import { noteProof } from '../audit/open-note.ts'
import type { ControlDeps } from '../control-deps.ts'
import type { ControlCall } from '../endpoint.ts'
import { finishOidc, type ProvenIdentity } from './oidc.ts'
import { askForFactor, beginAgain, checkFactorOf } from './second-step.ts'

/** By how much two clocks may differ. */
const skewMs = 60_000

/**
 * Only by a sign-in that began here for this and happened there since: a browser that the service still knows would prove no more than the session does.
 */
export async function confirmByOidc(
  user: User,
  proof: OidcProof,
  call: ControlCall<unknown>,
  deps: ControlDeps,
): Promise<Result<true, Problem>> {
  const proven = await finishOidc(proof, call, deps)
  if (!proven.ok) return proven
  const { service, subject } = proven.value
  const late = stale(proven.value)
  if (late !== undefined) return refuse(problem('sign_in_failed', late))
  if ((await deps.store.findIdentity(service.issuer, subject)) !== user.id)
    return refuse(problem('sign_in_failed', `This identity of ${service.name} is not connected with ${user.email}.`))
  const complete = await askForFactor(user, 'confirm', call, deps)
  if (complete.ok) noteProof(call.audit, 'oidc')
  return complete
}

/** The code that was still missing behind `confirmByOidc`. */
export async function confirmByCode(
  user: User,
  code: string,
  call: ControlCall<unknown>,
  deps: ControlDeps,
): Promise<Result<true, Problem>> {
  const proved = await checkFactorOf('confirm', code, call, deps)
  if (!proved.ok) return proved
  return proved.value.id === user.id ? ok(true) : refuse(beginAgain())
}

function stale({ service, freshSinceMs, signedInAtMs }: ProvenIdentity): string | undefined {
  if (freshSinceMs === null) return 'A confirmation needs a fresh sign-in: begin again from what you wanted to do.'
  if (signedInAtMs === null)
    return `${service.name} does not say when you signed in there, so it confirms nothing here: add a passkey, set a password by "Forgot your password?", or sign out and in again.`
  if (signedInAtMs + skewMs >= freshSinceMs) return undefined
  return `${service.name} did not ask you to sign in anew, so that confirms nothing: sign out there first, or add a passkey here.`
}
