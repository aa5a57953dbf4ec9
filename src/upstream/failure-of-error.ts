// Errors of a socket that connects, of TLS and DNS -> our own closed list of failures. Knows no statuses; keeps no foreign text.
import type { FailureKind } from './send.ts'

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

function codeOf(error: unknown): string {
  if (typeof error !== 'object' || error === null || !('code' in error)) return ''
  return typeof error.code === 'string' ? error.code : ''
}
