// Budgets in SQLite: made, changed, removed and read. Rare steps, on the tables directly; what a hold takes is in engine/budget-books.ts.
import type { DatabaseSync } from 'node:sqlite'
import { type BudgetReset, type WindowSums, windowStartMs } from '../../contract/budget.ts'
import type { AccountId, BudgetId, MemberId, ModelId } from '../../contract/ids.ts'
import type { Nano } from '../../contract/money.ts'
import type { AccountBudget, AccountBudgetWithSpend } from '../../ledger/budget-store.ts'
import type { Key } from '../../keys/key.ts'

/** Whose budget, on which model; exactly one row of the table. */
interface Subject {
  readonly accountNo: number
  readonly keyNo: number | null
  readonly memberId: string | null
  readonly model: string | null
}

interface Terms {
  readonly limitNano: Nano
  readonly reset: BudgetReset | null
}

/** One budget at a time: made, changed, or removed. */
function budgetSteps(db: DatabaseSync) {
  const find = db.prepare(
    `SELECT no, reset FROM budgets
     WHERE account_no = ? AND coalesce(key_no, 0) = coalesce(?, 0) AND coalesce(member_id, '') = coalesce(?, '') AND coalesce(model, '') = coalesce(?, '')`,
  )
  const insert = db.prepare(
    'INSERT INTO budgets (id, account_no, key_no, member_id, model, limit_nano, reset) VALUES (?, ?, ?, ?, ?, ?, ?) RETURNING no',
  )
  const update = db.prepare('UPDATE budgets SET limit_nano = ?, reset = ? WHERE no = ?')
  const dropWindows = db.prepare('DELETE FROM budget_windows WHERE budget_no = ?')
  const drop = db.prepare('DELETE FROM budgets WHERE no = ?')
  const running = db.prepare(
    `SELECT id, at_ms, amount_nano FROM holds
     WHERE account_no = :accountNo AND (:keyNo IS NULL OR key_no = :keyNo) AND (:model IS NULL OR model = :model)
       AND (:memberId IS NULL OR key_no IN (SELECT no FROM keys WHERE account_no = :accountNo AND member_id = :memberId))`,
    { readBigInts: true },
  )
  const addWindow = db.prepare(
    'INSERT INTO budget_windows (budget_no, start_ms, spent_nano, held_nano, open_holds) VALUES (?, ?, 0, ?, ?) RETURNING no',
  )
  const setWindow = db.prepare('UPDATE budgets SET window_no = ? WHERE no = ?')
  const joinWindow = db.prepare("UPDATE holds SET windows = json_insert(coalesce(windows, '[]'), '$[#]', ?) WHERE id = ?")

  /** Counts from 0, with all that is running: each open hold belongs to the window in which it was reserved. */
  function begin(no: number, subject: Subject, reset: BudgetReset | null): void {
    dropWindows.run(no)
    const found = new Map<number, { heldNano: Nano; readonly holds: string[] }>()
    for (const row of running.all({ ...subject })) {
      const startMs = windowStartMs(reset, Number(row['at_ms']))
      const window = found.get(startMs) ?? { heldNano: 0n, holds: [] }
      window.heldNano += row['amount_nano'] as Nano
      window.holds.push(row['id'] as string)
      found.set(startMs, window)
    }
    let latest: number | null = null
    for (const [startMs, { heldNano, holds }] of [...found].sort(([a], [b]) => a - b)) {
      latest = Number(addWindow.get(no, startMs, heldNano, holds.length)?.['no'])
      for (const id of holds) joinWindow.run(latest, id)
    }
    setWindow.run(latest, no)
  }

  return {
    put(subject: Subject, { limitNano, reset }: Terms, id: string | null): void {
      const { accountNo, keyNo, memberId, model } = subject
      const found = find.get(accountNo, keyNo, memberId, model)
      if (found === undefined) {
        const made = insert.get(id, accountNo, keyNo, memberId, model, limitNano, reset)
        return begin(Number(made?.['no']), subject, reset)
      }
      update.run(limitNano, reset, found['no'] as number)
      if (found['reset'] !== reset) begin(found['no'] as number, subject, reset)
    },
    /** Holds go on naming its windows; those numbers mean nothing any more. */
    remove(no: number): void {
      dropWindows.run(no)
      drop.run(no)
    },
  }
}

/** Brings the rows of a key's budgets in line with what the key says. */
export function keyBudgetWrites(db: DatabaseSync) {
  const { put, remove } = budgetSteps(db)
  const ofKey = db.prepare('SELECT no, model FROM budgets WHERE account_no = ? AND coalesce(key_no, 0) = ?')
  return (accountNo: number, keyNo: number, key: Pick<Key, 'budgetNano' | 'budgetReset' | 'modelBudgets'>): void => {
    const { budgetNano, budgetReset: reset, modelBudgets } = key
    const wanted = new Map<string | null, Nano>(modelBudgets.map(({ model, limitNano }) => [model, limitNano]))
    if (budgetNano !== null && reset !== null) wanted.set(null, budgetNano)
    for (const row of ofKey.all(accountNo, keyNo)) if (!wanted.has(row['model'] as string | null)) remove(row['no'] as number)
    for (const [model, limitNano] of wanted) put({ accountNo, keyNo, memberId: null, model }, { limitNano, reset }, null)
  }
}

export function budgetWrites(db: DatabaseSync) {
  const { put, remove } = budgetSteps(db)
  const account = db.prepare('SELECT no FROM accounts WHERE id = ?')
  const byId = db.prepare('SELECT b.no FROM budgets b JOIN accounts a ON a.no = b.account_no WHERE a.id = ? AND b.id = ?')
  const { listBudgets } = budgetReads(db)
  return {
    setBudget(budget: AccountBudget): AccountBudgetWithSpend | undefined {
      const found = account.get(budget.accountId)
      if (found === undefined) return undefined
      const { memberId, model } = budget
      put({ accountNo: found['no'] as number, keyNo: null, memberId, model }, budget, budget.id)
      return listBudgets(budget.accountId).find((one) => one.memberId === memberId && one.model === model)
    },
    deleteBudget(accountId: AccountId, id: BudgetId): boolean {
      const found = byId.get(accountId, id)
      if (found !== undefined) remove(found['no'] as number)
      return found !== undefined
    },
  }
}

const windowFields = 'w.start_ms, w.spent_nano, w.held_nano'

export function budgetReads(db: DatabaseSync) {
  const ofAccount = db.prepare(
    `SELECT b.id, b.member_id, b.model, b.limit_nano, b.reset, ${windowFields}
     FROM budgets b LEFT JOIN budget_windows w ON w.no = b.window_no
     WHERE b.account_no = (SELECT no FROM accounts WHERE id = ?) AND b.key_no IS NULL ORDER BY b.no`,
    { readBigInts: true },
  )
  return {
    listBudgets: (accountId: AccountId): readonly AccountBudgetWithSpend[] =>
      ofAccount.all(accountId).map((row) => ({
        id: row['id'] as BudgetId,
        accountId,
        memberId: row['member_id'] as MemberId | null,
        model: row['model'] as ModelId | null,
        limitNano: row['limit_nano'] as Nano,
        reset: row['reset'] as BudgetReset | null,
        window: windowSumsOf(row),
      })),
  }
}

/** A key's budget as it stands in the table; `model` null: on all models. */
export interface KeyBudgetRow {
  readonly model: ModelId | null
  readonly limitNano: Nano
  readonly window: WindowSums | null
}

/** The budget rows of one key, and of all keys of an account by their numbers; single models in the order of their IDs. */
export function keyBudgetReads(db: DatabaseSync) {
  const from = `SELECT b.key_no, b.model, b.limit_nano, ${windowFields} FROM budgets b LEFT JOIN budget_windows w ON w.no = b.window_no
     WHERE b.account_no = ?`
  const ofKey = db.prepare(`${from} AND coalesce(b.key_no, 0) = ? ORDER BY b.model`, { readBigInts: true })
  const ofKeys = db.prepare(`${from} AND b.key_no IS NOT NULL ORDER BY b.model`, { readBigInts: true })
  return {
    ofKey: (accountNo: bigint, keyNo: bigint): readonly KeyBudgetRow[] => ofKey.all(accountNo, keyNo).map(keyBudgetOf),
    ofKeys: (accountNo: bigint): ReadonlyMap<unknown, readonly KeyBudgetRow[]> => {
      const byKey = Map.groupBy(ofKeys.all(accountNo), (row) => row['key_no'])
      return new Map([...byKey].map(([no, rows]) => [no, rows.map(keyBudgetOf)]))
    },
  }
}

function keyBudgetOf(row: Record<string, unknown>): KeyBudgetRow {
  return { model: row['model'] as ModelId | null, limitNano: row['limit_nano'] as Nano, window: windowSumsOf(row) }
}

function windowSumsOf(row: Record<string, unknown>): WindowSums | null {
  if (row['start_ms'] === null) return null
  return { startMs: Number(row['start_ms']), spentNano: row['spent_nano'] as Nano, heldNano: row['held_nano'] as Nano }
}
