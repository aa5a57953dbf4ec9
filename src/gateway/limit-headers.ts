// What is left of a caller's limits -> headers of the answer. Both our short form and OpenAI's.
import type { LimitReport } from '../limits/limiter.ts'
import type { ReplyHeaders } from './call.ts'

/** `1s`, `120ms`: the form in which OpenAI's reset headers are read. */
function duration(ms: number): string {
  return ms >= 1_000 ? `${Math.ceil(ms / 1_000)}s` : `${Math.ceil(ms)}ms`
}

export function limitHeaders(report: LimitReport): ReplyHeaders {
  const headers: ReplyHeaders = {}
  if (report.limitRequests !== null) {
    const limit = String(report.limitRequests)
    const remaining = String(report.remainingRequests ?? 0)
    headers['x-ratelimit-limit'] = limit
    headers['x-ratelimit-remaining'] = remaining
    headers['x-ratelimit-limit-requests'] = limit
    headers['x-ratelimit-remaining-requests'] = remaining
    headers['x-ratelimit-reset-requests'] = duration(report.resetRequestsMs)
  }
  if (report.limitTokens !== null) {
    headers['x-ratelimit-limit-tokens'] = String(report.limitTokens)
    headers['x-ratelimit-remaining-tokens'] = String(report.remainingTokens ?? 0)
    headers['x-ratelimit-reset-tokens'] = duration(report.resetTokensMs)
  }
  return headers
}
