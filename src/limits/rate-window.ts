// What passed in the last minute, for one key or one account. Pure in (state, now). Knows no limits' meaning and no clock.

/** The window of every limit "per minute". */
export const windowMs = 60_000

/** Amounts that come within this time share one entry: the newest of them says when all leave, so an entry leaves late, never early. */
const bucketMs = 1_000

/** Entries begin at least a second apart and live at most 61 s. */
const entriesMax = 64

/**
 * A ring of entries (time of the last amount, requests, tokens), oldest first. It grows to 64 entries only for subjects that are busy
 * throughout a minute. `Window` is mutable and owned by its subject.
 */
export interface Window {
  times: Float64Array
  requests: Float64Array
  tokens: Float64Array
  /** Index of the oldest entry. */
  head: number
  size: number
  /** When the newest entry began. */
  newestStartMs: number
  /** The latest time seen. */
  latestMs: number
  requestsTotal: number
  tokensTotal: number
}

/** Nothing has passed yet. */
export function emptyWindow(): Window {
  return {
    times: none,
    requests: none,
    tokens: none,
    head: 0,
    size: 0,
    newestStartMs: 0,
    latestMs: 0,
    requestsTotal: 0,
    tokensTotal: 0,
  }
}

const none = new Float64Array(0)

/**
 * Lets everything go that is a minute old, and returns the time that holds for this window. A step back of the clock of up to a minute
 * is held at the latest time seen: nothing is let go early. After a longer one the clock was set: all entries move with it, keeping
 * their age, so that the window neither empties at once nor stays full until the old time comes round again.
 */
export function advance(window: Window, nowMs: number): number {
  if (nowMs < window.latestMs) {
    if (window.latestMs - nowMs <= windowMs) return window.latestMs
    shift(window, nowMs - window.latestMs)
  }
  window.latestMs = nowMs
  while (window.size > 0 && (window.times[window.head] as number) + windowMs <= nowMs) {
    window.requestsTotal -= window.requests[window.head] as number
    window.tokensTotal -= window.tokens[window.head] as number
    window.head = (window.head + 1) % window.times.length
    window.size -= 1
  }
  return nowMs
}

function shift(window: Window, byMs: number): void {
  for (let index = 0; index < window.times.length; index++) window.times[index] = (window.times[index] as number) + byMs
  window.newestStartMs += byMs
}

/** Counts one request and its tokens. `nowMs` is what `advance` returned. */
export function count(window: Window, tokens: number, nowMs: number): void {
  if (window.size === 0 || nowMs - window.newestStartMs >= bucketMs) begin(window, nowMs)
  const at = (window.head + window.size - 1) % window.times.length
  window.times[at] = nowMs
  window.requests[at] = (window.requests[at] as number) + 1
  window.tokens[at] = (window.tokens[at] as number) + tokens
  window.requestsTotal += 1
  window.tokensTotal += tokens
}

function begin(window: Window, nowMs: number): void {
  if (window.size === window.times.length) grow(window)
  const at = (window.head + window.size) % window.times.length
  window.requests[at] = 0
  window.tokens[at] = 0
  window.size += 1
  window.newestStartMs = nowMs
}

function grow(window: Window): void {
  const length = Math.min(entriesMax, Math.max(4, window.times.length * 2))
  const straighten = (ring: Float64Array): Float64Array => {
    const next = new Float64Array(length)
    for (let index = 0; index < window.size; index++) next[index] = ring[(window.head + index) % ring.length] as number
    return next
  }
  window.times = straighten(window.times)
  window.requests = straighten(window.requests)
  window.tokens = straighten(window.tokens)
  window.head = 0
}

/** Which of the two amounts. */
export type Amount = 'requests' | 'tokens'

/**
 * Milliseconds until `more` fits under `limit`: 0 when it does now; the whole window when it never can.
 * Exact: one millisecond earlier it would not fit. Call after `advance`.
 */
export function waitFor(window: Window, amount: Amount, more: number, limit: number): number {
  let total = amount === 'requests' ? window.requestsTotal : window.tokensTotal
  if (total + more <= limit) return 0
  const ring = window[amount]
  for (let index = 0; index < window.size; index++) {
    const at = (window.head + index) % ring.length
    total -= ring[at] as number
    if (total + more <= limit) return (window.times[at] as number) + windowMs - window.latestMs
  }
  return windowMs
}

/** Milliseconds until nothing of what passed counts any more. Call after `advance`. */
export function emptyAfter(window: Window): number {
  if (window.size === 0) return 0
  return (window.times[(window.head + window.size - 1) % window.times.length] as number) + windowMs - window.latestMs
}
