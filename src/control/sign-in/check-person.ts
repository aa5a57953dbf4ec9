// Whether somebody is who they say: a password, and the second factor of those who have one. The only door for passwords. Knows no sessions.
import type { UserWithSecrets } from '../../access/user.ts'
import type { Result } from '../../base/result.ts'
import type { Problem } from '../../contract/problems.ts'
import type { ControlDeps } from '../control-deps.ts'
import type { ControlCall } from '../endpoint.ts'
import { checkFactor } from '../factors/check-factor.ts'
import { checkPassword } from './check-password.ts'

export interface Claim {
  readonly email: string
  readonly password: string
  /** Of the second factor. */
  readonly code?: string | undefined
}

/** The factor is looked at only behind the right password: nobody learns whether somebody has one. */
export async function checkPerson(
  claim: Claim,
  call: Pick<ControlCall<unknown>, 'failures' | 'codes'>,
  deps: ControlDeps,
): Promise<Result<UserWithSecrets, Problem>> {
  const known = await checkPassword(claim, call.failures, deps)
  if (!known.ok) return known
  const proved = await checkFactor(known.value, claim.code, call, deps)
  return proved.ok ? known : proved
}
