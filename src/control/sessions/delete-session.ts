// Signs the browser out. Knows no HTTP.
import type { ControlDeps } from '../control-deps.ts'
import { answer, type ControlCall, type Outcome } from '../endpoint.ts'
import { writeCookie } from './cookie.ts'

export async function deleteSession({ principal }: ControlCall<unknown>, deps: ControlDeps): Promise<Outcome> {
  const { person } = principal
  if (person !== undefined) await deps.store.endSession(person.user.id, person.sessionId)
  return answer({ signed_out: true }, 200, writeCookie(deps.publicUrl, 'session', '', 0))
}
