// A new session that is not stored yet, with its cookie. Knows no storage and no passwords.
import { uuid7 } from '../../base/uuid7.ts'
import type { Session } from '../../access/user.ts'
import type { ControlDeps } from '../control-deps.ts'
import type { Caller } from '../endpoint.ts'
import { writeCookie } from './cookie.ts'
import { makeToken } from './make-token.ts'

export interface NewSession {
  readonly session: Omit<Session, 'userId' | 'accountId'>
  readonly hash: string
  readonly cookie: string
}

type Needs = Pick<ControlDeps, 'clock' | 'settings' | 'hashSecret' | 'publicUrl'>

export function makeSession(from: Caller, deps: Needs): NewSession {
  const nowMs = deps.clock.now()
  const { sessionMs } = deps.settings
  const id = `sess_${uuid7(nowMs).replaceAll('-', '')}`
  const session = { id, createdAtMs: nowMs, confirmedAtMs: nowMs, expiresAtMs: nowMs + sessionMs, address: from.address, agent: from.agent }
  return { session, ...makeCookie(sessionMs, deps) }
}

/** A new cookie for a session that lasts `leftMs` more. */
export function makeCookie(
  leftMs: number,
  deps: Pick<ControlDeps, 'hashSecret' | 'publicUrl'>,
): { readonly hash: string; readonly cookie: string } {
  const secret = makeToken('nxr-session-')
  return { hash: deps.hashSecret(secret), cookie: writeCookie(deps.publicUrl, 'session', secret, Math.floor(leftMs / 1_000)) }
}
