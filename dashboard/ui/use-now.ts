// The present as a value that moves on: components re-render when it does.
import { useEffect, useState } from 'react'

export function useNow(everyMs: number): number {
  const [now, setNow] = useState(() => Date.now())
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), everyMs)
    return () => clearInterval(timer)
  }, [everyMs])
  return now
}

/** The present cut to the minute, so that what depends on it is asked once a minute and not on each render. */
export function useMinute(): number {
  return minuteOf(useNow(15_000))
}

/** For who asks ahead of a page: the same minute as the page itself will name. */
export function minuteOf(nowMs: number): number {
  return Math.ceil(nowMs / 60_000) * 60_000
}
