// The writer's working set of budgets: those that keys in use fall under, with the windows that open holds take from. Decides nothing.
import type { DatabaseSync } from 'node:sqlite'
import { assert } from '../../../base/assert.ts'
import { type BudgetReset, windowAt } from '../../../contract/budget.ts'
import type { ModelId } from '../../../contract/ids.ts'
import type { Nano } from '../../../contract/money.ts'
import { type Budget, fallsUnder } from '../../../ledger/budget-rules.ts'

export interface BudgetInBooks extends Budget {
  readonly no: number
  window: WindowInBooks | null
}

export interface WindowInBooks {
  readonly no: number
  readonly budget: BudgetInBooks
  readonly startMs: number
  spentNano: Nano
  heldNano: Nano
  /** Holds that take from it, free ones included. */
  openHolds: number
  changed: boolean
}

/** Whose budgets: numbers and IDs as they stand in the row of a key. */
interface KeyRow {
  readonly no: number
  readonly accountNo: number
  readonly memberId: string | null
}

export type BudgetBooks = ReturnType<typeof openBudgetBooks>

/** Shared, so that a hold under no budget costs nothing. */
const none: readonly never[] = []

/** Rows read once, each as one object that everybody shares. */
function openRows(sql: ReturnType<typeof statements>) {
  const budgets = new Map<number, BudgetInBooks>()
  const windows = new Map<number, WindowInBooks>()

  function keepBudget(row: Record<string, unknown>): BudgetInBooks {
    const no = Number(row['no'])
    const kept = budgets.get(no)
    if (kept !== undefined) return kept
    const budget = budgetOf(no, row)
    budgets.set(no, budget)
    const current = row['window_no']
    if (current !== null) budget.window = keepWindow(sql.window.get(current as bigint) as Record<string, unknown>)
    return budget
  }

  function keepWindow(row: Record<string, unknown>): WindowInBooks {
    const no = Number(row['no'])
    const kept = windows.get(no)
    if (kept !== undefined) return kept
    const budget = keepBudget(sql.budget.get(row['budget_no'] as bigint) as Record<string, unknown>)
    // The budget's own current window may have been this one.
    const window = windows.get(no) ?? windowOf(no, budget, row)
    windows.set(no, window)
    return window
  }

  return { budgets, windows, keepBudget, keepWindow }
}

export function openBudgetBooks(db: DatabaseSync) {
  const sql = statements(db)
  const { budgets, windows, keepBudget, keepWindow } = openRows(sql)
  const changed: WindowInBooks[] = []

  function change(window: WindowInBooks): void {
    if (window.changed) return
    window.changed = true
    changed.push(window)
  }

  function drop(window: WindowInBooks): void {
    windows.delete(window.no)
    sql.dropWindow.run(window.no)
  }

  /** The window that a hold granted at `atMs` takes from. Begins it when it is new; an earlier one stays while holds are open in it. */
  function enter(budget: BudgetInBooks, atMs: number): WindowInBooks {
    const { startMs } = windowAt(budget.reset, budget.window, atMs)
    const before = budget.window
    if (before !== null && before.startMs === startMs) return before
    const no = Number(sql.addWindow.get(budget.no, startMs)?.['no'])
    const window: WindowInBooks = { no, budget, startMs, spentNano: 0n, heldNano: 0n, openHolds: 0, changed: false }
    windows.set(no, window)
    sql.setWindow.run(no, budget.no)
    budget.window = window
    if (before !== null && before.openHolds === 0) drop(before)
    return window
  }

  return {
    /** Every budget that the key's requests can fall under: its own, its member's, its account's. */
    of({ no, accountNo, memberId }: KeyRow): readonly BudgetInBooks[] {
      const rows = sql.ofKey.all(accountNo, no, accountNo, memberId)
      return rows.length === 0 ? none : rows.map(keepBudget)
    },
    /** The windows of a hold at rest: a JSON list of numbers. */
    ofHold: (list: string | null): readonly WindowInBooks[] => (list === null ? none : sql.ofHold.all(list).map(keepWindow)),
    /** A hold begins: the windows it takes from, from now on. */
    begin(under: readonly BudgetInBooks[], atMs: number): readonly WindowInBooks[] {
      if (under.length === 0) return none
      const entered = under.map((budget) => enter(budget, atMs))
      for (const window of entered) window.openHolds += 1
      return entered
    },
    hold(of: readonly WindowInBooks[], byNano: Nano): void {
      for (const window of of) {
        window.heldNano += byNano
        change(window)
      }
    },
    /** A hold has ended, with nothing held any more; `model` is the one that answered. */
    end(of: readonly WindowInBooks[], costNano: Nano, model: string | null): void {
      for (const window of of) {
        if (fallsUnder(window.budget, model)) window.spentNano += costNano
        window.openHolds -= 1
        change(window)
        if (window.openHolds === 0 && window.budget.window !== window) drop(window)
      }
    },
    size: () => budgets.size + windows.size,
    /** Inside the transaction. */
    flush(): void {
      for (const window of changed) {
        sql.saveWindow.run(window.spentNano, window.heldNano, window.openHolds, window.no)
        window.changed = false
      }
      changed.length = 0
    },
    forget(): void {
      budgets.clear()
      windows.clear()
      changed.length = 0
    },
  }
}

function statements(db: DatabaseSync) {
  const big = { readBigInts: true }
  const budget = 'SELECT no, key_no, member_id, model, limit_nano, reset, window_no FROM budgets WHERE'
  const window = 'SELECT no, budget_no, start_ms, spent_nano, held_nano, open_holds FROM budget_windows WHERE'
  return {
    budget: db.prepare(`${budget} no = ?`, big),
    window: db.prepare(`${window} no = ?`, big),
    ofKey: db.prepare(
      `${budget} account_no = ? AND coalesce(key_no, 0) = ? UNION ALL SELECT no, key_no, member_id, model, limit_nano, reset, window_no
       FROM budgets WHERE account_no = ? AND coalesce(key_no, 0) = 0 AND coalesce(member_id, '') IN ('', ?)`,
      big,
    ),
    ofHold: db.prepare(`${window} no IN (SELECT value FROM json_each(?))`, big),
    addWindow: db.prepare(
      'INSERT INTO budget_windows (budget_no, start_ms, spent_nano, held_nano, open_holds) VALUES (?, ?, 0, 0, 0) RETURNING no',
    ),
    setWindow: db.prepare('UPDATE budgets SET window_no = ? WHERE no = ?'),
    saveWindow: db.prepare('UPDATE budget_windows SET spent_nano = ?, held_nano = ?, open_holds = ? WHERE no = ?'),
    dropWindow: db.prepare('DELETE FROM budget_windows WHERE no = ?'),
  }
}

function budgetOf(no: number, row: Record<string, unknown>): BudgetInBooks {
  return {
    no,
    owner: row['key_no'] !== null ? 'key' : row['member_id'] !== null ? 'member' : 'account',
    model: row['model'] as ModelId | null,
    reset: row['reset'] as BudgetReset | null,
    limitNano: row['limit_nano'] as Nano,
    window: null,
  }
}

function windowOf(no: number, budget: BudgetInBooks, row: Record<string, unknown>): WindowInBooks {
  assert(row['budget_no'] === BigInt(budget.no), 'a window belongs to one budget')
  return {
    no,
    budget,
    startMs: Number(row['start_ms']),
    spentNano: row['spent_nano'] as Nano,
    heldNano: row['held_nano'] as Nano,
    openHolds: Number(row['open_holds']),
    changed: false,
  }
}
