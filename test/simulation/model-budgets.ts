// The reference for budgets: written from the rules of docs/concepts/money.md alone, with a calendar of its own. Imports nothing of the product.

export type Reset = 'daily' | 'weekly' | 'monthly' | null

export interface Window {
  readonly start: number
  spent: bigint
  held: bigint
  /** Holds that take from it. */
  open: number
  /** null: the budget is gone, or counts anew. */
  budget: Budget | null
}

export interface Subject {
  readonly account: string
  readonly key: string | null
  readonly member: string | null
  readonly model: string | null
}

export interface Budget extends Subject {
  limit: bigint
  reset: Reset
  window: Window | null
}

/** What decides of a budget: its limit now, and one window's sums. */
export interface Sums {
  readonly budget: Budget
  readonly start: number
  readonly spent: bigint
  readonly held: bigint
}

/** An open hold, as far as budgets are concerned. */
export interface Holding {
  readonly account: string
  readonly key: string
  readonly model: string
  readonly amount: bigint
  readonly atMs: number
  windows: Window[]
}

export const subjectText = ({ account, key, member, model }: Subject): string => `${account}/${key ?? '-'}/${member ?? '-'}/${model ?? '*'}`

/** The calendar day, week (from Monday) or month of an instant, as its first instant. */
function startOf(reset: Reset, atMs: number): number {
  if (reset === null) return 0
  const at = new Date(atMs)
  const [year, month, day] = [at.getUTCFullYear(), at.getUTCMonth(), at.getUTCDate()]
  if (reset === 'monthly') return Date.UTC(year, month, 1)
  const sinceMonday = (at.getUTCDay() + 6) % 7
  return Date.UTC(year, month, reset === 'daily' ? day : day - sinceMonday)
}

function endOf(reset: Reset, start: number): number | null {
  const at = new Date(start)
  const [year, month, day] = [at.getUTCFullYear(), at.getUTCMonth(), at.getUTCDate()]
  if (reset === null) return null
  if (reset === 'monthly') return Date.UTC(year, month + 1, 1)
  return Date.UTC(year, month, day + (reset === 'daily' ? 1 : 7))
}

/** Which budget refused, in the words of asks.ts. */
export function budgetText({ budget, start }: Sums): string {
  const owner = budget.key !== null ? 'key' : budget.member !== null ? 'member' : 'account'
  return `${owner}/${budget.model ?? '*'}/${budget.reset ?? 'never'}/${endOf(budget.reset, start) ?? '-'}`
}

/** The budgets of a request: the key's, its member's, the account's, each on all models and on its own. */
export function budgetsUnder(budgets: readonly Budget[], request: Pick<Subject, 'account' | 'key' | 'member' | 'model'>): Budget[] {
  return budgets
    .filter((budget) => budget.account === request.account && (budget.model === null || budget.model === request.model))
    .filter((budget) => budget.key === null || budget.key === request.key)
    .filter((budget) => budget.member === null || budget.member === request.member)
}

/** Of several that are too small the one that is named: the key's before its member's before the account's, all models before one. */
export function nearest(sums: readonly Sums[]): Sums | undefined {
  const rank = ({ budget: { key, member, model } }: Sums): number => (key !== null ? 0 : member !== null ? 2 : 4) + (model === null ? 0 : 1)
  return sums.toSorted((a, b) => rank(a) - rank(b))[0]
}

/** The window of now, or the latest that was ever held from when the clock says less. */
export function sumsNow(budget: Budget, atMs: number): Sums {
  const start = startOf(budget.reset, atMs)
  if (budget.window !== null && budget.window.start >= start) {
    const { start: latest, spent, held } = budget.window
    return { budget, start: latest, spent, held }
  }
  return { budget, start, spent: 0n, held: 0n }
}

/** The windows in which a hold was reserved, of budgets that are still there. */
export function sumsThen(windows: readonly Window[]): Sums[] {
  return windows.flatMap(({ budget, start, spent, held }) => (budget === null ? [] : [{ budget, start, spent, held }]))
}

export function enter(budget: Budget, atMs: number): Window {
  return windowFrom(budget, sumsNow(budget, atMs).start)
}

function windowFrom(budget: Budget, start: number): Window {
  if (budget.window === null || budget.window.start !== start) budget.window = { start, spent: 0n, held: 0n, open: 0, budget }
  return budget.window
}

/**
 * With the same reset it goes on counting; else it begins at 0 with the holds that `runs` says run under it, each in the window in which it
 * was reserved. What ran under it before and does not any more, as its key has another member now, is let go.
 */
export function setBudget(
  { budgets, holds }: { readonly budgets: Budget[]; readonly holds: readonly Holding[] },
  subject: Subject,
  { limit, reset }: Pick<Budget, 'limit' | 'reset'>,
  runs: (hold: Holding) => boolean,
): void {
  let budget = budgets.find((one) => subjectText(one) === subjectText(subject))
  if (budget !== undefined && budget.reset === reset) {
    budget.limit = limit
    return
  }
  if (budget === undefined) {
    budget = { ...subject, limit, reset, window: null }
    budgets.push(budget)
  } else {
    letGo(budget, holds)
    Object.assign(budget, { limit, reset, window: null })
  }
  const counted = budget
  for (const hold of holds.filter(runs).sort((a, b) => a.atMs - b.atMs)) {
    const window = windowFrom(counted, startOf(reset, hold.atMs))
    window.held += hold.amount
    window.open += 1
    hold.windows.push(window)
  }
}

export function dropBudget(budgets: Budget[], subject: Subject, holds: readonly Holding[]): boolean {
  const at = budgets.findIndex((one) => subjectText(one) === subjectText(subject))
  if (at < 0) return false
  letGo(budgets[at] as Budget, holds)
  budgets.splice(at, 1)
  return true
}

function letGo(budget: Budget, holds: readonly Holding[]): void {
  for (const hold of holds) hold.windows = hold.windows.filter((window) => window.budget !== budget)
}
