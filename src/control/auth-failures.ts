// Counts failed authentications per address, so that guessing is slow. Knows no credentials.

export interface AuthFailures {
  /** Milliseconds this address has to wait; 0 when it may try. */
  waitMs(address: string, nowMs: number): number
  failed(address: string, nowMs: number): void
}

const minuteMs = 60_000
/** Addresses remembered at once; the oldest is forgotten first, so that a flood of addresses costs no memory. */
const addressesMax = 10_000

export function createAuthFailures(max: number, windowMs = minuteMs): AuthFailures {
  const counts = new Map<string, { count: number; untilMs: number }>()
  return {
    waitMs(address, nowMs) {
      const entry = counts.get(address)
      return entry !== undefined && entry.untilMs > nowMs && entry.count >= max ? entry.untilMs - nowMs : 0
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

/** Codes of 6 digits can be guessed, so each person has a limit of their own, whoever asks and from wherever. */
export interface CodeLimits {
  /** Codes sent to one person. */
  readonly sent: AuthFailures
  /** Wrong codes for one person. */
  readonly wrong: AuthFailures
}

/** Five mails an hour bother nobody much; 30 guesses a day find one code of a million in 90 years. */
export function createCodeLimits(): CodeLimits {
  return { sent: createAuthFailures(5, 60 * minuteMs), wrong: createAuthFailures(30, 1_440 * minuteMs) }
}
