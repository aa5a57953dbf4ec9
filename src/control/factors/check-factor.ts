// Whether somebody who knows a password also has what only its owner has. Asked wherever a password opens something. Knows no sessions.
import type { User } from '../../access/user.ts'
import type { Factors, TotpFactor } from '../../access/factor-store.ts'
import type { UserId } from '../../contract/ids.ts'
import { stepOfTotpCode } from '../../base/totp.ts'
import { ok, refuse, type Result } from '../../base/result.ts'
import { type Problem, problem } from '../../contract/problems.ts'
import type { ControlDeps } from '../control-deps.ts'
import { noteProof } from '../audit/open-note.ts'
import type { ControlCall } from '../endpoint.ts'
import { factorMail, tellOfFactors } from './factor-mail.ts'
import { recoveryHash } from './recovery-codes.ts'

type Asking = Pick<ControlCall<unknown>, 'codes' | 'audit'>

export function hasFactor({ totp, passkeys }: Factors): boolean {
  return totp !== null || passkeys.length > 0
}

/** Good for whoever has no second factor. `code`: six digits of an app, or a recovery code; either works once. */
export async function checkFactor(user: User, code: string | undefined, call: Asking, deps: ControlDeps): Promise<Result<true, Problem>> {
  const factors = await deps.store.factorsOf(user.id)
  if (!hasFactor(factors)) return ok(true)
  if (code === undefined) return refuse(factorRequired())
  const typed = code.replaceAll(/[\s-]/g, '').toUpperCase()
  if (!/^\d{6}$/.test(typed)) return checkRecoveryCode(user, typed, call, deps)
  const step = findStep(user, { totp: factors.totp, typed }, call, deps)
  if (!step.ok) return step
  if (!(await deps.unaudited.useTotpStep(user.id, step.value))) return refuse(wrongFactor())
  noteProof(call.audit, 'totp')
  return ok(true)
}

/**
 * Lets guesses in again: those before were made by somebody whose password is over, or at an app that is. Not after a reset: whoever reads the
 * mail of somebody could reset without end, and guess at the app without one.
 */
export function forgetGuesses(user: UserId, { codes }: Pick<ControlCall<unknown>, 'codes'>): void {
  codes.wrong.forget(guessingAt(user))
}

const guessingAt = (user: UserId): string => `totp ${user}`

interface Typed {
  readonly totp: TotpFactor | null
  readonly typed: string
}

/** The period of the code. Not async: between the look at the limit and the count nobody else gets a guess in. */
function findStep(user: User, { totp, typed }: Typed, { codes }: Asking, deps: ControlDeps): Result<number, Problem> {
  const nowMs = deps.clock.now()
  const guessing = guessingAt(user.id)
  const waitMs = codes.wrong.waitMs(guessing, nowMs)
  if (waitMs > 0) {
    const message = 'Too many wrong codes for this user; a passkey or a recovery code still works.'
    return refuse(problem('rate_limit_exceeded', message, { retryAfterMs: waitMs, param: 'code' }))
  }
  const secret = totp === null ? undefined : deps.totpSecrets.open(totp.sealedSecret, user.id)
  const step = secret === undefined ? undefined : stepOfTotpCode(secret, typed, nowMs)
  if (step !== undefined) return ok(step)
  codes.wrong.failed(guessing, nowMs)
  return refuse(wrongFactor())
}

async function checkRecoveryCode(user: User, code: string, { audit }: Asking, deps: ControlDeps): Promise<Result<true, Problem>> {
  if (!(await deps.unaudited.useRecoveryCode(user.id, recoveryHash(user.id, code, deps)))) return refuse(wrongRecoveryCode())
  noteProof(audit, 'recovery_code')
  tellOfFactors(user, factorMail.codeUsed, deps)
  return ok(true)
}

export function factorRequired(): Problem {
  const message = 'This user has a second factor: send `code` as well, of the authenticator app or a recovery code.'
  return problem('second_factor_required', message, { param: 'code' })
}

/** The same for a wrong code and for one that was used. */
export function wrongFactor(): Problem {
  return problem('sign_in_failed', 'This code is wrong, or was used before: wait until the app shows the next one.', { param: 'code' })
}

function wrongRecoveryCode(): Problem {
  const message = 'This recovery code is wrong, or was used before: each works once. Take another one, or the six digits of your app.'
  return problem('sign_in_failed', message, { param: 'code' })
}
