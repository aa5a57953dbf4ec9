// All limits of a key and its account, decided together. Pure in (states, limits, now). Knows nothing of where the states are kept.
import type { LimitReport, Limits, LimitVerdict } from './limiter.ts'
import { type Amount, emptyAfter, waitFor, type Window } from './rate-window.ts'

/** What is known of one key or one account. */
export interface SubjectState {
  readonly window: Window
  inFlight: number
}

/** One side of a decision. The windows have been advanced to now. */
export interface Side {
  readonly state: SubjectState
  readonly limits: Limits
}

type Refusal = Extract<LimitVerdict, { ok: false }>
type RefusalFacts = Omit<Refusal, 'report'>

/** When a place in flight becomes free cannot be known; clients ask again after this. */
export const concurrencyRetryMs = 1_000

/**
 * null: admitted. Of several limits in the way, the one that takes longest to clear is named, so that a client that waits for it is
 * not refused by another. A limit of 0 refuses always.
 */
export function findRefusal(key: Side, account: Side, tokens: number): RefusalFacts | null {
  const tooLarge = alone(key, 'key', tokens) ?? alone(account, 'account', tokens)
  if (tooLarge !== null) return tooLarge
  return longer(waiting(key, 'key', tokens), waiting(account, 'account', tokens))
}

function alone({ limits }: Side, scope: 'key' | 'account', tokens: number): RefusalFacts | null {
  const limit = limits.tokensPerMinute
  return limit !== null && tokens > limit ? { ok: false, code: 'request_too_large', scope, limit, retryAfterMs: 0 } : null
}

function waiting({ state, limits }: Side, scope: 'key' | 'account', tokens: number): RefusalFacts | null {
  let worst: RefusalFacts | null = null
  const { concurrentRequests, requestsPerMinute, tokensPerMinute } = limits
  if (concurrentRequests !== null && state.inFlight >= concurrentRequests) {
    worst = { ok: false, code: 'concurrency_limit_exceeded', scope, limit: concurrentRequests, retryAfterMs: concurrencyRetryMs }
  }
  if (requestsPerMinute !== null) {
    const wait = waitFor(state.window, 'requests', 1, requestsPerMinute)
    if (wait > 0) worst = longer(worst, { ok: false, code: 'rate_limit_exceeded', scope, limit: requestsPerMinute, retryAfterMs: wait })
  }
  if (tokensPerMinute !== null) {
    const wait = waitFor(state.window, 'tokens', tokens, tokensPerMinute)
    if (wait > 0) worst = longer(worst, { ok: false, code: 'token_rate_limit_exceeded', scope, limit: tokensPerMinute, retryAfterMs: wait })
  }
  return worst
}

function longer(one: RefusalFacts | null, other: RefusalFacts | null): RefusalFacts | null {
  if (one === null || other === null) return one ?? other
  return other.retryAfterMs > one.retryAfterMs ? other : one
}

/** What is left, for the tighter of key and account. */
export function reportOf(key: Side, account: Side): LimitReport {
  const requests = tighter(key, account, 'requests')
  const tokens = tighter(key, account, 'tokens')
  return {
    limitRequests: requests === null ? null : limitOf(requests, 'requests'),
    remainingRequests: requests === null ? null : remaining(requests, 'requests'),
    resetRequestsMs: requests === null ? 0 : emptyAfter(requests.state.window),
    limitTokens: tokens === null ? null : limitOf(tokens, 'tokens'),
    remainingTokens: tokens === null ? null : remaining(tokens, 'tokens'),
    resetTokensMs: tokens === null ? 0 : emptyAfter(tokens.state.window),
  }
}

function limitOf({ limits }: Side, amount: Amount): number | null {
  return amount === 'requests' ? limits.requestsPerMinute : limits.tokensPerMinute
}

function remaining(side: Side, amount: Amount): number {
  const { window } = side.state
  const used = amount === 'requests' ? window.requestsTotal : window.tokensTotal
  return Math.max(0, (limitOf(side, amount) ?? 0) - used)
}

function tighter(key: Side, account: Side, amount: Amount): Side | null {
  if (limitOf(key, amount) === null) return limitOf(account, amount) === null ? null : account
  if (limitOf(account, amount) === null) return key
  return remaining(account, amount) < remaining(key, amount) ? account : key
}
