// One timer for everything that must not stay silent: slow bodies, quiet streams. Knows nothing of what it looks at.

export interface Swept {
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
  const watched = new Set<Swept>()
  const timer = setInterval(() => {
    const now = elapsed()
    for (const item of watched) item.sweep(now)
  }, everyMs)
  timer.unref()
  return {
    watch: (item) => void watched.add(item),
    forget: (item) => void watched.delete(item),
    get size() {
      return watched.size
    },
    stop: () => clearInterval(timer),
  }
}
