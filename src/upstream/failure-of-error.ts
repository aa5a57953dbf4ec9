// Errors of sockets, TLS, DNS and the HTTP parser -> our own closed list of failures. Knows no statuses; keeps no foreign text.
import type { FailureKind, UpstreamFailure } from './send.ts'

/** A connection that never came to be, already in our words. Raised by our connector only. */
export class ConnectFault extends Error {
  override readonly name = 'ConnectFault'
  readonly kind: FailureKind
  constructor(kind: FailureKind) {
    super(kind)
    this.kind = kind
  }
}

/** How far a connection had come when it failed. */
export type ConnectStage = 'address' | 'handshake'

const dnsCodes = new Set(['ENOTFOUND', 'EAI_AGAIN', 'EAI_FAIL', 'EAI_NODATA', 'EAI_NONAME', 'EAI_MEMORY', 'ENODATA', 'ESERVFAIL'])

/** What a socket error before the connection stood means. Everything after the TCP handshake is the TLS handshake. */
export function connectFaultOf(error: unknown, stage: ConnectStage): ConnectFault {
  if (error instanceof ConnectFault) return error
  if (error instanceof AggregateError) {
    const parts: unknown[] = error.errors
    const refusal = parts.find((part) => part instanceof ConnectFault)
    if (refusal instanceof ConnectFault) return refusal
    return new ConnectFault(parts.some((part) => codeOf(part) === 'ETIMEDOUT') ? 'connect_timeout' : 'connect_refused')
  }
  const code = codeOf(error)
  if (dnsCodes.has(code) || code.startsWith('EAI_')) return new ConnectFault('dns_failure')
  if (code === 'ETIMEDOUT') return new ConnectFault('connect_timeout')
  return new ConnectFault(stage === 'handshake' ? 'tls_failure' : 'connect_refused')
}

const bySocketCode: Readonly<Record<string, FailureKind>> = {
  UND_ERR_INVALID_ARG: 'bad_request',
  UND_ERR_NOT_SUPPORTED: 'bad_request',
  UND_ERR_HEADERS_OVERFLOW: 'bad_response',
  UND_ERR_ABORTED: 'aborted',
  UND_ERR_DESTROYED: 'aborted',
  UND_ERR_CLOSED: 'aborted',
}

/** What an error of a running exchange means. `status`: of the head, null while none has arrived. */
export function failureOf(error: unknown, status: number | null): UpstreamFailure {
  return { kind: kindOf(error, status !== null), status, retryAfterMs: null }
}

function kindOf(error: unknown, headSeen: boolean): FailureKind {
  if (error instanceof ConnectFault) return error.kind
  if (!(error instanceof Error)) return headSeen ? 'reset' : 'reset_before_headers'
  const code = codeOf(error)
  // Before the head a length cannot be missed yet: two lengths contradicted each other.
  if (code === 'UND_ERR_RES_CONTENT_LENGTH_MISMATCH') return headSeen ? 'truncated' : 'bad_response'
  const known = bySocketCode[code]
  if (known !== undefined) return known
  if (error.name === 'HTTPParserError') {
    if (!error.message.includes('EOF')) return 'bad_response'
    return headSeen ? 'truncated' : 'reset_before_headers'
  }
  if (code === 'UND_ERR_SOCKET') {
    // undici's words for an unasked upgrade and for bytes that answer nothing.
    if (error.message === 'bad response' || error.message === 'bad upgrade') return 'bad_response'
    // The peer said goodbye properly (FIN) in the middle of a body whose end it had announced.
    if (headSeen && error.message === 'other side closed') return 'truncated'
  }
  return headSeen ? 'reset' : 'reset_before_headers'
}

function codeOf(error: unknown): string {
  if (typeof error !== 'object' || error === null || !('code' in error)) return ''
  return typeof error.code === 'string' ? error.code : ''
}
