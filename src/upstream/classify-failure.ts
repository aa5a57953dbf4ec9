// What an upstream's refusal means, and what follows from each failure, as tables. Knows no sockets, no offers, no clients.
import type { ProblemCode } from '../contract/problems.ts'
import type { FailureKind, UpstreamFailure } from './send.ts'

/** What follows from a failure. Only before the first content byte; after it nothing is retried. */
export interface Advice {
  /** The same offer may be asked again at once (after the back-off): the cause passes, or sat in one socket. */
  readonly retryable: boolean
  /** Another offer may succeed where this one did not. */
  readonly nextOffer: boolean
  /** The offer's health gets worse by it; false when the caller or the caller's request was the cause. */
  readonly countsAgainstOffer: boolean
  /** The request arrived and may have been worked on: the provider may charge for its prompt, answer or not. */
  readonly mayCost: boolean
  /** What the client is told after the last attempt. */
  readonly problem: ProblemCode
}

const advice = {
  // No answer at all. Nothing reached a provider, so asking again costs nobody anything.
  connect_refused: { retryable: true, nextOffer: true, countsAgainstOffer: true, mayCost: false, problem: 'upstream_unavailable' },
  dns_failure: { retryable: true, nextOffer: true, countsAgainstOffer: true, mayCost: false, problem: 'upstream_unavailable' },
  tls_failure: { retryable: false, nextOffer: true, countsAgainstOffer: true, mayCost: false, problem: 'upstream_unavailable' },
  // One was slow already; a second wait on the same host doubles the client's.
  connect_timeout: { retryable: false, nextOffer: true, countsAgainstOffer: true, mayCost: false, problem: 'upstream_unavailable' },
  // The operator's settings, not the provider: waiting does not help.
  address_refused: { retryable: false, nextOffer: true, countsAgainstOffer: true, mayCost: false, problem: 'upstream_unavailable' },
  reset_before_headers: { retryable: true, nextOffer: true, countsAgainstOffer: true, mayCost: true, problem: 'upstream_error' },
  // An answer that broke off: the provider has begun to charge for it, so not the same one twice.
  reset: { retryable: false, nextOffer: true, countsAgainstOffer: true, mayCost: true, problem: 'upstream_error' },
  truncated: { retryable: false, nextOffer: true, countsAgainstOffer: true, mayCost: true, problem: 'upstream_error' },
  // The clocks. The same offer is not waited for twice; another one may use what time is left.
  first_byte_timeout: { retryable: false, nextOffer: true, countsAgainstOffer: true, mayCost: true, problem: 'upstream_request_timeout' },
  idle_timeout: { retryable: false, nextOffer: false, countsAgainstOffer: true, mayCost: true, problem: 'upstream_request_timeout' },
  total_timeout: { retryable: false, nextOffer: false, countsAgainstOffer: false, mayCost: true, problem: 'upstream_request_timeout' },
  // An answer that is none. The provider has probably charged for it: another offer at most.
  too_large: { retryable: false, nextOffer: false, countsAgainstOffer: false, mayCost: true, problem: 'upstream_error' },
  bad_response: { retryable: false, nextOffer: true, countsAgainstOffer: true, mayCost: true, problem: 'upstream_error' },
  redirect: { retryable: false, nextOffer: true, countsAgainstOffer: true, mayCost: false, problem: 'upstream_error' },
  stream_error: { retryable: false, nextOffer: true, countsAgainstOffer: true, mayCost: true, problem: 'upstream_error' },
  // Refusals that concern our account with the provider.
  unauthorized: { retryable: false, nextOffer: true, countsAgainstOffer: true, mayCost: false, problem: 'upstream_error' },
  payment_required: { retryable: false, nextOffer: true, countsAgainstOffer: true, mayCost: false, problem: 'upstream_unavailable' },
  spend_limit: { retryable: false, nextOffer: true, countsAgainstOffer: true, mayCost: false, problem: 'upstream_unavailable' },
  not_found: { retryable: false, nextOffer: true, countsAgainstOffer: true, mayCost: false, problem: 'upstream_unavailable' },
  // The request itself: every offer would say the same.
  bad_request: { retryable: false, nextOffer: false, countsAgainstOffer: false, mayCost: false, problem: 'invalid_request' },
  // Too much, or broken for now.
  rate_limited: { retryable: true, nextOffer: true, countsAgainstOffer: true, mayCost: false, problem: 'upstream_unavailable' },
  overloaded: { retryable: true, nextOffer: true, countsAgainstOffer: true, mayCost: false, problem: 'upstream_unavailable' },
  server_error: { retryable: true, nextOffer: true, countsAgainstOffer: true, mayCost: false, problem: 'upstream_error' },
  // The client left, or we are stopping.
  aborted: { retryable: false, nextOffer: false, countsAgainstOffer: false, mayCost: true, problem: 'upstream_unavailable' },
} as const satisfies Record<FailureKind, Advice>

/** What follows from a failure of this kind. */
export function adviceFor(kind: FailureKind): Advice {
  return advice[kind]
}

const byStatus: Readonly<Record<number, FailureKind>> = {
  400: 'bad_request',
  401: 'unauthorized',
  402: 'payment_required',
  403: 'unauthorized',
  404: 'not_found',
  // The provider gave up waiting; asking again is what the status is for (RFC 9110, 15.5.9).
  408: 'server_error',
  413: 'bad_request',
  422: 'bad_request',
  // Bedrock: the model behind it failed.
  424: 'server_error',
  425: 'server_error',
  429: 'rate_limited',
  503: 'overloaded',
  529: 'overloaded',
}

/** Codes and types of error bodies that say more than the status; spelled as OpenAI, Anthropic, DeepSeek and others send them. */
const byCode: Readonly<Record<string, FailureKind>> = {
  insufficient_quota: 'spend_limit',
  billing_hard_limit_reached: 'spend_limit',
  billing_not_active: 'spend_limit',
  billing_error: 'spend_limit',
  insufficient_balance: 'spend_limit',
  insufficient_credits: 'spend_limit',
  quota_exceeded: 'spend_limit',
  spend_limit_reached: 'spend_limit',
  overloaded_error: 'overloaded',
  rate_limit_error: 'rate_limited',
  rate_limit_exceeded: 'rate_limited',
  model_not_found: 'not_found',
  invalid_api_key: 'unauthorized',
  authentication_error: 'unauthorized',
}

/** Statuses whose cause the error code may refine; a code never turns a success or our own mistake into something else. */
const refinable = new Set([400, 401, 402, 403, 404, 429, 500, 503, 529])

/**
 * What a head without a success means. `headers` have lower-case names; `errorCode` is `error.code` or `error.type` of the body, null when
 * it has none; `nowMs` (milliseconds since 1970) serves a `retry-after` given as a date, which is ignored without it.
 */
export function classifyStatus(
  status: number,
  headers: Readonly<Record<string, string>>,
  errorCode: string | null,
  nowMs: number | null = null,
): UpstreamFailure {
  return { kind: kindOf(status, errorCode), status, retryAfterMs: readRetryAfter(headers, nowMs) }
}

/** An error that came where an answer was promised, by its code; undefined: nothing that we know more of. */
export function classifyCode(code: string | null): FailureKind | undefined {
  return code !== null && Object.hasOwn(byCode, code) ? byCode[code] : undefined
}

function kindOf(status: number, errorCode: string | null): FailureKind {
  const refined = errorCode !== null && refinable.has(status) && Object.hasOwn(byCode, errorCode) ? byCode[errorCode] : undefined
  const known = refined ?? byStatus[status]
  if (known !== undefined) return known
  if (status >= 500) return 'server_error'
  if (status >= 400) return 'bad_request'
  if (status >= 300) return 'redirect'
  return 'bad_response'
}

/** Nobody means to be asked again tomorrow; a longer wish is cut to this. */
export const retryAfterMsMax = 3_600_000

/** `retry-after-ms`, then `retry-after` in seconds or as an HTTP date (RFC 9110, 10.2.3). null: absent or not understood. */
export function readRetryAfter(headers: Readonly<Record<string, string>>, nowMs: number | null): number | null {
  const exact = headers['retry-after-ms']
  if (exact !== undefined && /^\d{1,12}(\.\d{1,9})?$/.test(exact.trim())) return bounded(Number(exact))
  const text = headers['retry-after']?.trim()
  if (text === undefined || text === '') return null
  if (/^\d{1,12}(\.\d{1,9})?$/.test(text)) return bounded(Number(text) * 1_000)
  // Date.parse takes far more than HTTP dates; all of those begin with the name of a day.
  if (nowMs === null || !/^(Mon|Tue|Wed|Thu|Fri|Sat|Sun)/.test(text)) return null
  const at = Date.parse(text)
  return Number.isNaN(at) ? null : bounded(at - nowMs)
}

function bounded(ms: number): number {
  return Math.min(Math.max(Math.ceil(ms), 0), retryAfterMsMax)
}
