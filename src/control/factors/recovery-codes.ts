// Recovery codes: for somebody without the device that their second factor is on. Each works once. Knows no HTTP.
import { randomText } from '../../base/hash.ts'
import type { UserId } from '../../contract/ids.ts'
import { problem } from '../../contract/problems.ts'
import type { RecoveryCodesJson } from '../../contract/factors-api.ts'
import type { ControlDeps } from '../control-deps.ts'
import { answer, type ControlCall, type Outcome, personOf, refusal } from '../endpoint.ts'
import { factorMail, tellOfFactors } from './factor-mail.ts'

/** As other services give them: enough for years, few enough to print. */
const codesAtOnce = 10
/** No letters or digits that look like another. */
const alphabet = '23456789ABCDEFGHJKLMNPQRSTUVWXYZ'
const codeLength = 10

export interface RecoveryCodes {
  /** To be shown once, `ABCDE-FGHJK`: 50 random bits each. */
  readonly codes: string[]
  readonly hashes: readonly string[]
}

export function makeRecoveryCodes(user: UserId, deps: Pick<ControlDeps, 'hashSecret'>): RecoveryCodes {
  const plain = Array.from({ length: codesAtOnce }, () => randomText(alphabet, codeLength))
  return { codes: plain.map((code) => `${code.slice(0, 5)}-${code.slice(5)}`), hashes: plain.map((code) => recoveryHash(user, code, deps)) }
}

/** `code` without blanks and hyphens, in capitals. */
export function recoveryHash(user: UserId, code: string, { hashSecret }: Pick<ControlDeps, 'hashSecret'>): string {
  return hashSecret(`recovery ${user} ${code}`)
}

/** New ones; those before open nothing any more. */
export async function replaceRecoveryCodes(call: ControlCall<unknown>, deps: ControlDeps): Promise<Outcome> {
  const { user } = personOf(call)
  const { totp, passkeys } = await deps.store.factorsOf(user.id)
  if (totp === null && passkeys.length === 0)
    return refusal(problem('conflict', 'Recovery codes stand in for a second factor, and you have none: set one up first.'))
  const { codes, hashes } = makeRecoveryCodes(user.id, deps)
  await deps.store.setRecoveryCodes(user.id, hashes)
  tellOfFactors(user, factorMail.newCodes, deps)
  return answer({ recovery_codes: codes } satisfies RecoveryCodesJson, 201)
}
