// The writer's working set: accounts, keys and open holds in use, read once and written back once per commit.
// Safe only because nobody else writes; forgotten whenever a transaction is rolled back. Decides nothing.
import type { DatabaseSync, SQLInputValue } from 'node:sqlite'
import { assert } from '../../../base/assert.ts'
import type { Nano } from '../../../contract/money.ts'
import { type NewEntry, openChain } from './chain.ts'
import { type BudgetBooks, type BudgetInBooks, openBudgetBooks, type WindowInBooks } from './budget-books.ts'
import { openIdMap } from './id-map.ts'
import { openRowInserts } from './row-inserts.ts'
import { partyNo } from './party-no.ts'
import { openUsageRows } from './usage-rows.ts'

export interface AccountInBooks {
  readonly no: number
  readonly id: string
  readonly suspended: boolean
  balanceNano: Nano
  heldNano: Nano
  changed: boolean
}

export interface KeyInBooks {
  readonly no: number
  readonly id: string
  readonly accountNo: number
  readonly deleted: boolean
  readonly disabled: boolean
  readonly expiresAtMs: number | null
  /** Over the key's life; one that resets is among `budgets`. */
  readonly budgetNano: Nano | null
  /** Everything else that the key's requests can fall under. */
  readonly budgets: readonly BudgetInBooks[]
  spentNano: Nano
  heldNano: Nano
  lastUsedAtMs: number
  changed: boolean
}

export interface HoldInBooks {
  readonly account: AccountInBooks
  readonly key: KeyInBooks
  readonly windows: readonly WindowInBooks[]
  amountNano: Nano
  /** In its table; before that it waits to be written. */
  resting: boolean
}

/** Rows kept between commits. Beyond this they are read again when needed: memory stays bounded with any number of keys. */
const rowsKeptMax = 20_000

const holdColumns = ['id', 'account_no', 'key_no', 'epoch', 'amount_nano', 'model', 'price_version', 'at_ms', 'draft', 'windows']

export type Books = ReturnType<typeof openBooks>

export function openBooks(db: DatabaseSync) {
  const sql = statements(db)
  const budgets = openBudgetBooks(db)
  const accounts = openIdMap<AccountInBooks>()
  const accountsByNo = new Map<number, AccountInBooks>()
  const keys = openIdMap<KeyInBooks>()
  const keysByNo = new Map<number, KeyInBooks>()
  const holds = openIdMap<HoldInBooks>()
  const parties = new Map<string, number>()
  const changedAccounts: AccountInBooks[] = []
  const changedKeys: KeyInBooks[] = []

  function keepAccount(row: Record<string, unknown> | undefined): AccountInBooks | undefined {
    if (row === undefined) return undefined
    const kept = accountsByNo.get(Number(row['no'])) ?? accountOf(row)
    accounts.set(kept.id, kept)
    accountsByNo.set(kept.no, kept)
    return kept
  }

  function keepKey(row: Record<string, unknown> | undefined): KeyInBooks | undefined {
    if (row === undefined) return undefined
    const kept = keysByNo.get(Number(row['no'])) ?? keyOf(row, budgets)
    keys.set(row['id'] as string, kept)
    keysByNo.set(kept.no, kept)
    return kept
  }

  const accountByNo = (no: number): AccountInBooks | undefined => accountsByNo.get(no) ?? keepAccount(sql.accountByNo.get(no))
  const keyByNo = (no: number): KeyInBooks | undefined => keysByNo.get(no) ?? keepKey(sql.keyByNo.get(no))

  /** The number of a party to entries; made when it is new. */
  function party(name: string): number {
    const kept = parties.get(name)
    if (kept !== undefined) return kept
    const row = sql.party.get(name) ?? sql.addParty.get(name)
    const no = Number(row?.['no'])
    parties.set(name, no)
    return no
  }
  const chain = openChain(db, party)
  const usage = openUsageRows(db)
  const holdRows = openRowInserts(
    db,
    'holds',
    holdColumns.map((name) => ({ name })),
  )
  const newHolds: HoldInBooks[] = []

  function flushHolds(): void {
    if (newHolds.length === 0) return
    holdRows.flush()
    for (const hold of newHolds) hold.resting = true
    newHolds.length = 0
  }

  return {
    /** Appends one movement to the chain of entries. */
    enter(entry: NewEntry): void {
      chain.append(entry)
      chain.flush()
    },
    /** The same for what nobody looks up before the next `flush`. */
    enterLater: (entry: NewEntry): void => void chain.append(entry),
    budgets,
    usage,
    account: (id: string): AccountInBooks | undefined => accounts.get(id) ?? keepAccount(sql.account.get(id)),
    /** Deleted keys included. */
    key: (id: string): KeyInBooks | undefined => keys.get(id) ?? keepKey(sql.key.get(id)),

    hold(id: string): HoldInBooks | undefined {
      const kept = holds.get(id)
      if (kept !== undefined) return kept
      const row = sql.hold.get(id)
      if (row === undefined) return undefined
      const account = accountByNo(Number(row['account_no']))
      const key = keyByNo(Number(row['key_no']))
      assert(account !== undefined && key !== undefined, 'an open hold names an account and a key that exist')
      const hold = {
        account,
        key,
        windows: budgets.ofHold(row['windows'] as string | null),
        amountNano: row['amount_nano'] as Nano,
        resting: true,
      }
      holds.set(id, hold)
      return hold
    },
    /** `row` in the order of `holdColumns`. */
    addHold(hold: HoldInBooks, row: readonly [id: string, ...rest: SQLInputValue[]]): void {
      holdRows.add(row)
      newHolds.push(hold)
      holds.set(row[0], hold)
    },
    /** Before a hold that may still wait is changed where it rests. */
    flushHolds,
    dropHold: (id: string): void => holds.delete(id),

    changeAccount(account: AccountInBooks): void {
      if (account.changed) return
      account.changed = true
      changedAccounts.push(account)
    },
    changeKey(key: KeyInBooks): void {
      if (key.changed) return
      key.changed = true
      changedKeys.push(key)
    },

    /** Writes the changed sums back; called inside the transaction. The table's own CHECK is the last word. */
    flush(): void {
      for (const account of changedAccounts) {
        sql.saveAccount.get(account.balanceNano, account.heldNano, account.no)
        account.changed = false
      }
      for (const key of changedKeys) {
        sql.saveKey.get(key.spentNano, key.heldNano, key.lastUsedAtMs === 0 ? null : key.lastUsedAtMs, key.no)
        key.changed = false
      }
      changedAccounts.length = 0
      changedKeys.length = 0
      budgets.flush()
      flushHolds()
      chain.flush()
      usage.flush()
    },
    /** After a commit: keeps memory bounded. */
    trim(): void {
      if (keys.size() + accounts.size() + parties.size + budgets.size() > rowsKeptMax || holds.size() > rowsKeptMax) this.forget()
    },
    /** After a rollback, or before somebody changes the tables directly: nothing kept is true any more. */
    forget(): void {
      for (const map of [accounts, accountsByNo, keys, keysByNo, holds, parties]) map.clear()
      changedAccounts.length = 0
      changedKeys.length = 0
      newHolds.length = 0
      for (const part of [holdRows, chain, usage, budgets]) part.forget()
    },
  }
}

function statements(db: DatabaseSync) {
  const big = { readBigInts: true }
  const account = 'SELECT no, id, suspended, balance_nano, held_nano FROM accounts WHERE'
  const key = `SELECT no, id, account_no, member_id, deleted, disabled, expires_at_ms, iif(budget_reset IS NULL, budget_nano, NULL) AS budget_nano,
    spent_nano, held_nano, last_used_at_ms FROM keys WHERE`
  return {
    account: db.prepare(`${account} id = ?`, big),
    accountByNo: db.prepare(`${account} no = ?`, big),
    key: db.prepare(`${key} id = ?`, big),
    keyByNo: db.prepare(`${key} no = ?`, big),
    hold: db.prepare('SELECT account_no, key_no, windows, amount_nano FROM holds WHERE id = ?', big),
    party: db.prepare('SELECT no FROM parties WHERE name = ?'),
    addParty: db.prepare(
      `INSERT INTO parties (no, name) SELECT max(no, ${partyNo.overrun}) + 1, ? FROM (SELECT max(no) AS no FROM parties) RETURNING no`,
    ),
    saveAccount: db.prepare('UPDATE accounts SET balance_nano = ?, held_nano = ? WHERE no = ?'),
    saveKey: db.prepare('UPDATE keys SET spent_nano = ?, held_nano = ?, last_used_at_ms = ? WHERE no = ?'),
  }
}

function accountOf(row: Record<string, unknown>): AccountInBooks {
  return {
    no: Number(row['no']),
    id: row['id'] as string,
    suspended: row['suspended'] === 1n,
    balanceNano: row['balance_nano'] as Nano,
    heldNano: row['held_nano'] as Nano,
    changed: false,
  }
}

function keyOf(row: Record<string, unknown>, budgets: BudgetBooks): KeyInBooks {
  const no = Number(row['no'])
  const accountNo = Number(row['account_no'])
  return {
    no,
    id: row['id'] as string,
    accountNo,
    deleted: row['deleted'] === 1n,
    disabled: row['disabled'] === 1n,
    expiresAtMs: row['expires_at_ms'] === null ? null : Number(row['expires_at_ms']),
    budgetNano: row['budget_nano'] as Nano | null,
    budgets: budgets.of({ no, accountNo, memberId: row['member_id'] as string | null }),
    spentNano: row['spent_nano'] as Nano,
    heldNano: row['held_nano'] as Nano,
    lastUsedAtMs: row['last_used_at_ms'] === null ? 0 : Number(row['last_used_at_ms']),
    changed: false,
  }
}
