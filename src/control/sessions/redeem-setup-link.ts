// Turns a setup link into a browser session, once. Knows no HTTP; the page's origin was checked before.
import { problem } from '../../contract/problems.ts'
import type { ControlDeps } from '../control-deps.ts'
import { type ControlCall, type Outcome, refusal } from '../endpoint.ts'
import { sessionCookie } from './cookie.ts'
import { setupTokenPrefix } from './create-setup-link.ts'
import { isToken, makeToken } from './make-token.ts'

export async function redeemSetupLink({ input }: ControlCall<{ token: string }>, deps: ControlDeps): Promise<Outcome> {
  const nowMs = deps.clock.now()
  const { sessionMs } = deps.settings
  const secret = makeToken('nxr-session-')
  const expiresAtMs = nowMs + sessionMs
  const session = isToken(setupTokenPrefix, input.token)
    ? await deps.store.redeemSetupLink(deps.hashSecret(input.token), nowMs, { expiresAtMs }, deps.hashSecret(secret))
    : undefined
  if (session === undefined) {
    const message = 'This setup link was used before, has expired or was replaced; `nexorouter setup-link` makes a new one.'
    return refusal(problem('conflict', message, { param: 'token' }))
  }
  const cookie = sessionCookie(deps.publicUrl, secret, Math.floor(sessionMs / 1_000))
  return { ok: true, value: { status: 201, body: { expires_at: new Date(session.expiresAtMs).toISOString() }, cookie } }
}
