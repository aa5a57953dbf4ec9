// How many retries may run at once: a share of the active requests, so that retries never multiply an outage. Knows no offers.

export interface RetryBudget {
  /** A request begins; call the returned function when it ends. */
  enter(): () => void
  /** Whether one more retry may start now; give it back when it has been sent. */
  take(): boolean
  giveBack(): void
}

/** Even a quiet server may retry a little. */
const retriesLeast = 3

export function createRetryBudget(shareMax: number): RetryBudget {
  let active = 0
  let retries = 0
  return {
    enter() {
      active++
      let left = false
      return () => {
        if (!left) active--
        left = true
      }
    },
    take() {
      if (retries >= Math.max(retriesLeast, active * shareMax)) return false
      retries++
      return true
    },
    giveBack() {
      retries--
    },
  }
}
