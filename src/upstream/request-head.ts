// Target + request -> the head of an HTTP/1.1 request as text of one byte a character: credential on, nothing in it that could start another header.
import { unsafeInValue } from '../base/field-lines.ts'
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

const safeName = /^[!#$%&'*+.^_`|~0-9a-z-]+$/
const safePath = /^\/[\x21-\x7e]*$/

export interface RequestPlace {
  /** Name and, unless it is the scheme's own, port. */
  readonly host: string
  /** With the base URL's prefix. */
  readonly path: string
  readonly agent: string
  /** Names in lower case and values in turn that prove who pays, instead of the target's own credential; null: that one goes as it is. */
  readonly proof: readonly string[] | null
}

/** The whole head with its empty line; or why there cannot be one. */
export function writeRequestHead(
  request: UpstreamRequest,
  { host, path, agent, proof }: RequestPlace,
): string | { readonly refused: FailureKind } {
  const { auth, credential } = request.target
  if (!safePath.test(path)) return { refused: 'bad_request' }
  let head = `${request.method} ${path} HTTP/1.1\r\nhost: ${host}\r\nconnection: keep-alive\r\naccept: ${request.accept}\r\naccept-encoding: identity\r\nuser-agent: ${agent}\r\n`
  let authHeader = 'authorization'
  if (proof !== null) {
    for (let at = 0; at < proof.length; at += 2) {
      const value = proof[at + 1] as string
      if (unsafeInValue.test(value)) return { refused: 'unauthorized' }
      head += `${proof[at]}: ${value}\r\n`
    }
  } else if (auth.kind !== 'none' && credential !== undefined) {
    const secret = credential.reveal()
    // Not the caller's mistake: the operator's credential cannot be sent as it is.
    if (unsafeInValue.test(secret)) return { refused: 'unauthorized' }
    const inHeader = auth.kind === 'header' || auth.kind === 'entra'
    if (inHeader) authHeader = auth.header.toLowerCase()
    head += inHeader ? `${authHeader}: ${secret}\r\n` : `authorization: Bearer ${secret}\r\n`
  }
  for (const name in request.headers) {
    const lower = name.toLowerCase()
    const value = request.headers[name]
    if (value === undefined || lower === authHeader || reservedHeaders.has(lower) || proof?.includes(lower)) continue
    if (unsafeInValue.test(value) || !safeName.test(lower)) return { refused: 'bad_request' }
    head += `${lower}: ${value}\r\n`
  }
  if (request.body === null) return `${head}\r\n`
  const type = request.contentType ?? 'application/json'
  if (unsafeInValue.test(type)) return { refused: 'bad_request' }
  return `${head}content-type: ${type}\r\ncontent-length: ${request.body.byteLength}\r\n\r\n`
}
