// Counts what a subject did within a time and says how long it must wait once they are too many. Bounded; knows nothing of what is counted.

export interface Tally {
  /** `weight` is 1 when absent. */
  add(subject: string, nowMs: number, weight?: bigint): void
  /** 0 while the subject is within its allowance; else milliseconds until its window ends. */
  waitMs(subject: string, nowMs: number): number
}

interface Window {
  sinceMs: number
  count: bigint
}

/** An allowance of `allowed` per window of `windowMs`; at most `subjectsMax` subjects are remembered, the oldest is forgotten first. */
export function createTally(allowed: bigint, windowMs: number, subjectsMax: number): Tally {
  const windows = new Map<string, Window>()
  const current = (subject: string, nowMs: number): Window | undefined => {
    const window = windows.get(subject)
    if (window === undefined || nowMs - window.sinceMs < windowMs) return window
    windows.delete(subject)
    return undefined
  }
  return {
    add(subject, nowMs, weight = 1n) {
      const window = current(subject, nowMs)
      if (window !== undefined) window.count += weight
      else {
        if (windows.size >= subjectsMax) windows.delete(windows.keys().next().value as string)
        windows.set(subject, { sinceMs: nowMs, count: weight })
      }
    },
    waitMs(subject, nowMs) {
      const window = current(subject, nowMs)
      return window === undefined || window.count < allowed ? 0 : Math.max(1, window.sinceMs + windowMs - nowMs)
    },
  }
}
