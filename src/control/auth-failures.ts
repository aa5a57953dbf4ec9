// Counts failed authentications per address, so that guessing is slow. Knows no credentials.

export interface AuthFailures {
  /** Milliseconds this address has to wait; 0 when it may try. */
  waitMs(address: string, nowMs: number): number
  /** `shown`: what was wrong, in a form that may be kept. The same again is no second guess: a browser goes on showing a session that ended. */
  failed(address: string, nowMs: number, shown?: string): void
  /** Counts one try of something that is limited whether it is right or wrong: 0, or, past the limit, the milliseconds to wait, and nothing is counted. */
  tryOnce(address: string, nowMs: number): number
  /** One that was counted before it was known to be right. */
  takeBack(address: string): void
  /** As if nothing had been wrong. */
  forget(address: string): void
}

const minuteMs = 60_000
/** Addresses remembered at once; the oldest is forgotten first, so that a flood of addresses costs no memory. */
const addressesMax = 10_000

export function createAuthFailures(max: number, windowMs = minuteMs): AuthFailures {
  const counts = new Map<string, { count: number; readonly untilMs: number; readonly shown: string[] }>()
  const limit: AuthFailures = {
    waitMs(address, nowMs) {
      const entry = counts.get(address)
      return entry !== undefined && entry.untilMs > nowMs && entry.count >= max ? entry.untilMs - nowMs : 0
    },
    failed(address, nowMs, shown) {
      const entry = counts.get(address)
      if (entry !== undefined && entry.untilMs > nowMs) {
        if (shown !== undefined && entry.shown.includes(shown)) return
        entry.count += 1
        // From `max` on nothing is looked at any more, so no more of them are kept.
        if (shown !== undefined && entry.shown.length < max) entry.shown.push(shown)
        return
      }
      counts.delete(address)
      if (counts.size >= addressesMax) counts.delete(counts.keys().next().value as string)
      counts.set(address, { count: 1, untilMs: nowMs + windowMs, shown: shown === undefined ? [] : [shown] })
    },
    tryOnce(address, nowMs) {
      const waitMs = limit.waitMs(address, nowMs)
      if (waitMs === 0) limit.failed(address, nowMs)
      return waitMs
    },
    takeBack(address) {
      const entry = counts.get(address)
      if (entry !== undefined && entry.count > 0) entry.count -= 1
    },
    forget: (address) => void counts.delete(address),
  }
  return limit
}

/** What counts as one place: an IPv4 address, or the /64 of an IPv6 one, because a single subscriber has all of that (RFC 6177). */
export function networkOf(address: string | null): string {
  if (address === null || !address.includes(':') || address.includes('.')) return address ?? ''
  const [head = '', tail] = address.split('::')
  const before = groupsOf(head)
  const after = groupsOf(tail ?? '')
  const zeros = Array.from({ length: Math.max(0, 8 - before.length - after.length) }, () => '0')
  return `${[...before, ...zeros, ...after].slice(0, 4).join(':')}::/64`
}

function groupsOf(text: string): readonly string[] {
  return text === '' ? [] : text.split(':').map((group) => Number.parseInt(group, 16).toString(16))
}

/** Codes of 6 digits can be guessed, so each person has a limit of their own, whoever asks and from wherever. */
export interface CodeLimits {
  /** Wrong passwords for one address of mail, from all places together. */
  readonly passwords: AuthFailures
  /** Reset codes for one person, asked for from an address where they are signed in: nobody else can use these up. */
  readonly sent: AuthFailures
  /** Reset codes for one person, asked for from anywhere else. */
  readonly sentElsewhere: AuthFailures
  /** Wrong codes of one person's app. */
  readonly wrong: AuthFailures
}

/** Five mails an hour bother nobody much; ten from strangers a day give 50 guesses, which find one code of a million in 55 years. */
export function createCodeLimits(): CodeLimits {
  const day = 1_440 * minuteMs
  return {
    passwords: createAuthFailures(200),
    sent: createAuthFailures(5, 60 * minuteMs),
    sentElsewhere: createAuthFailures(10, day),
    wrong: createAuthFailures(30, day),
  }
}
