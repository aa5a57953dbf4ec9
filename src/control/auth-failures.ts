// Counts failed authentications per address, so that guessing is slow. Knows no credentials.

export interface AuthFailures {
  /** Milliseconds this address has to wait; 0 when it may try. */
  waitMs(address: string, nowMs: number): number
  failed(address: string, nowMs: number): void
}

const windowMs = 60_000
/** Addresses remembered at once; the oldest is forgotten first, so that a flood of addresses costs no memory. */
const addressesMax = 10_000

export function createAuthFailures(perMinute: number): AuthFailures {
  const counts = new Map<string, { count: number; untilMs: number }>()
  return {
    waitMs(address, nowMs) {
      const entry = counts.get(address)
      return entry !== undefined && entry.untilMs > nowMs && entry.count >= perMinute ? entry.untilMs - nowMs : 0
    },
    failed(address, nowMs) {
      const entry = counts.get(address)
      if (entry !== undefined && entry.untilMs > nowMs) {
        entry.count += 1
        return
      }
      counts.delete(address)
      if (counts.size >= addressesMax) counts.delete(counts.keys().next().value as string)
      counts.set(address, { count: 1, untilMs: nowMs + windowMs })
    },
  }
}
