// Begins and ends a sign-in at another service, bound to one browser here. Knows no protocol.
import type { Oidc, OidcBinding, OidcClaims } from '../../access/oidc.ts'
import { problem, type Problem } from '../../contract/problems.ts'
import type { StartedOidcJson } from '../../contract/identities-api.ts'
import { networkOf } from '../auth-failures.ts'
import type { ControlDeps } from '../control-deps.ts'
import { answer, type ControlCall, type Outcome, refusal } from '../endpoint.ts'
import { flowHash, makeFlow } from '../sessions/flow.ts'
import { ok, refuse, type Result } from '../../base/result.ts'

export interface ProvenIdentity extends OidcClaims {
  readonly issuer: string
}

/** To sign in elsewhere, perhaps to find a telephone first. */
export const oidcMs = 15 * 60_000

/** For signing in and for connecting an identity alike: what it is for is said when the browser is back. */
export async function startOidc({ from, failures }: ControlCall<unknown>, deps: ControlDeps): Promise<Outcome> {
  if (deps.oidc === null) return refusal(notSetUp())
  const nowMs = deps.clock.now()
  const asking = `oidc from ${networkOf(from.address)}`
  const waitMs = failures.tryOnce(asking, nowMs)
  if (waitMs > 0) return refusal(problem('rate_limit_exceeded', 'Too many attempts from this address.', { retryAfterMs: waitMs }))
  const { token, hash, cookie } = makeFlow('oidc', oidcMs, deps)
  const url = await deps.oidc.start(bindingOf(token, deps))
  if (url === undefined)
    return refusal(problem('upstream_unavailable', `${deps.oidc.name} does not answer; sign in another way.`, { class: 'gateway' }))
  await deps.unaudited.putChallenge({ kind: 'oidc', userId: null, body: '', triesLeft: 1, expiresAtMs: nowMs + oidcMs }, hash, nowMs)
  return answer({ url } satisfies StartedOidcJson, 201, cookie)
}

/** Once, and only in the browser that began. One sentence for whatever does not hold. */
export async function finishOidc(query: string, flow: string | undefined, deps: ControlDeps): Promise<Result<ProvenIdentity, Problem>> {
  if (deps.oidc === null) return refuse(notSetUp())
  const hash = flowHash(flow, deps)
  const challenge = hash === undefined ? undefined : await deps.unaudited.tryChallenge('oidc', hash, deps.clock.now())
  if (flow === undefined || challenge === undefined) return refuse(notProved(deps.oidc))
  const claims = await deps.oidc.finish(query, bindingOf(flow, deps))
  return claims === undefined ? refuse(notProved(deps.oidc)) : ok({ ...claims, issuer: deps.oidc.issuer })
}

/** Made of the browser's mark, so that nothing has to be stored, and nobody without the mark knows them. */
function bindingOf(token: string, { hashSecret, publicUrl }: Pick<ControlDeps, 'hashSecret' | 'publicUrl'>): OidcBinding {
  return {
    state: hashSecret(`oidc-state ${token}`),
    nonce: hashSecret(`oidc-nonce ${token}`),
    verifier: hashSecret(`oidc-verifier ${token}`),
    redirectUri: `${publicUrl}/sign-in/callback`,
  }
}

function notSetUp(): Problem {
  return problem('conflict', 'No other service is set up for signing in; see docs/guide/sign-in.md.')
}

function notProved({ name }: Oidc): Problem {
  return problem(
    'sign_in_failed',
    `${name} did not say who you are, or the answer came too late, twice or to another browser: begin again.`,
  )
}
