// What a budget is in time: over all time, or per day, week or month in UTC. Pure arithmetic on instants; knows no clock and no storage.
import type { Nano } from './money.ts'

/** When a budget begins to count anew, in UTC: at midnight, on Monday, on the first of the month. */
export type BudgetReset = 'daily' | 'weekly' | 'monthly'
export const budgetResets = ['daily', 'weekly', 'monthly'] as const satisfies readonly BudgetReset[]

const dayMs = 86_400_000
const weekMs = 7 * dayMs
/** 1970-01-05, the first Monday since 1970, which began on a Thursday. */
const firstMondayMs = 4 * dayMs

/** The first instant of the window that contains `atMs` (milliseconds since 1970); 0 for a budget that never resets. */
export function windowStartMs(reset: BudgetReset | null, atMs: number): number {
  switch (reset) {
    case null:
      return 0
    case 'daily':
      return Math.floor(atMs / dayMs) * dayMs
    case 'weekly':
      return Math.floor((atMs - firstMondayMs) / weekMs) * weekMs + firstMondayMs
    case 'monthly': {
      const at = new Date(atMs)
      return Date.UTC(at.getUTCFullYear(), at.getUTCMonth(), 1)
    }
  }
}

/** The first instant after the window that starts at `startMs`; null for a budget that never resets. */
export function windowEndMs(reset: BudgetReset | null, startMs: number): number | null {
  switch (reset) {
    case null:
      return null
    case 'daily':
      return startMs + dayMs
    case 'weekly':
      return startMs + weekMs
    case 'monthly': {
      const start = new Date(startMs)
      return Date.UTC(start.getUTCFullYear(), start.getUTCMonth() + 1, 1)
    }
  }
}

/** The sums of one window: charges of requests that were reserved in it, and what those still running hold. */
export interface WindowSums {
  readonly startMs: number
  readonly spentNano: Nano
  readonly heldNano: Nano
}

/**
 * The window that a request reserved at `atMs` belongs to. `latest` is the latest window that ever held anything (null: none did):
 * a clock that was set back does not reopen an earlier one.
 */
export function windowAt(reset: BudgetReset | null, latest: WindowSums | null, atMs: number): WindowSums {
  const startMs = windowStartMs(reset, atMs)
  return latest !== null && latest.startMs >= startMs ? latest : { startMs, spentNano: 0n, heldNano: 0n }
}

/** What is left of a budget in a window, never below 0: it may have been lowered below what is spent and held. */
export function remainingNano(limitNano: Nano, { spentNano, heldNano }: Pick<WindowSums, 'spentNano' | 'heldNano'>): Nano {
  const left = limitNano - spentNano - heldNano
  return left < 0n ? 0n : left
}
