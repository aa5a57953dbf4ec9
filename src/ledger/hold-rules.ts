// May this hold be granted, and how much of it? Pure arithmetic over the sums of an account and a key; knows no storage and no clock.
import type { Nano } from '../contract/money.ts'
import type { ExtendVerdict, ReserveRefusal, ReserveVerdict, Reservation } from './ledger-store.ts'

/** The sums of an account that decide. */
export interface AccountSums {
  readonly balanceNano: Nano
  readonly heldNano: Nano
  readonly suspended: boolean
}

/** The state and the sums of a key that decide. A deleted key is absent. */
export interface KeySums {
  readonly disabled: boolean
  /** Milliseconds since 1970; null: never. */
  readonly expiresAtMs: number | null
  /** null: no budget of its own. */
  readonly budgetNano: Nano | null
  readonly spentNano: Nano
  readonly heldNano: Nano
}

export type HoldAsk = Pick<Reservation, 'fullNano' | 'leastNano' | 'whenShort' | 'atMs'>

/** Grants all, or what `whenShort` says when only the least fits, or names the first rule that refuses. */
export function decideReserve(account: AccountSums, key: KeySums | undefined, ask: HoldAsk): ReserveVerdict {
  const availableNano = availableOf(account, key)
  const stop = standing(account, key, ask.atMs)
  if (stop !== null) return { ok: false, reason: stop, availableNano }
  const left = { availableNano, balanceNano: account.balanceNano - account.heldNano, budgetNano: budgetLeftOf(key) }
  if (ask.fullNano <= availableNano) return { ok: true, amountNano: ask.fullNano, ...left }
  if (ask.leastNano <= availableNano) {
    return { ok: true, amountNano: ask.whenShort === 'least' ? ask.leastNano : availableNano, ...left }
  }
  return { ok: false, reason: shortOf(account, ask.leastNano), availableNano }
}

/** The same rules for more on an open hold; a granted `amountNano` is the whole hold after the extension. */
export function decideExtend(account: AccountSums, key: KeySums | undefined, ask: ExtendAsk): ExtendVerdict {
  const availableNano = availableOf(account, key)
  const stop = standing(account, key, ask.atMs)
  if (stop !== null) return { ok: false, reason: stop, availableNano }
  if (ask.addNano > availableNano) return { ok: false, reason: shortOf(account, ask.addNano), availableNano }
  return { ok: true, amountNano: ask.heldNano + ask.addNano, availableNano }
}

export interface ExtendAsk {
  /** What the hold is now. */
  readonly heldNano: Nano
  readonly addNano: Nano
  readonly atMs: number
}

/** min(balance - held, budget - spent - held), never below 0: a budget may have been lowered below what is spent. */
export function availableOf(account: AccountSums, key: KeySums | undefined): Nano {
  if (key === undefined) return 0n
  const funds = account.balanceNano - account.heldNano
  const budget = budgetLeftOf(key) ?? funds
  const least = budget < funds ? budget : funds
  return least < 0n ? 0n : least
}

/** budget - spent - held; null without a budget. */
function budgetLeftOf(key: KeySums | undefined): Nano | null {
  return key === undefined || key.budgetNano === null ? null : key.budgetNano - key.spentNano - key.heldNano
}

function standing(account: AccountSums, key: KeySums | undefined, atMs: number): ReserveRefusal | null {
  if (key === undefined) return 'key_deleted'
  if (account.suspended) return 'account_suspended'
  if (key.disabled) return 'key_disabled'
  if (key.expiresAtMs !== null && key.expiresAtMs <= atMs) return 'key_expired'
  return null
}

function shortOf(account: AccountSums, neededNano: Nano): ReserveRefusal {
  return neededNano > account.balanceNano - account.heldNano ? 'insufficient_balance' : 'insufficient_budget'
}
