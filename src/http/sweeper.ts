// One timer for everything that must not stay silent: slow bodies, quiet streams. Knows nothing of what it looks at.
import { createRoster, type Seated } from '../base/roster.ts'

export interface Swept extends Seated {
  /** `nowElapsed`: monotonic milliseconds. */
  sweep(nowElapsed: number): void
}

export interface Sweeper {
  watch(item: Swept): void
  forget(item: Swept): void
  readonly size: number
  stop(): void
}

/** Looks at all watched items every `everyMs`. One timer for ten thousand streams instead of ten thousand timers. */
export function createSweeper(everyMs: number, elapsed: () => number): Sweeper {
  const watched = createRoster<Swept>()
  const timer = setInterval(() => {
    const now = elapsed()
    for (const item of watched.members()) item.sweep(now)
  }, everyMs)
  timer.unref()
  return {
    watch: watched.add,
    forget: watched.remove,
    get size() {
      return watched.size
    },
    stop: () => clearInterval(timer),
  }
}
