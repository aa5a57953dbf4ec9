// Money in SQLite: each function is one step inside the writer's transaction. Asks ledger/ for every verdict; knows no threads.
import type { DatabaseSync } from 'node:sqlite'
import { correctionWrites } from './corrections.ts'
import { assert } from '../../base/assert.ts'
import type { AccountId, ProviderId } from '../../contract/ids.ts'
import { type Nano, nanoMax } from '../../contract/money.ts'
import type { Page } from '../../contract/page.ts'
import { fallsUnder, sumsAt, sumsIn } from '../../ledger/budget-rules.ts'
import { decideExtend, decideReserve, type KeySums } from '../../ledger/hold-rules.ts'
import type {
  Balance,
  Credit,
  CreditResult,
  Entry,
  ExtendVerdict,
  Loss,
  Mismatch,
  ReserveVerdict,
  SettleVerdict,
  Watermark,
} from '../../ledger/ledger-store.ts'
import { customer, revenue, world } from '../../ledger/parties.ts'
import { settlementPostings } from '../../ledger/postings.ts'
import { recoveredRecord } from '../../ledger/recovered-record.ts'
import { verifyBooks } from './engine/verify-books.ts'
import { openHoldOf, openHolds } from './engine/open-holds.ts'
import type { Books, HoldInBooks, KeyInBooks } from './engine/books.ts'
import { repeatedCredit } from '../../ledger/credit-rules.ts'
import { digestOfRow, type HoldEnd, pushUsageRow, summedOf, type UsageRow, usageAt } from './usage.ts'
import type { UsageSums } from './engine/usage-sums.ts'

/** A reservation as it crosses the thread boundary: the draft is JSON text already. */
export interface HoldRequest {
  readonly id: string
  readonly accountId: string
  readonly keyId: string
  readonly model: string
  readonly priceVersion: string
  readonly atMs: number
  readonly fullNano: Nano
  readonly leastNano: Nano
  readonly whenShort: 'least' | 'available'
  readonly draft: string
  readonly fallbacks: readonly string[] | undefined
}

type Undelivered = HoldInBooks & { readonly id: string; readonly costNano: Nano; readonly undelivered: string; readonly atMs: number }

const ofNoKey = { keyId: null, keyNo: null, recordDigest: null }

export type LedgerWrites = ReturnType<typeof ledgerWrites>

/** The steps that every request takes. `epoch` gives the epoch that new holds belong to. */
export function ledgerWrites(db: DatabaseSync, books: Books, sums: UsageSums, epoch: () => number) {
  const growHold = db.prepare('UPDATE holds SET amount_nano = ? WHERE id = ?')
  const markHold = db.prepare(
    'UPDATE holds SET mark_provider = ?, mark_prompt_tokens = ?, mark_completion_tokens = ?, mark_charge_nano = ?, mark_model = ?, mark_price_version = ? WHERE id = ?',
  )
  const endHold = db.prepare('DELETE FROM holds WHERE id = ?')
  const usage = books.usage
  const corrections = correctionWrites(db, books.usage, sums)

  function grow(hold: HoldInBooks, byNano: Nano): void {
    hold.account.heldNano += byNano
    hold.key.heldNano += byNano
    books.changeAccount(hold.account)
    books.changeKey(hold.key)
    books.budgets.hold(hold.windows, byNano)
  }

  function keepUsage(row: UsageRow, { account, key }: Pick<HoldInBooks, 'account' | 'key'>, holdEnd: HoldEnd | null): void {
    sums.add(account.no, key.no, summedOf(row))
    usage.add(row, account.no, key.no, holdEnd)
  }

  /** The charge that was just posted comes back whole. */
  function takeBack({ account, key, id, costNano, undelivered, atMs }: Undelivered): void {
    account.balanceNano += costNano
    key.spentNano -= costNano
    const moved = { fromAccount: revenue, toAccount: customer(account.id as AccountId), amountNano: costNano, recordDigest: null }
    books.enterLater({ ...moved, kind: 'reversal', reference: id, keyId: key.id, keyNo: key.no, atMs, note: undelivered, actor: 'gateway' })
    corrections.note('reversal', id, costNano, undelivered)
  }

  /** Ends the hold of this row's request: `row` is the usage record, its cost is the charge. */
  function settle(row: UsageRow, overrunNano: Nano, undelivered: string | null = null, losses: readonly Loss[] = []): SettleVerdict {
    const id = row[usageAt.id] as string
    const hold = books.hold(id)
    if (hold === undefined) return { ok: false, reason: usage.find(id) === 'ended' ? 'already_settled' : 'unknown_hold' }
    const costNano = row[usageAt.cost] as Nano
    if (costNano > hold.amountNano) return { ok: false, reason: 'exceeds_hold' }
    const { account, key } = hold
    assert(
      row[usageAt.account] === account.id && row[usageAt.key] === key.id,
      'a request is settled on the account and key that hold for it',
    )
    const timeMs = row[usageAt.time] as number
    grow(hold, -hold.amountNano)
    account.balanceNano -= costNano
    key.spentNano += costNano
    // What is taken back at once was never spent of a budget.
    books.budgets.end(hold.windows, undelivered === null ? costNano : 0n, row[usageAt.model] as string | null)
    if (timeMs > key.lastUsedAtMs) key.lastUsedAtMs = timeMs
    if (!hold.resting) books.flushHolds()
    assert(Number(endHold.run(id).changes) === 1, 'an open hold is in its table')
    books.dropHold(id)
    const atMs = Math.round(timeMs + (row[usageAt.latency] as number))
    const ended = {
      id,
      accountId: account.id as AccountId,
      provider: row[usageAt.provider] as ProviderId | null,
      costNano,
      providerCostNano: row[usageAt.providerCost] as Nano | null,
      overrunNano,
      losses,
    }
    const charged = { keyId: key.id, keyNo: key.no, recordDigest: costNano > 0n ? digestOfRow(row) : null }
    for (const { kind, reference, fromAccount, toAccount, amountNano } of settlementPostings(ended)) {
      const { keyId, keyNo, recordDigest } = kind === 'charge' ? charged : ofNoKey
      books.enterLater({ kind, reference, fromAccount, toAccount, amountNano, keyId, keyNo, recordDigest, atMs, note: '', actor: '' })
    }
    keepUsage(row, hold, costNano > 0n ? 'settled' : 'voided')
    if (undelivered !== null && costNano > 0n) takeBack({ ...hold, id, costNano, undelivered, atMs })
    return { ok: true }
  }

  return {
    corrections,
    settle,
    reserve(ask: HoldRequest): ReserveVerdict {
      const key = books.key(ask.keyId)
      const account = books.account(ask.accountId)
      if (key === undefined || account === undefined) return { ok: false, reason: 'key_deleted', availableNano: 0n }
      assert(key.accountNo === account.no, 'a key spends from its own account only')
      const under = key.budgets.length === 0 ? key.budgets : key.budgets.filter((budget) => fallsUnder(budget, ask.model, ask.fallbacks))
      const sums = under.map((budget) => sumsAt(budget, ask.atMs))
      const verdict = decideReserve(account, livingKey(key), ask, sums)
      if (!verdict.ok) return verdict
      const amountNano = verdict.amountNano
      if (usage.find(ask.id) !== 'none') throw new Error(`request ${ask.id} has a usage record: it cannot hold any more`)
      const windows = books.budgets.begin(under, ask.atMs)
      const taken = windows.length === 0 ? null : JSON.stringify(windows.map(({ no }) => no))
      const hold = { account, key, windows, amountNano, resting: false }
      grow(hold, amountNano)
      const whose = [account.no, key.no, epoch()] as const
      books.addHold(hold, [ask.id, ...whose, amountNano, ask.model, ask.priceVersion, ask.atMs, ask.draft, taken])
      return verdict
    },
    extend(id: string, addNano: Nano, atMs: number): ExtendVerdict {
      const hold = books.hold(id)
      if (hold === undefined) return { ok: false, reason: 'hold_closed', availableNano: 0n }
      const sums = hold.windows.map((window) => sumsIn(window.budget, window))
      const verdict = decideExtend(hold.account, livingKey(hold.key), { heldNano: hold.amountNano, addNano, atMs }, sums)
      if (!verdict.ok) return verdict
      if (!hold.resting) books.flushHolds()
      growHold.run(verdict.amountNano, id)
      hold.amountNano = verdict.amountNano
      grow(hold, addNano)
      return verdict
    },
    mark(watermark: Watermark): void {
      const { provider, promptTokens, completionTokens, chargeNano, fallback, id } = watermark
      books.flushHolds()
      markHold.run(provider, promptTokens, completionTokens, chargeNano, fallback?.model ?? null, fallback?.priceVersion ?? null, id)
    },
    /** The usage record of a request that never had a hold. */
    record(row: UsageRow): void {
      const account = books.account(row[usageAt.account] as string)
      const key = books.key(row[usageAt.key] as string)
      if (account === undefined || key === undefined) throw new Error('a usage record names an account and a key that exist')
      if (books.hold(row[usageAt.id] as string) !== undefined) throw new Error('a request with an open hold is settled, not recorded')
      const timeMs = row[usageAt.time] as number
      if (timeMs > key.lastUsedAtMs) {
        key.lastUsedAtMs = timeMs
        books.changeKey(key)
      }
      keepUsage(row, { account, key }, null)
    },
  }
}

/** The steps that are rare: they read and write the tables directly, so the writer empties the books around them. */
export function ledgerCalls(db: DatabaseSync, books: Books, settle: LedgerWrites['settle']) {
  const addParty = db.prepare('INSERT INTO parties (no, name) SELECT max(no) + 1, ? FROM parties RETURNING no')
  const addAccount = db.prepare('INSERT INTO accounts (no, id, name, created_at_ms) VALUES (?, ?, ?, ?)')
  const find = db.prepare('SELECT no, balance_nano FROM accounts WHERE id = ?', { readBigInts: true })
  const known = db.prepare('SELECT to_no, amount_nano FROM entries WHERE kind = ? AND reference = ?', { readBigInts: true })
  const addBalance = db.prepare('UPDATE accounts SET balance_nano = balance_nano + ? WHERE no = ?')
  const suspend = db.prepare('UPDATE accounts SET suspended = ? WHERE id = ?')
  const nextEpoch = db.prepare('UPDATE epochs SET epoch = max(epoch, ?) + 1 RETURNING epoch')
  const olderHolds = db.prepare(`${openHolds} WHERE h.epoch < ? ORDER BY h.id LIMIT ?`, { readBigInts: true })
  return {
    createAccount(account: { readonly id: AccountId; readonly name: string; readonly atMs: number }): void {
      const no = Number(addParty.get(customer(account.id))?.['no'])
      addAccount.run(no, account.id, account.name, account.atMs)
    },
    suspendAccount: (account: AccountId, suspended: boolean): boolean => suspend.run(Number(suspended), account).changes > 0,
    credit(credit: Credit): { readonly result: CreditResult; readonly balanceNano: Nano } {
      const account = find.get(credit.accountId)
      if (account === undefined) return { result: 'unknown_account', balanceNano: 0n }
      const balanceNano = account['balance_nano'] as Nano
      const earlier = known
        .all(credit.kind, credit.reference)
        .map((row) => ({ own: row['to_no'] === account['no'], amountNano: row['amount_nano'] as Nano }))
      const repeated = repeatedCredit(credit, earlier)
      if (repeated !== null) return { result: repeated, balanceNano }
      if (credit.amountNano > nanoMax - balanceNano) return { result: 'too_large', balanceNano }
      const { kind, reference, amountNano, atMs, note, actor } = credit
      const movement = { fromAccount: world, toAccount: customer(credit.accountId), keyId: null, keyNo: null, recordDigest: null }
      books.enter({ kind, reference, amountNano, atMs, note, actor, ...movement })
      addBalance.run(amountNano, account['no'] as bigint)
      return { result: 'credited', balanceNano: balanceNano + amountNano }
    },
    /** Never a number that was used before, even when the file is an old copy: the wall clock in seconds is a floor. */
    startEpoch(nowMs: number): number {
      return Number(nextEpoch.get(Math.floor(nowMs / 1000))?.['epoch'])
    },
    /** Ends up to `limit` holds of older epochs. Called until `ended` is 0, so that no transaction grows with the wreckage. */
    recoverHolds(epoch: number, limit: number): { ended: number; settled: number; chargedNano: Nano; accounts: string[] } {
      const result = { ended: 0, settled: 0, chargedNano: 0n, accounts: [] as string[] }
      for (const found of olderHolds.all(epoch, limit)) {
        const record = recoveredRecord(openHoldOf(found))
        const row: UsageRow = []
        pushUsageRow(row, record)
        const verdict = settle(row, 0n)
        assert(verdict.ok, 'an open hold of an older epoch can be settled')
        result.ended += 1
        if (record.errorCode === 'recovered_partial') result.settled += 1
        result.chargedNano += record.costNano
        result.accounts.push(record.accountId)
      }
      return result
    },
  }
}

/** Behind every entry. */
const lastSequence = Number.MAX_SAFE_INTEGER

export function ledgerReads(db: DatabaseSync) {
  const big = { readBigInts: true }
  const accounts = 'SELECT id, name, balance_nano, held_nano, suspended FROM accounts'
  const balances = db.prepare(`${accounts} ORDER BY created_at_ms, no LIMIT ?`, big)
  const balancesBehind = db.prepare(
    `${accounts} WHERE (created_at_ms, no) > (SELECT created_at_ms, no FROM accounts WHERE id = ?) ORDER BY created_at_ms, no LIMIT ?`,
    big,
  )
  const balance = db.prepare(`${accounts} WHERE id = ?`, big)
  const entries = db.prepare(
    `SELECT e.sequence, e.kind, e.reference, f.name AS from_name, t.name AS to_name, e.amount_nano, e.at_ms, e.note
     FROM (SELECT sequence FROM entries WHERE from_no = :no AND sequence < :before
           UNION ALL SELECT sequence FROM entries WHERE to_no = :no AND kind <> 'charge' AND sequence < :before
           ORDER BY sequence DESC LIMIT :limit) s
     JOIN entries e ON e.sequence = s.sequence JOIN parties f ON f.no = e.from_no JOIN parties t ON t.no = e.to_no
     ORDER BY e.sequence DESC`,
    big,
  )
  const number = db.prepare('SELECT no FROM accounts WHERE id = ?')
  return {
    listAccounts: ({ limit, after }: Page = { limit: -1, after: null }): readonly Balance[] =>
      (after === null ? balances.all(limit) : balancesBehind.all(after, limit)).map(balanceOf),
    getBalance(account: AccountId): Balance | undefined {
      const row = balance.get(account)
      return row === undefined ? undefined : balanceOf(row)
    },
    listEntries(account: AccountId, limit: number, before: number | null = null): readonly Entry[] {
      const found = number.get(account)
      return found === undefined ? [] : entries.all({ no: found['no'] as number, limit, before: before ?? lastSequence }).map(entryOf)
    },
    verify: (): readonly Mismatch[] => verifyBooks(db),
  }
}

function livingKey(key: KeyInBooks): KeySums | undefined {
  return key.deleted ? undefined : key
}

function balanceOf(row: Record<string, unknown>): Balance {
  return {
    accountId: row['id'] as AccountId,
    name: row['name'] as string,
    balanceNano: row['balance_nano'] as Nano,
    heldNano: row['held_nano'] as Nano,
    suspended: row['suspended'] === 1n,
  }
}

function entryOf(row: Record<string, unknown>): Entry {
  return {
    sequence: Number(row['sequence']),
    kind: row['kind'] as Entry['kind'],
    reference: row['reference'] as string,
    fromAccount: row['from_name'] as string,
    toAccount: row['to_name'] as string,
    amountNano: row['amount_nano'] as Nano,
    atMs: Number(row['at_ms']),
    note: row['note'] as string,
  }
}
