// What marks the browser that began something: only it can end it. Knows no storage.
import type { ControlDeps } from '../control-deps.ts'
import { type FlowKind, readCookie, writeCookie } from './cookie.ts'
import { isToken, makeToken } from './make-token.ts'

const prefix = 'nxr-flow-'

export interface NewFlow {
  readonly token: string
  /** Of its token, to find the challenge by. */
  readonly hash: string
  readonly cookie: string
}

/** What a browser shows of what it began. */
export type Marks = Readonly<Record<FlowKind, string | undefined>>

export function marksOf(cookies: string | null, publicUrl: string): Marks {
  const mark = (kind: FlowKind): string | undefined => readCookie(publicUrl, kind, cookies)
  return { reset: mark('reset'), oidc: mark('oidc'), passkey: mark('passkey') }
}

export function makeFlow(kind: FlowKind, lastsMs: number, deps: Pick<ControlDeps, 'hashSecret' | 'publicUrl'>): NewFlow {
  const token = makeToken(prefix)
  return { token, hash: deps.hashSecret(token), cookie: writeCookie(deps.publicUrl, kind, token, Math.floor(lastsMs / 1_000)) }
}

/** The hash of a browser's mark; undefined when it has none. */
export function flowHash(flow: string | undefined, deps: Pick<ControlDeps, 'hashSecret'>): string | undefined {
  return flow !== undefined && isToken(prefix, flow) ? deps.hashSecret(flow) : undefined
}
