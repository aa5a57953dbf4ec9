// Whether somebody is who they say: a password with the second factor of those who have one, or a passkey. The only door for both. Knows no sessions.
import type { UserWithSecrets } from '../../access/user.ts'
import { refuse, type Result } from '../../base/result.ts'
import type { PasskeyProof } from '../../contract/passkeys-api.ts'
import { type Problem, problem } from '../../contract/problems.ts'
import { noteProof } from '../audit/open-note.ts'
import type { ControlDeps } from '../control-deps.ts'
import type { ControlCall } from '../endpoint.ts'
import { checkFactor } from '../factors/check-factor.ts'
import { checkPasskey } from '../factors/check-passkey.ts'
import { checkPassword } from './check-password.ts'

export interface Claim {
  readonly email: string
  readonly password?: string | undefined
  /** Of the second factor. */
  readonly code?: string | undefined
  /** Instead of the two: it proves as much alone. */
  readonly passkey?: PasskeyProof | undefined
}

/** The factor is looked at only behind the right password: nobody learns whether somebody has one. */
export async function checkPerson(
  { email, password, code, passkey }: Claim,
  call: Pick<ControlCall<unknown>, 'failures' | 'codes' | 'from' | 'principal' | 'marks' | 'audit'>,
  deps: ControlDeps,
): Promise<Result<UserWithSecrets, Problem>> {
  if (passkey !== undefined) return checkOwnPasskey(passkey, email, call, deps)
  if (password === undefined) return refuse(problem('invalid_request', '`password` is missing', { param: 'password' }))
  const known = await checkPassword({ email, password }, call, deps)
  if (!known.ok) return known
  noteProof(call.audit, 'password')
  const proved = await checkFactor(known.value, code, call, deps)
  return proved.ok ? known : proved
}

/** A passkey of somebody else proves nothing here, though it is a good one. */
async function checkOwnPasskey(
  passkey: PasskeyProof,
  email: string,
  call: Pick<ControlCall<unknown>, 'failures' | 'from' | 'marks' | 'audit'>,
  deps: ControlDeps,
): Promise<Result<UserWithSecrets, Problem>> {
  const owner = await checkPasskey(passkey, call, deps)
  if (!owner.ok || owner.value.email === email) return owner
  return refuse(problem('sign_in_failed', `This is the passkey of somebody else than ${email}.`, { param: 'passkey' }))
}
