// Signs the browser out. Knows no HTTP.
import type { ControlDeps } from '../control-deps.ts'
import type { ControlCall, Outcome } from '../endpoint.ts'
import { sessionCookie } from './cookie.ts'

export async function deleteSession({ principal }: ControlCall<unknown>, deps: ControlDeps): Promise<Outcome> {
  if (principal.sessionHash !== undefined) await deps.store.deleteSession(principal.sessionHash)
  return { ok: true, value: { status: 200, body: { signed_out: true }, cookie: sessionCookie(deps.publicUrl, '', 0) } }
}
