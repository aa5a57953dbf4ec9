// Begins and ends a sign-in at another service, bound to one browser here. Knows no protocol.
import type { Oidc, OidcBinding, OidcClaims } from '../../access/oidc.ts'
import { problem, type Problem } from '../../contract/problems.ts'
import type { OidcProof, StartedOidcJson, StartOidcInput } from '../../contract/identities-api.ts'
import { networkOf } from '../auth-failures.ts'
import type { ControlDeps } from '../control-deps.ts'
import { answer, type Caller, type ControlCall, type Outcome, refusal } from '../endpoint.ts'
import { flowHash, makeFlow } from '../sessions/flow.ts'
import { ok, refuse, type Result } from '../../base/result.ts'

export interface ProvenIdentity extends OidcClaims {
  readonly service: Oidc
  /** When they began here, where a fresh sign-in was asked for; else null. */
  readonly freshSinceMs: number | null
}

/** To sign in elsewhere, perhaps to find a telephone first. */
export const oidcMs = 15 * 60_000

/** For signing in, connecting, confirming and accepting alike: what it is for is said when the browser is back. */
export async function startOidc({ input, from, failures }: ControlCall<StartOidcInput>, deps: ControlDeps): Promise<Outcome> {
  const service = serviceOf(input.service, deps)
  if (service === undefined) return refusal(notSetUp(input.service))
  const nowMs = deps.clock.now()
  const waitMs = failures.tryOnce(askingOf(from), nowMs)
  if (waitMs > 0) return refusal(problem('rate_limit_exceeded', 'Too many attempts from this address.', { retryAfterMs: waitMs }))
  const { token, hash, cookie } = makeFlow('oidc', oidcMs, deps)
  const fresh = input.fresh === true
  const url = await service.start(bindingOf(token, { service, fresh }, deps))
  if (url === undefined)
    return refusal(problem('upstream_unavailable', `${service.name} does not answer; sign in another way.`, { class: 'gateway' }))
  const body = writeErrand({ service: service.id, freshSinceMs: fresh ? nowMs : null })
  await deps.unaudited.putChallenge({ kind: 'oidc', userId: null, body, triesLeft: 1, expiresAtMs: nowMs + oidcMs }, hash, nowMs)
  return answer({ url } satisfies StartedOidcJson, 201, cookie)
}

const askingOf = ({ address }: Caller): string => `oidc from ${networkOf(address)}`

/** Once, only in the browser that began, and only at the service that it went to. One sentence for whatever does not hold. */
export async function finishOidc(
  { query, service: named }: OidcProof,
  { marks, failures, from }: Pick<ControlCall<unknown>, 'marks' | 'failures' | 'from'>,
  deps: ControlDeps,
): Promise<Result<ProvenIdentity, Problem>> {
  const service = serviceOf(named, deps)
  if (service === undefined) return refuse(notSetUp(named))
  const hash = flowHash(marks.oidc, deps)
  const challenge = hash === undefined ? undefined : await deps.unaudited.tryChallenge('oidc', hash, deps.clock.now())
  if (marks.oidc === undefined || challenge === undefined) return refuse(notProved(service))
  const errand = readErrand(challenge.body)
  if (errand.service !== service.id) return refuse(notProved(service))
  const { freshSinceMs } = errand
  const claims = await service.finish(query, bindingOf(marks.oidc, { service, fresh: freshSinceMs !== null }, deps))
  if (claims === undefined) return refuse(notProved(service))
  // Many people of one office are no guessers.
  failures.takeBack(askingOf(from))
  return ok({ ...claims, service, freshSinceMs })
}

/** Without a name the first one, which is the only one at most servers. */
function serviceOf(id: string | undefined, { oidc }: Pick<ControlDeps, 'oidc'>): Oidc | undefined {
  return id === undefined ? oidc[0] : oidc.find((service) => service.id === id)
}

interface Errand {
  readonly service: string
  readonly freshSinceMs: number | null
}

const writeErrand = ({ service, freshSinceMs }: Errand): string => `${service} ${freshSinceMs ?? ''}`

function readErrand(body: string): Errand {
  const [service = '', since = ''] = body.split(' ')
  return { service, freshSinceMs: since === '' ? null : Number(since) }
}

interface Asked {
  readonly service: Oidc
  readonly fresh: boolean
}

/**
 * Made of the browser's mark, so that nothing has to be stored, and nobody without the mark knows them. Each service of a list sends browsers back to an
 * address of its own, so that the answer of one never passes for that of another (RFC 9700, section 4.4.2).
 */
function bindingOf(token: string, { service, fresh }: Asked, { hashSecret, publicUrl }: ControlDeps): OidcBinding {
  return {
    state: hashSecret(`oidc-state ${token}`),
    nonce: hashSecret(`oidc-nonce ${token}`),
    verifier: hashSecret(`oidc-verifier ${token}`),
    redirectUri: `${publicUrl}/sign-in/callback${service.id === onlyService ? '' : `/${service.id}`}`,
    fresh,
  }
}

/** The service of the scalar settings, whose redirect URI carries no name. */
export const onlyService = 'default'

function notSetUp(named: string | undefined): Problem {
  if (named !== undefined) return problem('conflict', 'No service of this name is set up for signing in.')
  return problem('conflict', 'No other service is set up for signing in; see docs/guide/sign-in.md.')
}

function notProved({ name }: Oidc): Problem {
  return problem(
    'sign_in_failed',
    `${name} did not say who you are, or the answer came too late, twice or to another browser: begin again.`,
  )
}
