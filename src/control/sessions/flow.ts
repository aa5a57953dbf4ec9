// What marks the browser that began something: only it can end it. Knows no storage.
import type { ControlDeps } from '../control-deps.ts'
import { writeCookie } from './cookie.ts'
import { isToken, makeToken } from './make-token.ts'

const prefix = 'nxr-flow-'

export interface NewFlow {
  readonly token: string
  /** Of its token, to find the challenge by. */
  readonly hash: string
  readonly cookie: string
}

export function makeFlow(lastsMs: number, deps: Pick<ControlDeps, 'hashSecret' | 'publicUrl'>, kind: 'flow' | 'passkey' = 'flow'): NewFlow {
  const token = makeToken(prefix)
  return { token, hash: deps.hashSecret(token), cookie: writeCookie(deps.publicUrl, kind, token, Math.floor(lastsMs / 1_000)) }
}

/** The hash of a browser's mark; undefined when it has none. */
export function flowHash(flow: string | undefined, deps: Pick<ControlDeps, 'hashSecret'>): string | undefined {
  return flow !== undefined && isToken(prefix, flow) ? deps.hashSecret(flow) : undefined
}
