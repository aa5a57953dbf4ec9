// The verdict over requests per minute, tokens per minute and concurrency, for a key and its account together. Knows no clock and no HTTP.

/** null: no limit. */
export interface Limits {
  readonly requestsPerMinute: number | null
  readonly tokensPerMinute: number | null
  readonly concurrentRequests: number | null
}

export interface LimitSubject {
  /** Key or account ID. */
  readonly id: string
  readonly limits: Limits
}

/** What is left for the tighter of key and account; null where neither has a limit. */
export interface LimitReport {
  readonly limitRequests: number | null
  readonly remainingRequests: number | null
  /** Milliseconds until the request window is empty again. */
  readonly resetRequestsMs: number
  readonly limitTokens: number | null
  readonly remainingTokens: number | null
  readonly resetTokensMs: number
}

export type LimitVerdict =
  | { readonly ok: true; readonly report: LimitReport }
  | {
      readonly ok: false
      readonly code: 'rate_limit_exceeded' | 'token_rate_limit_exceeded' | 'concurrency_limit_exceeded' | 'request_too_large'
      /** Whose limit: `key` or `account`. */
      readonly scope: 'key' | 'account'
      readonly limit: number
      readonly retryAfterMs: number
      readonly report: LimitReport
    }

export interface Limiter {
  /**
   * Decides all limits of key and account at once; counts the request only when every one of them admits it.
   * A request whose `tokens` alone exceed a tokens-per-minute limit is `request_too_large`.
   */
  admit(key: LimitSubject, account: LimitSubject, tokens: number, nowMs: number): LimitVerdict
  /** The request ended: gives its place in flight back. Called exactly once for each admitted request. */
  release(keyId: string, accountId: string): void
  /** The state without counting anything, for headers of answers that are not rate limited. */
  report(key: LimitSubject, account: LimitSubject, nowMs: number): LimitReport
}
