// The answer to everybody who has just signed in: the cookie, and who they are now. Knows no way of signing in.
import { problem } from '../../contract/problems.ts'
import { principalOf } from '../authenticate.ts'
import type { ControlDeps } from '../control-deps.ts'
import { answer, type Outcome, refusal } from '../endpoint.ts'
import { sessionJson } from '../sessions/session-json.ts'

/** `hash`: the keyed hash of the cookie, under which the session has just been stored. */
export async function welcome(hash: string, cookie: string, deps: ControlDeps): Promise<Outcome> {
  const found = await deps.store.findSession(hash)
  if (found === undefined) return refusal(problem('invalid_api_key', 'This session has ended: sign in again.'))
  const { session, user, role } = found
  const { id: sessionId, confirmedAtMs, accountId, expiresAtMs } = session
  const shown = await sessionJson(principalOf({ user, role, sessionId, sessionHash: hash, confirmedAtMs }, accountId, expiresAtMs), deps)
  return shown.ok ? answer(shown.value, 201, cookie) : shown
}
