// Whether an address and a password belong together, without saying which of them is wrong. Knows no sessions.
import { normalEmail, type UserWithSecrets } from '../../access/user.ts'
import { ok, refuse, type Result } from '../../base/result.ts'
import { type Problem, problem } from '../../contract/problems.ts'
import type { AuthFailures } from '../auth-failures.ts'
import type { ControlDeps } from '../control-deps.ts'

interface Claim {
  readonly email: string
  readonly password: string
}

/** The user, who may still be disabled elsewhere: a disabled one is refused like a stranger. The work is the same for an unknown address. */
export async function checkPassword(
  { email, password }: Claim,
  failures: AuthFailures,
  deps: ControlDeps,
): Promise<Result<UserWithSecrets, Problem>> {
  const address = normalEmail(email) ?? ''
  // Counted by name as well: many addresses may guess at one person.
  const name = `user ${address}`
  const waitMs = failures.waitMs(name, deps.clock.now())
  if (waitMs > 0) return refuse(problem('rate_limit_exceeded', 'Too many wrong passwords for this address.', { retryAfterMs: waitMs }))
  const user = address === '' ? undefined : await deps.store.findUserByEmail(address)
  const right = await deps.passwords.verify(password, user?.passwordHash ?? null)
  if (right && user !== undefined && !user.disabled) return ok(user)
  failures.failed(name, deps.clock.now())
  return refuse(problem('sign_in_failed', 'The e-mail address and the password do not belong together.'))
}
