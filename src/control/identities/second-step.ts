// The second step behind another service: what it proved is kept for this browser, so that a code is all that is missing. Knows no protocol.
import type { User, UserWithSecrets } from '../../access/user.ts'
import { ok, refuse, type Result } from '../../base/result.ts'
import { type Problem, problem } from '../../contract/problems.ts'
import type { ControlDeps } from '../control-deps.ts'
import type { ControlCall } from '../endpoint.ts'
import { checkFactor, factorRequired, hasFactor } from '../factors/check-factor.ts'
import { flowHash } from '../sessions/flow.ts'

/** What the code will be good for: the proof of one opens no other. */
export type Purpose = 'sign_in' | 'confirm' | 'invitation'

const codeMs = 10 * 60_000
const codeTries = 5

/** Good for whoever has no factor; else a code is asked for, with the next request of this browser. A passkey proves as much alone. */
export async function askForFactor(
  user: User,
  purpose: Purpose,
  { marks }: Pick<ControlCall<unknown>, 'marks'>,
  deps: ControlDeps,
): Promise<Result<true, Problem>> {
  if (!hasFactor(await deps.store.factorsOf(user.id))) return ok(true)
  const hash = flowHash(marks.oidc, deps)
  if (hash === undefined) return refuse(beginAgain())
  const nowMs = deps.clock.now()
  const challenge = { kind: 'second_factor', userId: user.id, body: purpose, triesLeft: codeTries, expiresAtMs: nowMs + codeMs } as const
  await deps.unaudited.putChallenge(challenge, hash, nowMs)
  return refuse(factorRequired())
}

/** Whoever the service named in this browser and who now has the code too. Once. */
export async function checkFactorOf(
  purpose: Purpose,
  code: string,
  call: Pick<ControlCall<unknown>, 'marks' | 'codes' | 'audit'>,
  deps: ControlDeps,
): Promise<Result<UserWithSecrets, Problem>> {
  const hash = flowHash(call.marks.oidc, deps)
  const challenge = hash === undefined ? undefined : await deps.unaudited.tryChallenge('second_factor', hash, deps.clock.now())
  const user = challenge === undefined || challenge.userId === null ? undefined : await deps.store.getUser(challenge.userId)
  if (hash === undefined || user === undefined || user.disabled || challenge?.body !== purpose) return refuse(beginAgain())
  // Dropped meanwhile, with everything that was open: a code that nothing is compared with must not pass for one.
  if (!hasFactor(await deps.store.factorsOf(user.id))) return refuse(beginAgain())
  const proved = await checkFactor(user, code, call, deps)
  if (!proved.ok) return proved
  return (await deps.unaudited.takeChallenge('second_factor', hash)) ? ok(user) : refuse(beginAgain())
}

export function beginAgain(): Problem {
  return problem('sign_in_failed', 'This sign-in has ended: begin again.')
}
