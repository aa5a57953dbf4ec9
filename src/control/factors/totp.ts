// An authenticator app is set up, confirmed by one of its codes, and removed. Knows no HTTP.
import { base32, makeTotpSecret, stepOfTotpCode } from '../../base/totp.ts'
import type { AddedFactorJson, ConfirmTotpInput, StartedTotpJson } from '../../contract/factors-api.ts'
import { problem } from '../../contract/problems.ts'
import type { ControlDeps } from '../control-deps.ts'
import { answer, type ControlCall, type Outcome, personOf, refusal } from '../endpoint.ts'
import { wrongFactor } from './check-factor.ts'
import { factorMail, tellOfFactors } from './factor-mail.ts'
import { makeRecoveryCodes } from './recovery-codes.ts'

/** To fetch a telephone and to install an app. */
const setupMs = 30 * 60_000
const setupTries = 50

/** Nothing holds until a code confirms it: a picture that was never scanned must lock nobody out. Replaces an earlier attempt. */
export async function startTotp(call: ControlCall<unknown>, deps: ControlDeps): Promise<Outcome> {
  const { user } = personOf(call)
  const nowMs = deps.clock.now()
  const secret = makeTotpSecret()
  const body = Buffer.from(deps.totpSecrets.seal(secret, user.id)).toString('base64')
  const challenge = { kind: 'totp_setup', userId: user.id, body, triesLeft: setupTries, expiresAtMs: nowMs + setupMs } as const
  await deps.unaudited.putChallenge(challenge, setupHash(user.id, deps), nowMs)
  const text = base32(secret)
  // The host tells servers apart in an app that knows several; an issuer may hold no colon.
  const issuer = `NexoRouter ${new URL(deps.publicUrl).hostname.replaceAll(':', '.')}`
  const query = new URLSearchParams({ secret: text, issuer }).toString().replaceAll('+', '%20')
  const url = `otpauth://totp/${encodeURIComponent(issuer)}:${encodeURIComponent(user.email)}?${query}`
  const expiresAt = new Date(challenge.expiresAtMs).toISOString()
  return answer({ secret: text, otpauth_url: url, expires_at: expiresAt } satisfies StartedTotpJson, 201)
}

/** The code that confirms counts as used. Recovery codes come with it where there are none. */
export async function confirmTotp(call: ControlCall<ConfirmTotpInput>, deps: ControlDeps): Promise<Outcome> {
  const { user } = personOf(call)
  const nowMs = deps.clock.now()
  const hash = setupHash(user.id, deps)
  const challenge = await deps.unaudited.tryChallenge('totp_setup', hash, nowMs)
  const sealed = challenge === undefined ? undefined : Buffer.from(challenge.body, 'base64')
  const secret = sealed === undefined ? undefined : deps.totpSecrets.open(sealed, user.id)
  if (sealed === undefined || secret === undefined)
    return refusal(problem('conflict', 'There is no app to confirm, or too much time has passed: begin again.'))
  const step = stepOfTotpCode(secret, call.input.code.replaceAll(/\s/g, ''), nowMs)
  if (step === undefined) return refusal(wrongFactor())
  if (!(await deps.unaudited.takeChallenge('totp_setup', hash))) return refusal(wrongFactor())
  const { recoveryCodesLeft } = await deps.store.factorsOf(user.id)
  const recovery = recoveryCodesLeft === 0 ? makeRecoveryCodes(user.id, deps) : undefined
  await deps.store.setTotp(user.id, { sealedSecret: new Uint8Array(sealed), lastStep: step }, recovery?.hashes ?? null)
  tellOfFactors(user, factorMail.totpOn, deps)
  return answer({ recovery_codes: recovery?.codes ?? null } satisfies AddedFactorJson, 201)
}

export async function removeTotp(call: ControlCall<unknown>, deps: ControlDeps): Promise<Outcome> {
  const { user } = personOf(call)
  if (!(await deps.store.removeTotp(user.id))) return refusal(problem('not_found', 'No authenticator app is set up.'))
  tellOfFactors(user, factorMail.totpOff, deps)
  return answer({ removed: true })
}

/** One attempt per person, so its place needs no token. */
function setupHash(user: string, { hashSecret }: Pick<ControlDeps, 'hashSecret'>): string {
  return hashSecret(`totp_setup ${user}`)
}
