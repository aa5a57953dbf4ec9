// From what somebody typed about themselves to a user that is not stored yet, or what is wrong with it. Knows no storage.
import { passwordMistake } from '../../access/password-rule.ts'
import { normalEmail, type User } from '../../access/user.ts'
import { ok, refuse, type Result } from '../../base/result.ts'
import { uuid7 } from '../../base/uuid7.ts'
import { asId, type UserId } from '../../contract/ids.ts'
import { type Problem, problem } from '../../contract/problems.ts'

export interface Typed {
  readonly email: string
  readonly password: string
  readonly name?: string | undefined
}

export function readNewUser({ email, password, name }: Typed, nowMs: number): Result<User, Problem> {
  const address = normalEmail(email)
  if (address === undefined) return refuse(problem('invalid_request', '`email` must be an e-mail address.', { param: 'email' }))
  const shown = name ?? address.replace(/@.*$/, '')
  const id = asId<UserId>(`user_${uuid7(nowMs).replaceAll('-', '')}`)
  const fits = readNewPassword(password, [address, shown], 'password')
  return fits.ok ? ok({ id, email: address, name: shown, operator: false, disabled: false, createdAtMs: nowMs }) : fits
}

/** `about`: texts that everybody knows of the person. `param`: the field that carries it. */
export function readNewPassword(password: string, about: readonly string[], param: string): Result<string, Problem> {
  const mistake = passwordMistake(password, about)
  return mistake === undefined ? ok(password) : refuse(problem('invalid_request', `The password ${mistake}.`, { param }))
}
