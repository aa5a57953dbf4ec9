// May this hold be granted, and how much of it? Pure arithmetic over the sums of an account, a key and budgets; knows no storage and no clock.
import { remainingNano } from '../contract/budget.ts'
import type { Nano } from '../contract/money.ts'
import type { BudgetName, ExtendVerdict, ReserveRefusal, ReserveVerdict, Reservation } from './ledger-store.ts'

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
  /** Over the key's life; null: no such budget. */
  readonly budgetNano: Nano | null
  readonly spentNano: Nano
  readonly heldNano: Nano
}

/** Any other budget that the request falls under, with the sums of the one window that decides. */
export interface BudgetSums {
  readonly name: BudgetName
  readonly limitNano: Nano
  readonly spentNano: Nano
  readonly heldNano: Nano
}

export type HoldAsk = Pick<Reservation, 'fullNano' | 'leastNano' | 'whenShort' | 'atMs'>

/** Grants all, or what `whenShort` says when only the least fits, or names the first rule that refuses. */
export function decideReserve(
  account: AccountSums,
  key: KeySums | undefined,
  ask: HoldAsk,
  budgets: readonly BudgetSums[],
): ReserveVerdict {
  const availableNano = availableOf(account, key, budgets)
  const stop = standing(account, key, ask.atMs)
  if (stop !== null) return { ok: false, reason: stop, availableNano }
  const left = { availableNano, balanceNano: account.balanceNano - account.heldNano, budgetNano: budgetLeftOf(key, budgets) }
  if (ask.fullNano <= availableNano) return { ok: true, amountNano: ask.fullNano, ...left }
  if (ask.leastNano <= availableNano) {
    return { ok: true, amountNano: ask.whenShort === 'least' ? ask.leastNano : availableNano, ...left }
  }
  return { ...shortOf(account, ask.leastNano, budgets), availableNano }
}

/** The same rules for more on an open hold; a granted `amountNano` is the whole hold after the extension. */
export function decideExtend(
  account: AccountSums,
  key: KeySums | undefined,
  ask: ExtendAsk,
  budgets: readonly BudgetSums[],
): ExtendVerdict {
  const availableNano = availableOf(account, key, budgets)
  const stop = standing(account, key, ask.atMs)
  if (stop !== null) return { ok: false, reason: stop, availableNano }
  if (ask.addNano > availableNano) return { ...shortOf(account, ask.addNano, budgets), availableNano }
  return { ok: true, amountNano: ask.heldNano + ask.addNano, availableNano }
}

export interface ExtendAsk {
  /** What the hold is now. */
  readonly heldNano: Nano
  readonly addNano: Nano
  readonly atMs: number
}

/** The least of balance - held and of what each budget leaves, never below 0: a budget may have been lowered below what is spent. */
export function availableOf(account: AccountSums, key: KeySums | undefined, budgets: readonly BudgetSums[]): Nano {
  if (key === undefined) return 0n
  const funds = account.balanceNano - account.heldNano
  let least = lesser(funds, leftOverLife(key) ?? funds)
  for (const budget of budgets) least = lesser(least, remainingNano(budget.limitNano, budget))
  return least < 0n ? 0n : least
}

function lesser(a: Nano, b: Nano): Nano {
  return b < a ? b : a
}

function leftOverLife(key: KeySums): Nano | null {
  return key.budgetNano === null ? null : key.budgetNano - key.spentNano - key.heldNano
}

/** What the key's own budget on all models leaves, over its life or in the window; null without one. */
function budgetLeftOf(key: KeySums | undefined, budgets: readonly BudgetSums[]): Nano | null {
  const own = budgets.find(({ name }) => name.owner === 'key' && name.model === null)
  if (own !== undefined) return own.limitNano - own.spentNano - own.heldNano
  return key === undefined ? null : leftOverLife(key)
}

function standing(account: AccountSums, key: KeySums | undefined, atMs: number): ReserveRefusal | null {
  if (key === undefined) return 'key_deleted'
  if (account.suspended) return 'account_suspended'
  if (key.disabled) return 'key_disabled'
  if (key.expiresAtMs !== null && key.expiresAtMs <= atMs) return 'key_expired'
  return null
}

const overLife: BudgetName = { owner: 'key', model: null, reset: null, resetsAtMs: null }

/** Nearest to the caller first, whatever order the budgets come in. */
const ranks: Readonly<Record<BudgetName['owner'], number>> = { key: 0, member: 2, account: 4 }

function rankOf({ name }: BudgetSums): number {
  return ranks[name.owner] + (name.model === null ? 0 : 1)
}

/** The balance first, then the budgets by rank; when none of those is too small, it is the one over the key's life. */
function shortOf(account: AccountSums, neededNano: Nano, budgets: readonly BudgetSums[]) {
  if (neededNano > account.balanceNano - account.heldNano) return { ok: false, reason: 'insufficient_balance' } as const
  const [short] = budgets.filter((budget) => neededNano > remainingNano(budget.limitNano, budget)).sort((a, b) => rankOf(a) - rankOf(b))
  return { ok: false, reason: 'insufficient_budget', budget: short?.name ?? overLife } as const
}
