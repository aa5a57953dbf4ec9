// PORT and shapes of one exchange with an upstream: how bytes travel. Knows no dialect, no money, no retries.
import type { WireBytes } from '../base/byte-text.ts'
import type { ProviderId } from '../contract/ids.ts'
import type { ProviderAuth } from '../contract/provider-auth.ts'
import type { Secret } from '../base/secret.ts'

/** Where a provider lives and how its credential travels. Built once per provider from its record and the operator's settings. */
export interface UpstreamTarget {
  readonly provider: ProviderId
  readonly baseUrl: string
  readonly auth: ProviderAuth
  readonly credential: Secret<string> | undefined
  readonly allowPrivate: boolean
  /** Streams come in this framing and are handed on as server-sent events; absent: they are that already. */
  readonly framing?: 'aws_event_stream'
  /** Which of the provider's credentials this is, and all of them; absent where there is one at most. */
  readonly credentialName?: string
  readonly siblings?: readonly WeightedTarget[]
}

export interface WeightedTarget {
  readonly target: UpstreamTarget
  /** Share of the requests among those that are fit. */
  readonly weight: number
}

export interface UpstreamRequest {
  readonly target: UpstreamTarget
  readonly method: 'POST' | 'GET' | 'PUT'
  /** Appended to the base URL: `/chat/completions`. */
  readonly path: string
  readonly body: WireBytes | null
  /** Already allow-listed, lower-case names; content-type, authorization and accept are set by `send`. */
  readonly headers: Readonly<Record<string, string>>
  readonly accept: 'application/json' | 'text/event-stream' | '*/*'
  /** Absent: JSON. */
  readonly contentType?: string
  /** A body beyond this many bytes fails with `too_large`. */
  readonly bytesMax: number
}

/** Every way an exchange can fail, as a closed list of our own words. */
export type FailureKind =
  | 'connect_refused'
  | 'dns_failure'
  | 'tls_failure'
  | 'connect_timeout'
  | 'address_refused'
  | 'reset_before_headers'
  | 'reset'
  | 'first_byte_timeout'
  | 'idle_timeout'
  | 'total_timeout'
  | 'too_large'
  | 'truncated'
  | 'bad_response'
  | 'redirect'
  | 'stream_error'
  | 'unauthorized'
  | 'payment_required'
  | 'not_found'
  | 'bad_request'
  | 'rate_limited'
  | 'spend_limit'
  | 'overloaded'
  | 'server_error'
  | 'aborted'

export interface UpstreamFailure {
  readonly kind: FailureKind
  /** The HTTP status, when one arrived. */
  readonly status: number | null
  /** What the upstream asked us to wait, when it said so. */
  readonly retryAfterMs: number | null
  /** What was missing on our own side, in a sentence for the operator; absent, as a rule. */
  readonly says?: string
}

export interface UpstreamHead {
  readonly status: number
  /** Lower-case names; the last of repeated headers wins. */
  readonly headers: Readonly<Record<string, string>>
}

/** Receives the body as it arrives. Exactly one of `end` and `fail` is called, once, last. */
export interface UpstreamSink {
  bytes(chunk: Buffer): void
  end(): void
  fail(failure: UpstreamFailure): void
}

export interface UpstreamExchange {
  /** Resolves when the head arrives, whatever its status; rejects with an `UpstreamFault`. The body waits until `read`. */
  readonly head: Promise<UpstreamHead>
  /** The body in one piece, where all of it came with the head, in place of `read`; null: it has to be read. */
  whole?(): Buffer | null
  /** Starts the flow of the body. Called once, after `head`. */
  read(sink: UpstreamSink): void
  /** Stops reading from the socket until `resume`. */
  pause(): void
  resume(): void
  /** Closes the upstream socket at once. Idempotent; after it, `fail({kind: 'aborted'})` or a rejected `head` may follow, nothing else. */
  abort(): void
}

/** What the world caused, as an exception for the one seam that catches it. */
export class UpstreamFault extends Error {
  override readonly name = 'UpstreamFault'
  readonly failure: UpstreamFailure
  constructor(failure: UpstreamFailure) {
    super(failure.kind)
    this.failure = failure
  }
}

/** Never throws: every failure arrives through `head` or the sink. */
export type SendUpstream = (request: UpstreamRequest) => UpstreamExchange
