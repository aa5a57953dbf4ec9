// A passkey proves who its owner is, alone: it is something one has, opened by a finger, a face or a PIN. Knows no sessions and no cookies.
import type { VerifyAuthenticationResponseOpts } from '@simplewebauthn/server'
import type { Passkey } from '../../access/factor-store.ts'
import type { UserWithSecrets } from '../../access/user.ts'
import { ok, refuse, type Result } from '../../base/result.ts'
import type { PasskeyProof, PasskeyRequestJson } from '../../contract/passkeys-api.ts'
import { type Problem, problem } from '../../contract/problems.ts'
import { noteProof } from '../audit/open-note.ts'
import { networkOf } from '../auth-failures.ts'
import type { ControlDeps } from '../control-deps.ts'
import { answer, type Caller, type ControlCall, type Outcome, refusal } from '../endpoint.ts'
import { flowHash, makeFlow } from '../sessions/flow.ts'
import { type PasskeySite, passkeySite } from './passkey-site.ts'

/** To find the device and to be recognised by it. */
export const passkeyMs = 5 * 60_000

/** What a passkey has to sign, once, in this browser. Asks for none in particular: the browser offers those it has for this site. */
export async function askForPasskey({ from, failures }: ControlCall<unknown>, deps: ControlDeps): Promise<Outcome> {
  const site = passkeySite(deps)
  if (site === undefined) return refusal(noSite())
  const nowMs = deps.clock.now()
  const asking = askingOf(from)
  const waitMs = failures.tryOnce(asking, nowMs)
  if (waitMs > 0) return refusal(problem('rate_limit_exceeded', 'Too many attempts from this address.', { retryAfterMs: waitMs }))
  const { generateAuthenticationOptions } = await import('@simplewebauthn/server')
  const options = await generateAuthenticationOptions({ rpID: site.rpId, userVerification: 'required', timeout: passkeyMs })
  const { hash, cookie } = makeFlow('passkey', passkeyMs, deps)
  const body = challengeHash(options.challenge, deps)
  const challenge = { kind: 'passkey', userId: null, body, triesLeft: 1, expiresAtMs: nowMs + passkeyMs } as const
  await deps.unaudited.putChallenge(challenge, hash, nowMs)
  return answer({ options: { ...options } } satisfies PasskeyRequestJson, 201, cookie)
}

const askingOf = ({ address }: Caller): string => `passkey from ${networkOf(address)}`

/** The person a passkey belongs to. One sentence for whatever is wrong. */
export async function checkPasskey(
  proof: PasskeyProof,
  { marks, audit, from, failures }: Pick<ControlCall<unknown>, 'marks' | 'audit' | 'from' | 'failures'>,
  deps: ControlDeps,
): Promise<Result<UserWithSecrets, Problem>> {
  const site = passkeySite(deps)
  if (site === undefined) return refuse(noSite())
  const hash = flowHash(marks.passkey, deps)
  const challenge = hash === undefined ? undefined : await deps.unaudited.tryChallenge('passkey', hash, deps.clock.now())
  const passkey = await deps.store.findPasskey(proof.id)
  if (challenge === undefined || passkey === undefined || !namesOwner(proof, passkey)) return refuse(wrongPasskey())
  const expected = (given: string): boolean => challengeHash(given, deps) === challenge.body
  const counter = await verify(proof, passkey, { challenge: expected, site })
  const user = counter === undefined ? undefined : await deps.store.getUser(passkey.userId)
  if (counter === undefined || user === undefined || user.disabled) return refuse(wrongPasskey())
  if (!(await deps.unaudited.usePasskey(passkey.id, counter, deps.clock.now()))) return refuse(wrongPasskey())
  failures.takeBack(askingOf(from))
  noteProof(audit, 'passkey')
  return ok(user)
}

/** A resident key says whose it is; that has to be the one it was made for. */
function namesOwner({ response }: PasskeyProof, { userId }: Passkey): boolean {
  const { userHandle } = response
  return userHandle === undefined || userHandle === null || userHandle === Buffer.from(userId).toString('base64url')
}

/** What rests of a challenge, so that no copy of the store tells what is about to be signed. */
export function challengeHash(challenge: string, { hashSecret }: Pick<ControlDeps, 'hashSecret'>): string {
  return hashSecret(`passkey challenge ${challenge}`)
}

interface Expected {
  readonly challenge: (given: string) => boolean
  readonly site: PasskeySite
}

/** The counter of the authenticator; undefined when the signature, the challenge, the site or the recognition of the person does not hold. */
async function verify(proof: PasskeyProof, passkey: Passkey, { challenge, site }: Expected): Promise<number | undefined> {
  const { verifyAuthenticationResponse } = await import('@simplewebauthn/server')
  const { id, publicKey, counter } = passkey
  try {
    const { verified, authenticationInfo } = await verifyAuthenticationResponse({
      response: { clientExtensionResults: {}, ...proof } as unknown as VerifyAuthenticationResponseOpts['response'],
      expectedChallenge: challenge,
      expectedOrigin: site.origin,
      expectedRPID: site.rpId,
      requireUserVerification: true,
      credential: { id, publicKey: new Uint8Array(publicKey), counter },
    })
    return verified ? authenticationInfo.newCounter : undefined
  } catch {
    // It throws for whatever does not fit, in words that name what a guesser has to change.
    return undefined
  }
}

export function noSite(): Problem {
  return problem('conflict', 'Passkeys need a name: set NEXOROUTER_PUBLIC_URL to an address without an IP number.')
}

function wrongPasskey(): Problem {
  const message = 'This passkey is unknown here, or its answer came too late or twice: try again, or sign in with your password.'
  return problem('sign_in_failed', message, { param: 'passkey' })
}
