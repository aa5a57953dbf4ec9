// Whether an address and a password belong together, without saying which of them is wrong. Knows no sessions.
import { normalEmail, type UserWithSecrets } from '../../access/user.ts'
import { ok, refuse, type Result } from '../../base/result.ts'
import { type Problem, problem } from '../../contract/problems.ts'
import { type AuthFailures, networkOf } from '../auth-failures.ts'
import type { ControlDeps } from '../control-deps.ts'
import type { ControlCall } from '../endpoint.ts'

interface Claim {
  readonly email: string
  readonly password: string
}

type Asking = Pick<ControlCall<unknown>, 'failures' | 'codes' | 'from' | 'principal'>

/** The user, who may still be disabled elsewhere: a disabled one is refused like a stranger. The work is the same for an unknown address. */
export async function checkPassword(
  { email, password }: Claim,
  call: Asking,
  deps: ControlDeps,
): Promise<Result<UserWithSecrets, Problem>> {
  const address = normalEmail(email) ?? ''
  const counters = countersOf(address, call)
  const nowMs = deps.clock.now()
  const waitMs = Math.max(...counters.map(([counter, name]) => counter.waitMs(name, nowMs)))
  if (waitMs > 0) return refuse(problem('rate_limit_exceeded', 'Too many wrong passwords for this address.', { retryAfterMs: waitMs }))
  // Before the work, which takes long: many guesses at once would all pass the same look.
  for (const [counter, name] of counters) counter.failed(name, nowMs)
  const user = address === '' ? undefined : await deps.store.findUserByEmail(address)
  const right = await deps.passwords.verify(password, user?.passwordHash ?? null)
  if (!right || user === undefined || user.disabled) return refuse(isOwn(address, call) ? notYours : notTogether)
  for (const [counter, name] of counters) counter.takeBack(name)
  return ok(user)
}

const notTogether = problem('sign_in_failed', 'The e-mail address and the password do not belong together.')
/** Whoever is signed in gave no address. */
const notYours = problem('sign_in_failed', 'That is not your password.', { param: 'password' })

function isOwn(address: string, { principal }: Asking): boolean {
  return principal.person?.user.email === address
}

/**
 * One place alone keeps nobody else out; many places that guess at one person do, at ten times as much. Whoever is signed in has a count of their
 * own, which no stranger reaches.
 */
function countersOf(address: string, { failures, codes, from, principal }: Asking): readonly (readonly [AuthFailures, string])[] {
  const { person } = principal
  if (person?.user.email === address) return [[failures, `password of ${person.sessionId}`]]
  return [
    [failures, `user ${address} from ${networkOf(from.address)}`],
    [codes.passwords, address],
  ]
}
