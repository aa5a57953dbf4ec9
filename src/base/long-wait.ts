// Waits that nearly always end before their time, by the thousand a second. Knows nothing of what is waited for.
import { systemClock } from './clock.ts'
import { createRoster, noSeat, type Seated } from './roster.ts'

export interface Wait {
  cancel(): void
}

/** Shorter ones are kept to the millisecond. */
const longMs = 10_000
const everyMs = 1_000

const clock = systemClock()

/** A class: one per request. */
class LongWait implements Wait, Seated {
  seat = noSeat
  readonly dueElapsed: number
  readonly over: () => void

  constructor(dueElapsed: number, over: () => void) {
    this.dueElapsed = dueElapsed
    this.over = over
  }

  cancel(): void {
    waiting.remove(this)
  }
}

const waiting = createRoster<LongWait>()
let sweeping: NodeJS.Timeout | undefined

/** Calls `over` after `ms`, up to a second later when that is ten seconds or more: one timer for all of those instead of one for each. */
export function startWait(ms: number, over: () => void): Wait {
  if (ms < longMs) {
    const timer = setTimeout(over, ms)
    return { cancel: () => clearTimeout(timer) }
  }
  const wait = new LongWait(clock.elapsed() + ms, over)
  waiting.add(wait)
  sweeping ??= setInterval(sweep, everyMs).unref()
  return wait
}

function sweep(): void {
  const now = clock.elapsed()
  for (const wait of waiting.members()) {
    if (wait.dueElapsed > now || wait.seat === noSeat) continue
    waiting.remove(wait)
    wait.over()
  }
  if (waiting.size > 0) return
  clearInterval(sweeping)
  sweeping = undefined
}
