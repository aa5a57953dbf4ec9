// Signature Version 4 of one request, pure: credentials and time arrive. Knows no service, no socket and no body's meaning.
// Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
import { createHash, createHmac } from 'node:crypto'

export interface AwsKeys {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly sessionToken: string | undefined
}

/** `AKIA...:secret`, `ASIA...:secret:session-token`; undefined: it is no pair of access keys, but an API key. */
export function readAwsKeys(credential: string): AwsKeys | undefined {
  const [accessKeyId = '', secretAccessKey, ...token] = credential.split(':')
  if (!/^A[KS]I[AD][A-Z0-9]{7,124}$/.test(accessKeyId) || secretAccessKey === undefined || secretAccessKey === '') return undefined
  return { accessKeyId, secretAccessKey, sessionToken: token.length === 0 ? undefined : token.join(':') }
}

export interface AwsRequest {
  readonly method: string
  readonly host: string
  /** As it is sent: encoded, with its query. */
  readonly target: string
  readonly body: Uint8Array | null
  readonly region: string
  readonly service: string
  /** Milliseconds since 1970. */
  readonly nowMs: number
}

/** The headers that the request has to carry, lower-case names; `host` is signed too and is set by the connection. */
export function signAws(keys: AwsKeys, request: AwsRequest): Record<string, string> {
  const stamp = new Date(request.nowMs).toISOString().replace(/[-:]|\.\d{3}/g, '')
  const day = stamp.slice(0, 8)
  const { sessionToken } = keys
  const signed: Record<string, string> = {
    host: request.host,
    'x-amz-date': stamp,
    ...(sessionToken !== undefined && { 'x-amz-security-token': sessionToken }),
  }
  const names = Object.keys(signed).toSorted()
  const canonical = [
    request.method,
    canonicalPath(request.target),
    canonicalQuery(request.target),
    ...names.map((name) => `${name}:${(signed[name] ?? '').trim()}`),
    '',
    names.join(';'),
    hex(request.body ?? ''),
  ].join('\n')
  const scope = `${day}/${request.region}/${request.service}/aws4_request`
  const toSign = ['AWS4-HMAC-SHA256', stamp, scope, hex(canonical)].join('\n')
  const key = [day, request.region, request.service, 'aws4_request'].reduce<Buffer>(hmac, Buffer.from(`AWS4${keys.secretAccessKey}`))
  const { host: _, ...headers } = signed
  const signature = hmac(key, toSign).toString('hex')
  return {
    ...headers,
    authorization: `AWS4-HMAC-SHA256 Credential=${keys.accessKeyId}/${scope}, SignedHeaders=${names.join(';')}, Signature=${signature}`,
  }
}

/** Every service but S3 encodes each segment of the path as it is sent once more. */
function canonicalPath(target: string): string {
  const path = target.split('?', 1)[0] ?? ''
  return path === '' ? '/' : path.split('/').map(encoded).join('/')
}

function canonicalQuery(target: string): string {
  const at = target.indexOf('?')
  if (at < 0) return ''
  const pairs = [...new URLSearchParams(target.slice(at + 1))].map(([name, value]) => `${encoded(name)}=${encoded(value)}`)
  return pairs.toSorted().join('&')
}

/** RFC 3986: unreserved characters stay. */
function encoded(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`)
}

function hex(bytes: Uint8Array | string): string {
  return createHash('sha256').update(bytes).digest('hex')
}

function hmac(key: Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest()
}
