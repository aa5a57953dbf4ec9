// When an alert fires, when it is armed again, and when a message is tried again. Pure: knows no storage and no clock.
import type { Nano } from '../contract/money.ts'
import type { AlertCondition } from './alert-store.ts'

/** What a condition is judged by. */
export interface AlertFigures {
  readonly balanceNano: Nano
  /** Of the key that a budget alert names; null: it has no budget, or is gone. */
  readonly budget: { readonly spentNano: Nano; readonly limitNano: Nano } | null
}

/** True on the wrong side of the line. Back on the right side, the alert is armed again. */
export function isCrossed(condition: AlertCondition, { balanceNano, budget }: AlertFigures): boolean {
  if (condition.kind === 'balance') return balanceNano < condition.belowNano
  return budget !== null && budget.spentNano * 100n >= budget.limitNano * BigInt(condition.percent)
}

/** Half a day of patience: long enough for a receiver that is down overnight, short enough that old news is not sent for a week. */
export const attemptsMax = 8
const firstWaitMs = 30_000
const longestWaitMs = 6 * 3_600_000

/** How long after its `attempts`-th try; `random` is 0 to 1 and spreads what failed together. */
export function waitMsAfter(attempts: number, random: number): number {
  const wait = Math.min(firstWaitMs * 4 ** (attempts - 1), longestWaitMs)
  return Math.round(wait * (0.5 + random / 2))
}
