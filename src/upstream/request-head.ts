// Target + request -> the head of an HTTP/1.1 request as text of one byte a character: credential on, nothing in it that could start another header.
import type { FailureKind, UpstreamRequest } from './send.ts'

/** Set here or owned by the connection; never taken from a request. */
const reservedHeaders = new Set([
  'host',
  'connection',
  'keep-alive',
  'content-length',
  'transfer-encoding',
  'upgrade',
  'expect',
  'te',
  'trailer',
  'proxy-authorization',
  'content-type',
  'content-encoding',
  'accept',
  'accept-encoding',
  'authorization',
  'user-agent',
])

const unsafeInValue = /[^\t\x20-\x7e\x80-\xff]/
const safeName = /^[!#$%&'*+.^_`|~0-9a-z-]+$/
const safePath = /^\/[\x21-\x7e]*$/

export interface RequestPlace {
  /** Name and, unless it is the scheme's own, port. */
  readonly host: string
  /** With the base URL's prefix. */
  readonly path: string
  readonly agent: string
}

/** The whole head with its empty line; or why there cannot be one. */
export function writeRequestHead(
  request: UpstreamRequest,
  { host, path, agent }: RequestPlace,
): string | { readonly refused: FailureKind } {
  const { auth, credential } = request.target
  if (!safePath.test(path)) return { refused: 'bad_request' }
  let head = `${request.method} ${path} HTTP/1.1\r\nhost: ${host}\r\nconnection: keep-alive\r\naccept: ${request.accept}\r\naccept-encoding: identity\r\nuser-agent: ${agent}\r\n`
  let authHeader = 'authorization'
  if (auth.kind !== 'none' && credential !== undefined) {
    const secret = credential.reveal()
    // Not the caller's mistake: the operator's credential cannot be sent as it is.
    if (unsafeInValue.test(secret)) return { refused: 'unauthorized' }
    if (auth.kind === 'header') authHeader = auth.header.toLowerCase()
    head += auth.kind === 'bearer' ? `authorization: Bearer ${secret}\r\n` : `${authHeader}: ${secret}\r\n`
  }
  for (const name in request.headers) {
    const lower = name.toLowerCase()
    const value = request.headers[name]
    if (value === undefined || lower === authHeader || reservedHeaders.has(lower)) continue
    if (unsafeInValue.test(value) || !safeName.test(lower)) return { refused: 'bad_request' }
    head += `${lower}: ${value}\r\n`
  }
  if (request.body === null) return `${head}\r\n`
  const type = request.contentType ?? 'application/json'
  if (unsafeInValue.test(type)) return { refused: 'bad_request' }
  return `${head}content-type: ${type}\r\ncontent-length: ${request.body.length}\r\n\r\n`
}
