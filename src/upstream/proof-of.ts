// Proofs of who pays that are made for each request: signatures, exchanged tokens. Knows no vendor and no socket.
import { bufferOf } from '../base/byte-text.ts'
import type { UpstreamRequest, UpstreamTarget } from './send.ts'
import { type AwsKeys, readAwsKeys, signAws } from './sign-aws.ts'

export interface ProofMoment {
  readonly host: string
  /** As it is sent, with its query. */
  readonly path: string
  /** Milliseconds since 1970. */
  readonly nowMs: () => number
  /** What the target's own credential was exchanged for: an access token, or the keys of a role. */
  readonly got: string | AwsKeys | undefined
}

/** Names in lower case and values in turn; null: the credential itself is the proof. */
export function proofOf({ target, method, body }: UpstreamRequest, { host, path, nowMs, got }: ProofMoment): readonly string[] | null {
  const { auth, credential } = target
  if (typeof got === 'string') return ['authorization', `Bearer ${got}`]
  if (auth.kind !== 'aws' && auth.kind !== 'aws-role') return null
  const keys = got ?? (credential && readAwsKeys(credential.reveal()))
  if (keys === undefined) return null
  const { region, service } = auth
  return Object.entries(signAws(keys, { method, host, target: path, body: body && bufferOf(body), region, service, nowMs: nowMs() })).flat()
}

/** True: the credential is exchanged for a token before anything is sent. */
export function isExchanged({ auth, credential }: UpstreamTarget): boolean {
  if (auth.kind !== 'google' && auth.kind !== 'entra') return false
  return credential?.reveal().trimStart().startsWith('{') ?? false
}
