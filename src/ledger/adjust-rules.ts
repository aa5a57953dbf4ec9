// How much of a correction may move? Pure arithmetic over the sums of an account and a key; knows no storage and no clock.
import { type Nano, nanoMax } from '../contract/money.ts'
import type { Adjustment } from './adjustment-store.ts'
import { type AccountSums, availableOf, type BudgetSums, type KeySums } from './hold-rules.ts'

export type AdjustVerdict = { readonly ok: true; readonly amountNano: Nano } | { readonly ok: false; readonly reason: AdjustRefusal }
type AdjustRefusal = 'insufficient_balance' | 'too_large'

/**
 * A gain moves whole. A loss moves only within what is free now: balance less holds, the key's budget over its life where it has one, and
 * the window in which it is posted of every other budget on all models.
 * So a correction can neither make a balance negative nor take what a running request lives on.
 */
export function decideAdjust(
  account: AccountSums,
  key: KeySums | undefined,
  ask: Pick<Adjustment, 'amountNano' | 'whenShort'>,
  budgets: readonly BudgetSums[],
): AdjustVerdict {
  const { amountNano, whenShort } = ask
  if (amountNano > 0n) {
    return amountNano > nanoMax - account.balanceNano ? { ok: false, reason: 'too_large' } : { ok: true, amountNano }
  }
  const freeNano = key === undefined ? account.balanceNano - account.heldNano : availableOf(account, key, budgets)
  if (-amountNano <= freeNano) return { ok: true, amountNano }
  if (whenShort === 'refuse' || freeNano === 0n) return { ok: false, reason: 'insufficient_balance' }
  return { ok: true, amountNano: -freeNano }
}

/** What the key has spent afterwards: never below 0. */
export function spentAfter(spentNano: Nano, gainedNano: Nano): Nano {
  const spent = spentNano - gainedNano
  return spent < 0n ? 0n : spent
}
