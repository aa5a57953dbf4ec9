// What an amount or a record must be before it may touch the books. Knows no storage; a wrong one is a mistake of ours.
import { assert } from '../base/assert.ts'
import { type Nano, nanoMax } from '../contract/money.ts'
import type { UsageRecord } from '../contract/usage.ts'
import type { Adjustment } from './adjustment-store.ts'
import type { Reservation } from './ledger-store.ts'

/** 0 <= amount <= int64. Throws AssertionError. */
export function assertAmount(amount: Nano, what: string): void {
  assert(typeof amount === 'bigint' && amount >= 0n && amount <= nanoMax, `${what} is not an amount of nano-dollars`)
}

/** Amounts asked for may be beyond any balance (they are refused), but not negative and not in the wrong order. */
export function assertReservation(ask: Reservation): void {
  assert(typeof ask.leastNano === 'bigint' && typeof ask.fullNano === 'bigint', 'a hold is asked for in nano-dollars')
  assert(ask.leastNano >= 0n && ask.leastNano <= ask.fullNano, 'the least of a hold is between 0 and its full amount')
}

/** A correction moves something, and no more than any balance can hold. */
export function assertAdjustment({ amountNano }: Adjustment): void {
  assertAmount(amountNano < 0n ? -amountNano : amountNano, 'adjustment')
  assert(amountNano !== 0n, 'an adjustment moves something')
}

/** Counts are whole and not negative; amounts fit the books. Throws AssertionError. */
export function assertRecord(record: UsageRecord): void {
  assertAmount(record.costNano, 'cost')
  assertAmount(record.holdNano, 'hold')
  if (record.providerCostNano !== null) assertAmount(record.providerCostNano, 'provider cost')
  const { prompt, cached, cacheWrite, completion, reasoning, details } = record.tokens
  assert(isCount(prompt) && isCount(cached) && isCount(cacheWrite), 'prompt token counts are whole numbers')
  assert(isCount(completion) && isCount(reasoning) && isCount(record.count), 'output token counts are whole numbers')
  if (details !== undefined) {
    const { toolCalls, units = {}, ...tokens } = details
    const counts = [...Object.values(tokens), ...Object.values(toolCalls), ...Object.values(units)]
    assert(counts.every(isCount), 'counts of kinds, calls and pieces are whole numbers')
  }
  assert(Number.isSafeInteger(record.timeMs), 'the time of a record is in whole milliseconds')
}

function isCount(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 0
}
