// Passkeys are added and removed by their owner. Knows no HTTP; what a passkey opens is decided elsewhere.
import type { RegistrationResponseJSON, WebAuthnCredential } from '@simplewebauthn/server'
import type { Passkey } from '../../access/factor-store.ts'
import type { PasskeyJson } from '../../contract/factors-api.ts'
import type { AddedPasskeyJson, AddPasskeyInput, PasskeyCreationJson } from '../../contract/passkeys-api.ts'
import { type Problem, problem } from '../../contract/problems.ts'
import type { ControlDeps } from '../control-deps.ts'
import { answer, type ControlCall, type Outcome, personOf, refusal } from '../endpoint.ts'
import { note } from '../audit/open-note.ts'
import { challengeHash, noSite, passkeyMs } from './check-passkey.ts'
import { factorMail, tellOfFactors } from './factor-mail.ts'
import { type PasskeySite, passkeySite } from './passkey-site.ts'
import { makeRecoveryCodes } from './recovery-codes.ts'

/** More devices than this has nobody. */
const passkeysMax = 50
/** COSE: Ed25519, ECDSA with P-256, RSA; every authenticator knows one of them. */
const algorithms = [-8, -7, -257]

export async function startPasskey(call: ControlCall<unknown>, deps: ControlDeps): Promise<Outcome> {
  const { user } = personOf(call)
  const site = passkeySite(deps)
  if (site === undefined) return refusal(noSite())
  const { passkeys } = await deps.store.factorsOf(user.id)
  if (passkeys.length >= passkeysMax) return refusal(problem('conflict', `Nobody has more than ${passkeysMax} passkeys: remove one first.`))
  const { generateRegistrationOptions } = await import('@simplewebauthn/server')
  const options = await generateRegistrationOptions({
    rpName: 'NexoRouter',
    rpID: site.rpId,
    userName: user.email,
    userID: new Uint8Array(Buffer.from(user.id)),
    userDisplayName: user.name,
    timeout: passkeyMs,
    // What kind of device it is says nothing here, so nobody is asked to prove it.
    attestationType: 'none',
    excludeCredentials: passkeys.map(({ id, transports }) => ({ id, transports: [...transports] })),
    authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
    supportedAlgorithmIDs: algorithms,
  })
  const nowMs = deps.clock.now()
  const body = challengeHash(options.challenge, deps)
  const challenge = { kind: 'passkey', userId: null, body, triesLeft: 1, expiresAtMs: nowMs + passkeyMs } as const
  await deps.unaudited.putChallenge(challenge, setupHash(user.id, deps), nowMs)
  return answer({ options: { ...options } } satisfies PasskeyCreationJson, 201)
}

export async function addPasskey(call: ControlCall<AddPasskeyInput>, deps: ControlDeps): Promise<Outcome> {
  const { user } = personOf(call)
  const site = passkeySite(deps)
  if (site === undefined) return refusal(noSite())
  const nowMs = deps.clock.now()
  const challenge = await deps.unaudited.tryChallenge('passkey', setupHash(user.id, deps), nowMs)
  if (challenge === undefined) return refusal(problem('conflict', 'No passkey is expected, or too much time has passed: begin again.'))
  const { name, passkey: given } = call.input
  const expected = (signed: string): boolean => challengeHash(signed, deps) === challenge.body
  const credential = await verify(given as unknown as RegistrationResponseJSON, expected, site)
  if (credential === undefined) return refusal(wrongPasskey())
  const passkey: Passkey = {
    id: credential.id,
    userId: user.id,
    publicKey: credential.publicKey,
    counter: credential.counter,
    name,
    transports: credential.transports ?? [],
    createdAtMs: nowMs,
    usedAtMs: null,
  }
  const { recoveryCodesLeft } = await deps.store.factorsOf(user.id)
  const recovery = recoveryCodesLeft === 0 ? makeRecoveryCodes(user.id, deps) : undefined
  note(call.audit, { target: passkey.id, after: { name } })
  if (!(await deps.store.addPasskey(passkey, recovery?.hashes ?? null)))
    return refusal(problem('conflict', 'This passkey is known here already.', { param: 'passkey' }))
  tellOfFactors(user, factorMail.passkeyOn, deps)
  return answer({ passkey: passkeyJson(passkey), recovery_codes: recovery?.codes ?? null } satisfies AddedPasskeyJson, 201)
}

export async function removePasskey(call: ControlCall<unknown>, deps: ControlDeps): Promise<Outcome> {
  const { user } = personOf(call)
  if (!(await deps.store.removePasskey(user.id, call.id)))
    return refusal(problem('not_found', 'You have no such passkey.', { param: 'id' }))
  tellOfFactors(user, factorMail.passkeyOff, deps)
  return answer({ id: call.id, removed: true })
}

export function passkeyJson({ id, name, createdAtMs, usedAtMs }: Passkey): PasskeyJson {
  const usedAt = usedAtMs === null ? null : new Date(usedAtMs).toISOString()
  return { id, name, created_at: new Date(createdAtMs).toISOString(), used_at: usedAt }
}

/**
 * `none`, or `packed` signed by the key itself. Every other kind brings certificates of the sender, and judging those calls whatever address
 * they name for their list of revoked ones.
 */
async function hasNoCertificates({ response }: RegistrationResponseJSON): Promise<boolean> {
  const { decodeAttestationObject, isoBase64URL } = await import('@simplewebauthn/server/helpers')
  const attestation = decodeAttestationObject(isoBase64URL.toBuffer(response.attestationObject))
  const format = attestation.get('fmt')
  return format === 'none' || (format === 'packed' && attestation.get('attStmt').get('x5c') === undefined)
}

/** Undefined: it was made for another challenge or site, without recognising its person, or is no passkey at all. */
async function verify(
  given: RegistrationResponseJSON,
  challenge: (signed: string) => boolean,
  site: PasskeySite,
): Promise<WebAuthnCredential | undefined> {
  const { verifyRegistrationResponse } = await import('@simplewebauthn/server')
  try {
    if (!(await hasNoCertificates(given))) return undefined
    const { registrationInfo } = await verifyRegistrationResponse({
      response: { ...given, clientExtensionResults: {} },
      expectedChallenge: challenge,
      expectedOrigin: site.origin,
      expectedRPID: site.rpId,
      requireUserVerification: true,
      supportedAlgorithmIDs: algorithms,
    })
    // The ID is said twice, and only the one that the authenticator wrote goes with its key.
    return registrationInfo?.credential.id === given.id ? registrationInfo.credential : undefined
  } catch {
    return undefined
  }
}

function wrongPasskey(): Problem {
  return problem('sign_in_failed', 'The browser made no passkey for this request: try again.', { param: 'passkey' })
}

/** One attempt per person, so its place needs no token. */
function setupHash(user: string, { hashSecret }: Pick<ControlDeps, 'hashSecret'>): string {
  return hashSecret(`passkey_setup ${user}`)
}
