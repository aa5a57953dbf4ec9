// The JSON key of a Google service account -> access tokens, each kept until shortly before its end. Knows no model and no vendor's paths.
// Source: https://developers.google.com/identity/protocols/oauth2/service-account#httprest
import { createPrivateKey, sign } from 'node:crypto'
import type { Secret } from '../base/secret.ts'
import { collectBody } from './collect-body.ts'
import { type SendUpstream, UpstreamFault, type UpstreamTarget } from './send.ts'

interface ServiceAccount {
  readonly email: string
  readonly privateKey: string
  readonly keyId: string | undefined
  readonly tokenUrl: string
}

const googleTokenUrl = 'https://oauth2.googleapis.com/token'

/** Undefined: not the JSON key of a service account. */
export function readServiceAccount(text: string): ServiceAccount | undefined {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return undefined
  }
  if (typeof value !== 'object' || value === null) return undefined
  const member = (name: string): string | undefined => {
    const found: unknown = Object.hasOwn(value, name) ? (value as Record<string, unknown>)[name] : undefined
    return typeof found === 'string' && found !== '' ? found : undefined
  }
  const email = member('client_email')
  const privateKey = member('private_key')
  if (email === undefined || privateKey === undefined) return undefined
  return { email, privateKey, keyId: member('private_key_id'), tokenUrl: member('token_uri') ?? googleTokenUrl }
}

interface Kept {
  readonly token: Promise<string>
  /** Milliseconds since 1970; Infinity while the token is on its way. */
  freshUntilMs: number
}

export interface GoogleTokens {
  /** A token for this target, from memory where it is fresh. Rejects with an UpstreamFault. */
  tokenFor(target: UpstreamTarget): Promise<string>
  /** The token was refused: the next request gets a new one. */
  forget(target: UpstreamTarget): void
}

/** A token is renewed this long before its end. */
const renewMs = 60_000
const lifeSeconds = 3_600
const answerBytesMax = 65_536
/** From the request to the last byte of its answer. */
const exchangeMs = 15_000

/** One token per credential; requests that come while it is fetched wait for the same one. */
export function createGoogleTokens(send: SendUpstream, nowMs: () => number): GoogleTokens {
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
  const account = readServiceAccount(text)
  const url = account && URL.parse(account.tokenUrl)
  if (account === undefined || url === null || url === undefined) throw refused(null)
  // The key names where it is to be sent: nowhere but to Google, unless the operator's provider may be anywhere.
  if (!target.allowPrivate && (url.protocol !== 'https:' || !/(^|\.)googleapis\.com$/.test(url.hostname))) throw refused(null)
  const scope = target.auth.kind === 'google' ? target.auth.scope : ''
  const assertion = assertionOf(account, scope, nowMs())
  const form = new URLSearchParams({ grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer', assertion })
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
    body: Buffer.from(form.toString()),
    headers: {},
    accept: 'application/json',
    bytesMax: answerBytesMax,
  })
  // Everybody who needs this token waits for this one answer: it must not be able to keep them for ever.
  const timer = setTimeout(() => exchange.abort(), exchangeMs)
  try {
    const { status } = await exchange.head
    const body = await collectBody(exchange, answerBytesMax)
    if (status >= 500) throw new UpstreamFault({ kind: 'server_error', status, retryAfterMs: null })
    return readToken(body, status)
  } finally {
    clearTimeout(timer)
  }
}

function readToken(body: Buffer, status: number): { token: string; lifeMs: number } {
  let value: { access_token?: unknown; expires_in?: unknown } | null
  try {
    value = JSON.parse(body.toString('utf8'))
  } catch {
    value = null
  }
  const token = value?.access_token
  if (status !== 200 || typeof token !== 'string' || !/^[\x21-\x7e]+$/.test(token)) throw refused(status)
  const seconds = typeof value?.expires_in === 'number' ? value.expires_in : 0
  return { token, lifeMs: Math.min(Math.max(seconds, 0), lifeSeconds) * 1_000 }
}

/** RFC 7523: a signed claim of who asks for what. */
function assertionOf(account: ServiceAccount, scope: string, nowMs: number): string {
  const seconds = Math.floor(nowMs / 1_000)
  const head = { alg: 'RS256', typ: 'JWT', ...(account.keyId !== undefined && { kid: account.keyId }) }
  const claims = { iss: account.email, scope, aud: account.tokenUrl, iat: seconds, exp: seconds + lifeSeconds }
  const text = [head, claims].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.')
  try {
    return `${text}.${sign('sha256', Buffer.from(text), createPrivateKey(account.privateKey)).toString('base64url')}`
  } catch {
    throw refused(null)
  }
}

/** The operator's credential does not do: nobody else's mistake. */
function refused(status: number | null): UpstreamFault {
  return new UpstreamFault({ kind: 'unauthorized', status, retryAfterMs: null })
}
