// A credential -> access tokens (OAuth 2.0, RFC 6749), each kept until shortly before its end. Knows no model and no vendor's paths.
import { parseJson } from '../base/exact-json.ts'
import type { Secret } from '../base/secret.ts'
import { answerWithin } from './collect-body.ts'
import { entraGrant } from './entra-token.ts'
import { googleGrant } from './google-token.ts'
import { type SendUpstream, UpstreamFault, type UpstreamTarget } from './send.ts'

/** What is sent for a token, and where. */
export interface TokenGrant {
  readonly url: URL
  readonly form: Readonly<Record<string, string>>
}

export interface GrantAsk {
  /** The operator's provider may be anywhere, so its token server may be too. */
  readonly anywhere: boolean
  readonly nowMs: number
}

interface Kept {
  readonly token: Promise<string>
  /** Milliseconds since 1970; Infinity while the token is on its way. */
  freshUntilMs: number
}

export interface KeptTokens {
  /** A token for this target, from memory where it is fresh. Rejects with an UpstreamFault. */
  tokenFor(target: UpstreamTarget): Promise<string>
  /** The token was refused: the next request gets a new one. */
  forget(target: UpstreamTarget): void
}

/** A token is renewed this long before its end. */
const renewMs = 60_000
/** No token is used longer than this, whatever its server says. */
const lifeSecondsMax = 3_600
const answerBytesMax = 65_536
/** From the request to the last byte of its answer. */
const exchangeMs = 15_000

/** One token per credential; requests that come while it is fetched wait for the same one. */
export function createKeptTokens(send: SendUpstream, nowMs: () => number): KeptTokens {
  const kept = new WeakMap<Secret<string>, Kept>()

  const fetchToken = (target: UpstreamTarget, credential: Secret<string>): Promise<string> => {
    const asked = exchangeToken(target, { send, nowMs, text: credential.reveal() })
    const entry: Kept = { token: asked.then(({ token }) => token), freshUntilMs: Number.POSITIVE_INFINITY }
    kept.set(credential, entry)
    void asked.then(
      ({ lifeMs }) => void (entry.freshUntilMs = nowMs() + lifeMs - renewMs),
      () => kept.get(credential) === entry && kept.delete(credential),
    )
    return entry.token
  }

  return {
    tokenFor(target) {
      const { credential } = target
      if (credential === undefined) return Promise.reject(refused(null))
      const known = kept.get(credential)
      return known !== undefined && known.freshUntilMs > nowMs() ? known.token : fetchToken(target, credential)
    },
    forget({ credential }) {
      if (credential !== undefined) kept.delete(credential)
    },
  }
}

interface Asking {
  readonly send: SendUpstream
  readonly nowMs: () => number
  readonly text: string
}

async function exchangeToken(target: UpstreamTarget, { send, nowMs, text }: Asking): Promise<{ token: string; lifeMs: number }> {
  const grant = grantOf(target, text, nowMs())
  if (grant === undefined) throw refused(null)
  const { url, form } = grant
  const exchange = send({
    target: {
      provider: target.provider,
      baseUrl: url.origin,
      auth: { kind: 'none' },
      credential: undefined,
      allowPrivate: target.allowPrivate,
    },
    method: 'POST',
    path: url.pathname,
    contentType: 'application/x-www-form-urlencoded',
    body: Buffer.from(new URLSearchParams(form).toString()),
    headers: {},
    accept: 'application/json',
    bytesMax: answerBytesMax,
  })
  // Everybody who needs this token waits for this one answer: it must not be able to keep them for ever.
  const { status, body } = await answerWithin(exchange, { bytesMax: answerBytesMax, withinMs: exchangeMs })
  if (status >= 500) throw new UpstreamFault({ kind: 'server_error', status, retryAfterMs: null })
  return readToken(body, status)
}

function readToken(body: Buffer, status: number): { token: string; lifeMs: number } {
  const value = parseJson(body.toString('utf8')) as { access_token?: unknown; expires_in?: unknown } | null | undefined
  const token = value?.access_token
  if (status !== 200 || typeof token !== 'string' || !/^[\x21-\x7e]+$/.test(token)) throw refused(status)
  const seconds = typeof value?.expires_in === 'number' ? value.expires_in : 0
  return { token, lifeMs: Math.min(Math.max(seconds, 0), lifeSecondsMax) * 1_000 }
}

function grantOf({ auth, allowPrivate: anywhere }: UpstreamTarget, text: string, nowMs: number): TokenGrant | undefined {
  if (auth.kind === 'google') return googleGrant(text, { scope: auth.scope, anywhere, nowMs })
  return auth.kind === 'entra' ? entraGrant(text, { scope: auth.scope, anywhere, nowMs }) : undefined
}

/** The operator's credential does not do: nobody else's mistake. */
function refused(status: number | null): UpstreamFault {
  return new UpstreamFault({ kind: 'unauthorized', status, retryAfterMs: null })
}
