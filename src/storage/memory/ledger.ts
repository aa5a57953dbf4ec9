// The ledger's reference model: plain maps, one step at a time, the same verdicts as the stores that last. Forgets all when the process ends.
import { assert } from '../../base/assert.ts'
import type { AccountId, RequestId } from '../../contract/ids.ts'
import { type Nano, nanoMax } from '../../contract/money.ts'
import type { UsageRecord } from '../../contract/usage.ts'
import { type EarlierCredit, repeatedCredit } from '../../ledger/credit-rules.ts'
import { assertAmount, assertRecord, assertReservation } from '../../ledger/amounts.ts'
import { fallsUnder, sumsAt, sumsIn } from '../../ledger/budget-rules.ts'
import { decideExtend, decideReserve } from '../../ledger/hold-rules.ts'
import type { Balance, Credit, Entry, LedgerStore, Mismatch, Settlement, SettleVerdict } from '../../ledger/ledger-store.ts'
import { customer, revenue, world } from '../../ledger/parties.ts'
import { settlementPostings } from '../../ledger/postings.ts'
import { type OpenHold, recoveredRecord } from '../../ledger/recovered-record.ts'
import type { BudgetRows, OpenHoldRow } from './budgets.ts'
import type { KeyRow, KeyRows } from './keys.ts'
import type { UsageRows } from './usage.ts'

interface AccountRow {
  readonly accountId: AccountId
  readonly name: string
  readonly atMs: number
  balanceNano: Nano
  heldNano: Nano
  suspended: boolean
}

interface HoldRow extends OpenHoldRow {
  hold: OpenHold
  readonly epoch: number
}

export interface LedgerRows {
  readonly accounts: Map<AccountId, AccountRow>
  readonly holds: Map<RequestId, HoldRow>
  /** Requests whose hold ended. */
  readonly ended: Set<RequestId>
  readonly entries: Entry[]
  readonly references: Set<string>
}

export function memoryLedger(
  keys: KeyRows,
  budgets: BudgetRows,
  usage: UsageRows,
): Omit<LedgerStore, 'reverse'> & { readonly rows: LedgerRows } {
  const rows: LedgerRows = { accounts: new Map(), holds: new Map(), ended: new Set(), entries: [], references: new Set() }
  const { accounts, holds, ended } = rows
  let epoch = 0

  function enter(entry: Omit<Entry, 'sequence'>): void {
    const reference = `${entry.kind} ${entry.reference} ${entry.toAccount}`
    assert(!rows.references.has(reference), 'a movement has a reference of its own')
    rows.references.add(reference)
    rows.entries.push({ sequence: rows.entries.length + 1, ...entry })
  }

  function use(key: KeyRow, record: UsageRecord): void {
    usage.add(record)
    key.lastUsedAtMs = Math.max(key.lastUsedAtMs ?? 0, record.timeMs)
  }

  function settle({ id, record, overrunNano, undelivered, losses }: Settlement): SettleVerdict {
    assertRecord(record)
    assertAmount(overrunNano, 'overrun')
    const row = holds.get(id)
    if (row === undefined) return { ok: false, reason: ended.has(id) ? 'already_settled' : 'unknown_hold' }
    const open = row.hold
    if (record.costNano > open.amountNano) return { ok: false, reason: 'exceeds_hold' }
    const same = record.accountId === open.accountId && record.keyId === open.keyId
    assert(same, 'a request is settled on the account and key that hold for it')
    const account = existing(accounts.get(open.accountId))
    const key = existing(keys.byId.get(open.keyId))
    grow([account, key, ...row.windows], -open.amountNano)
    account.balanceNano -= record.costNano
    key.spentNano += record.costNano
    const stands = undelivered == null || record.costNano === 0n
    if (stands) for (const window of row.windows) if (fallsUnder(window.budget, record.model)) window.spentNano += record.costNano
    holds.delete(id)
    ended.add(id)
    const atMs = Math.round(record.timeMs + record.latencyMs)
    const sums = { ...record, id, overrunNano, ...(losses && { losses }) }
    for (const posting of settlementPostings(sums)) enter({ ...posting, atMs, note: '' })
    use(key, stands ? record : takeBack({ account, key, record, reason: undelivered, atMs, enter }))
    return { ok: true }
  }

  return {
    rows,
    saturated: () => false,
    ...accountSteps(rows, enter),

    async reserve(ask) {
      assertReservation(ask)
      const account = accounts.get(ask.accountId)
      const key = keys.byId.get(ask.keyId)
      if (account === undefined || key === undefined) return { ok: false, reason: 'key_deleted', availableNano: 0n }
      assert(key.key.accountId === account.accountId, 'a key spends from its own account only')
      const under = budgets.of(key.key, ask.model, ask.fallbacks)
      const sums = under.map((budget) => sumsAt(budget, ask.atMs))
      const verdict = decideReserve(account, sumsOf(key), ask, sums)
      if (!verdict.ok) return verdict
      if (holds.has(ask.id) || usage.has(ask.id)) throw new Error(`request ${ask.id} has a hold or a usage record already`)
      const { id, accountId, keyId, model, priceVersion, atMs, draft } = ask
      const { amountNano } = verdict
      const windows = budgets.enter(under, atMs)
      grow([account, key, ...windows], amountNano)
      holds.set(id, { epoch, windows, hold: { id, accountId, keyId, model, priceVersion, atMs, amountNano, draft, mark: null } })
      return verdict
    },
    async extend(id, addNano, atMs) {
      assertAmount(addNano, 'extension')
      const row = holds.get(id)
      if (row === undefined) return { ok: false, reason: 'hold_closed', availableNano: 0n }
      const account = existing(accounts.get(row.hold.accountId))
      const key = existing(keys.byId.get(row.hold.keyId))
      const sums = row.windows.map((window) => sumsIn(window.budget, window))
      const verdict = decideExtend(account, sumsOf(key), { heldNano: row.hold.amountNano, addNano, atMs }, sums)
      if (!verdict.ok) return verdict
      row.hold = { ...row.hold, amountNano: verdict.amountNano }
      grow([account, key, ...row.windows], addNano)
      return verdict
    },
    mark({ id, ...mark }) {
      assertAmount(mark.chargeNano, 'watermark')
      const row = holds.get(id)
      if (row !== undefined) row.hold = { ...row.hold, mark }
    },
    settle: async (settlement) => settle(settlement),
    async record(record) {
      assertRecord(record)
      const key = keys.byId.get(record.keyId)
      if (key === undefined || !accounts.has(record.accountId)) throw new Error('a usage record names an account and a key that exist')
      if (holds.has(record.requestId)) throw new Error('a request with an open hold is settled, not recorded')
      use(key, record)
    },

    async recover(nowMs) {
      epoch = Math.max(epoch, Math.floor(nowMs / 1000)) + 1
      const total = { settled: 0, voided: 0, chargedNano: 0n }
      const older = [...holds.values()].filter((open) => open.epoch < epoch)
      // Oldest request first, as request IDs are ordered by time.
      for (const row of older.sort((a, b) => (a.hold.id < b.hold.id ? -1 : 1))) {
        const record = recoveredRecord(row.hold)
        settle({ id: row.hold.id, record, overrunNano: 0n })
        if (record.errorCode === 'recovered_partial') total.settled += 1
        else total.voided += 1
        total.chargedNano += record.costNano
      }
      return { epoch, ...total, durationMs: 0, mismatches: verifyRows(rows, keys) }
    },
    verify: async () => verifyRows(rows, keys),
  }
}

type AccountSteps = Pick<LedgerStore, 'createAccount' | 'suspendAccount' | 'listAccounts' | 'getBalance' | 'credit' | 'listEntries'>

function accountSteps(rows: LedgerRows, enter: (entry: Omit<Entry, 'sequence'>) => void): AccountSteps {
  const { accounts } = rows
  return {
    async createAccount({ id, name, atMs }) {
      if (accounts.has(id)) throw new Error(`account ${id} exists already`)
      accounts.set(id, { accountId: id, name, atMs, balanceNano: 0n, heldNano: 0n, suspended: false })
    },
    async suspendAccount(id, suspended) {
      const account = accounts.get(id)
      if (account !== undefined) account.suspended = suspended
      return account !== undefined
    },
    async listAccounts(page) {
      const all = [...accounts.values()].sort((a, b) => a.atMs - b.atMs)
      if (page === undefined) return all.map(balanceOf)
      const before = page.after === null ? -1 : all.findIndex(({ accountId }) => accountId === page.after)
      const behind = page.after !== null && before === -1 ? [] : all.slice(before + 1)
      return behind.slice(0, page.limit).map(balanceOf)
    },
    async getBalance(id) {
      const account = accounts.get(id)
      return account === undefined ? undefined : balanceOf(account)
    },
    async credit({ accountId, kind, reference, amountNano, note, atMs }) {
      assertAmount(amountNano, 'credit')
      const account = accounts.get(accountId)
      if (account === undefined) return { result: 'unknown_account', balanceNano: 0n }
      const repeated = repeatedCredit({ kind, amountNano }, earlierCredits(rows, { accountId, kind, reference }))
      if (repeated !== null) return { result: repeated, balanceNano: account.balanceNano }
      if (account.balanceNano + amountNano > nanoMax) return { result: 'too_large', balanceNano: account.balanceNano }
      enter({ kind, reference, fromAccount: world, toAccount: customer(accountId), amountNano, atMs, note })
      account.balanceNano += amountNano
      return { result: 'credited', balanceNano: account.balanceNano }
    },
    async listEntries(id, limit, before = null) {
      const name = customer(id)
      const earlier = before === null ? rows.entries : rows.entries.filter(({ sequence }) => sequence < before)
      const own = earlier.filter((entry) => entry.fromAccount === name || entry.toAccount === name)
      return own.reverse().slice(0, limit)
    },
  }
}

interface TakenBack {
  readonly account: AccountRow
  readonly key: KeyRow
  readonly record: UsageRecord
  readonly reason: string
  readonly atMs: number
  readonly enter: (entry: Omit<Entry, 'sequence'>) => void
}

/** The charge that was just posted comes back whole; the record says so. */
function takeBack({ account, key, record, reason, atMs, enter }: TakenBack): UsageRecord {
  const amountNano = record.costNano
  account.balanceNano += amountNano
  key.spentNano -= amountNano
  const moved = { fromAccount: revenue, toAccount: customer(account.accountId), amountNano }
  enter({ ...moved, kind: 'reversal', reference: record.requestId, atMs, note: reason })
  return { ...record, reversal: { amountNano, reason } }
}

function earlierCredits(
  { entries }: LedgerRows,
  { accountId, kind, reference }: Pick<Credit, 'accountId' | 'kind' | 'reference'>,
): EarlierCredit[] {
  const own = customer(accountId)
  return entries
    .filter((entry) => entry.kind === kind && entry.reference === reference)
    .map((entry) => ({ own: entry.toAccount === own, amountNano: entry.amountNano }))
}

function verifyRows(rows: LedgerRows, keys: KeyRows): readonly Mismatch[] {
  const found: Mismatch[] = []
  const compare = (invariant: Mismatch['invariant'], subject: string, expectedNano: Nano, foundNano: Nano): void => {
    if (expectedNano !== foundNano) found.push({ invariant, subject, expectedNano, foundNano })
  }
  const open = [...rows.holds.values()].map((row) => row.hold)
  const sum = (amounts: readonly Nano[]): Nano => amounts.reduce((total, amount) => total + amount, 0n)
  for (const account of rows.accounts.values()) {
    const name = customer(account.accountId)
    const arrived = sum(rows.entries.filter((entry) => entry.toAccount === name).map((entry) => entry.amountNano))
    const left = sum(rows.entries.filter((entry) => entry.fromAccount === name).map((entry) => entry.amountNano))
    const held = sum(open.filter((hold) => hold.accountId === account.accountId).map((hold) => hold.amountNano))
    compare('M1', account.accountId, arrived - left, account.balanceNano)
    compare('M2', account.accountId, held, account.heldNano)
    if (account.balanceNano < account.heldNano) compare('M3', account.accountId, 0n, account.balanceNano - account.heldNano)
  }
  for (const [id, key] of keys.byId)
    compare('M2', id, sum(open.filter((hold) => hold.keyId === id).map((hold) => hold.amountNano)), key.heldNano)
  return found
}

/** What decides of a key; undefined once it is deleted. */
export function sumsOf({ key, deleted, spentNano, heldNano }: KeyRow) {
  if (deleted) return undefined
  return { ...key, budgetNano: key.budgetReset === null ? key.budgetNano : null, spentNano, heldNano }
}

function grow(sums: readonly { heldNano: Nano }[], byNano: Nano): void {
  for (const one of sums) one.heldNano += byNano
}

function balanceOf({ accountId, name, balanceNano, heldNano, suspended }: AccountRow): Balance {
  return { accountId, name, balanceNano, heldNano, suspended }
}

function existing<T>(row: T | undefined): T {
  assert(row !== undefined, 'an open hold names an account and a key that exist')
  return row
}
