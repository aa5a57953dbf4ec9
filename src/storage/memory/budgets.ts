// Budgets in memory: rows, the windows that holds take from, and the port. Forgets all when the process ends.
import { type BudgetReset, windowAt, type WindowSums, windowStartMs } from '../../contract/budget.ts'
import type { AccountId, BudgetId, KeyId, MemberId, ModelId } from '../../contract/ids.ts'
import type { Nano } from '../../contract/money.ts'
import type { Key } from '../../keys/key.ts'
import { type Budget, fallsUnder } from '../../ledger/budget-rules.ts'
import type { AccountBudgetWithSpend, BudgetStore } from '../../ledger/budget-store.ts'

export interface WindowRow {
  readonly budget: BudgetRow
  readonly startMs: number
  spentNano: Nano
  heldNano: Nano
}

interface BudgetRow extends Budget {
  readonly id: BudgetId | null
  readonly accountId: AccountId
  readonly keyId: KeyId | null
  readonly memberId: MemberId | null
  limitNano: Nano
  reset: BudgetReset | null
  window: WindowRow | null
}

/** What budgets must know of a hold that is open. */
export interface OpenHoldRow {
  readonly hold: {
    readonly accountId: AccountId
    readonly keyId: KeyId
    readonly model: ModelId
    readonly atMs: number
    readonly amountNano: Nano
  }
  windows: WindowRow[]
}

export interface BudgetRows {
  /** The budgets that a request of this key on this model falls under: the key's, its member's, its account's. null: those on all models. */
  of(key: Key, model: ModelId | null, fallbacks?: readonly ModelId[]): readonly BudgetRow[]
  /** The windows that a hold granted at `atMs` takes from. */
  enter(under: readonly BudgetRow[], atMs: number): WindowRow[]
  /** Brings the rows of a key's budgets in line with what the key says; null: it is gone. */
  keyChanged(id: KeyId, key: Key | null): void
  /** Of a key's budget: on one model, or on all. */
  windowOf(id: KeyId, model: ModelId | null): WindowSums | null
}

interface Surroundings {
  readonly accountExists: (id: AccountId) => boolean
  readonly memberOf: (id: KeyId) => MemberId | null
  readonly openHolds: () => Iterable<OpenHoldRow>
}

export function memoryBudgets({ accountExists, memberOf, openHolds }: Surroundings): BudgetStore & { readonly rows: BudgetRows } {
  let budgets: BudgetRow[] = []

  function remove(gone: BudgetRow): void {
    budgets = budgets.filter((one) => one !== gone)
    forget(gone)
  }

  function forget(gone: BudgetRow): void {
    for (const row of openHolds()) row.windows = row.windows.filter(({ budget }) => budget !== gone)
  }

  /** The same budget with another limit goes on counting; a new one, or one with another reset, begins with all that is running. */
  function put(budget: Omit<BudgetRow, 'window'>): BudgetRow {
    const found = budgets.find((one) => subjectOf(one) === subjectOf(budget))
    if (found !== undefined && found.reset === budget.reset) {
      found.limitNano = budget.limitNano
      return found
    }
    const next: BudgetRow = { ...budget, id: found?.id ?? budget.id, window: null }
    const holds = [...openHolds()].filter(({ hold }) => concerns(next, hold)).sort((a, b) => a.hold.atMs - b.hold.atMs)
    if (found === undefined) budgets.push(next)
    else {
      forget(found)
      budgets = budgets.map((one) => (one === found ? next : one))
    }
    for (const row of holds) {
      const window = windowFrom(next, windowStartMs(next.reset, row.hold.atMs))
      window.heldNano += row.hold.amountNano
      row.windows.push(window)
    }
    return next
  }

  function concerns(budget: BudgetRow, hold: OpenHoldRow['hold']): boolean {
    if (hold.accountId !== budget.accountId || !fallsUnder(budget, hold.model)) return false
    if (budget.keyId !== null) return hold.keyId === budget.keyId
    return budget.memberId === null || memberOf(hold.keyId) === budget.memberId
  }

  const rows: BudgetRows = {
    of: (key, model, fallbacks) =>
      budgets
        .filter((one) => one.accountId === key.accountId && fallsUnder(one, model, fallbacks))
        .filter((one) => one.keyId === null || one.keyId === key.id)
        .filter((one) => one.memberId === null || one.memberId === key.memberId),
    enter: (under, atMs) => under.map((budget) => windowFrom(budget, windowAt(budget.reset, budget.window, atMs).startMs)),
    keyChanged(id, key) {
      const wanted = new Map<ModelId | null, Nano>(key?.modelBudgets.map(({ model, limitNano }) => [model, limitNano]))
      if (key !== null && key.budgetNano !== null && key.budgetReset !== null) wanted.set(null, key.budgetNano)
      for (const one of budgets) if (one.keyId === id && !wanted.has(one.model)) remove(one)
      if (key === null) return
      const terms = { id: null, accountId: key.accountId, keyId: id, memberId: null, owner: 'key' as const, reset: key.budgetReset }
      for (const [model, limitNano] of wanted) put({ ...terms, model, limitNano })
    },
    windowOf: (id, model) => sumsOf(budgets.find((one) => one.keyId === id && one.model === model)?.window ?? null),
  }

  return {
    rows,
    async setBudget(budget) {
      if (!accountExists(budget.accountId)) return undefined
      return shown(put({ ...budget, keyId: null, owner: budget.memberId === null ? 'account' : 'member' }))
    },
    async listBudgets(account) {
      return budgets.filter((one) => one.accountId === account && one.keyId === null).map(shown)
    },
    async deleteBudget(account, id) {
      const found = budgets.find((one) => one.accountId === account && one.id === id)
      if (found !== undefined) remove(found)
      return found !== undefined
    },
  }
}

function subjectOf({ accountId, keyId, memberId, model }: Omit<BudgetRow, 'window'>): string {
  return JSON.stringify([accountId, keyId, memberId, model])
}

/** The current window when it starts there, else a new one that is current from now on. */
function windowFrom(budget: BudgetRow, startMs: number): WindowRow {
  if (budget.window?.startMs === startMs) return budget.window
  budget.window = { budget, startMs, spentNano: 0n, heldNano: 0n }
  return budget.window
}

function sumsOf(window: WindowRow | null): WindowSums | null {
  if (window === null) return null
  const { startMs, spentNano, heldNano } = window
  return { startMs, spentNano, heldNano }
}

function shown({ id, accountId, memberId, model, limitNano, reset, window }: BudgetRow): AccountBudgetWithSpend {
  return { id: id as BudgetId, accountId, memberId, model, limitNano, reset, window: sumsOf(window) }
}
