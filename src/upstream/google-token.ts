// The JSON key of a Google service account -> what is sent for an access token. Knows no model and no vendor's paths; sends nothing.
// Source: https://developers.google.com/identity/protocols/oauth2/service-account#httprest
import { parseJson } from '../base/exact-json.ts'
import { createPrivateKey, sign } from 'node:crypto'
import type { GrantAsk, TokenGrant } from './kept-tokens.ts'

interface ServiceAccount {
  readonly email: string
  readonly privateKey: string
  readonly keyId: string | undefined
  readonly tokenUrl: string
}

const googleTokenUrl = 'https://oauth2.googleapis.com/token'

/** Undefined: not the JSON key of a service account. */
export function readServiceAccount(text: string): ServiceAccount | undefined {
  const value = parseJson(text)
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

/** What is sent for a token; undefined: this is no such key, or it names a place that is not Google's. */
export function googleGrant(text: string, { scope, anywhere, nowMs }: GrantAsk & { readonly scope: string }): TokenGrant | undefined {
  const account = readServiceAccount(text)
  const url = account && URL.parse(account.tokenUrl)
  if (account === undefined || url === null || url === undefined) return undefined
  // The key names where it is to be sent: nowhere but to Google, unless the operator's provider may be anywhere.
  if (!anywhere && (url.protocol !== 'https:' || !/(^|\.)googleapis\.com$/.test(url.hostname))) return undefined
  const assertion = assertionOf(account, scope, nowMs)
  if (assertion === undefined) return undefined
  return { url, form: { grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer', assertion } }
}

const lifeSeconds = 3_600

/** RFC 7523: a signed claim of who asks for what; undefined: the key cannot sign. */
function assertionOf(account: ServiceAccount, scope: string, nowMs: number): string | undefined {
  const seconds = Math.floor(nowMs / 1_000)
  const head = { alg: 'RS256', typ: 'JWT', ...(account.keyId !== undefined && { kid: account.keyId }) }
  const claims = { iss: account.email, scope, aud: account.tokenUrl, iat: seconds, exp: seconds + lifeSeconds }
  const text = [head, claims].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.')
  try {
    return `${text}.${sign('sha256', Buffer.from(text), createPrivateKey(account.privateKey)).toString('base64url')}`
  } catch {
    return undefined
  }
}
