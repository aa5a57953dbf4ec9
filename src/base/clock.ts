// The only place that reads a clock. Knows nothing of what the time is for.
import { performance } from 'node:perf_hooks'

export interface Clock {
  /** Wall clock, milliseconds since 1970 (UTC). Never goes backwards within one process, even when the system clock does. */
  now(): number
  /** Monotonic milliseconds from an arbitrary origin, for durations. */
  elapsed(): number
}

/** The system clock. A step back of the system clock is held, not followed: records stay in order and IDs stay unique. */
export function systemClock(): Clock {
  let latest = 0
  return {
    now() {
      const time = Date.now()
      if (time > latest) latest = time
      return latest
    },
    elapsed: () => performance.now(),
  }
}

/** A clock that a test moves by hand. */
export function handClock(start = 1_800_000_000_000): Clock & { advance(ms: number): void } {
  let time = start
  return { now: () => time, elapsed: () => time, advance: (ms) => void (time += ms) }
}
