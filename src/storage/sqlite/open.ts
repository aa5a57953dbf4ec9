// The embedded store: one SQLite file in a locked folder, behind the ports. Does no database work on this thread and knows no SQL.
import { existsSync } from 'node:fs'
import { once } from 'node:events'
import { systemClock } from '../../base/clock.ts'
import { assertAdjustment, assertAmount, assertRecord, assertReservation } from '../../ledger/amounts.ts'
import type { BudgetStore } from '../../ledger/budget-store.ts'
import type { ExtendVerdict, LedgerStore, RecoveryReport, ReserveVerdict, SettleVerdict } from '../../ledger/ledger-store.ts'
import { StoreUnavailable } from '../../ledger/store-unavailable.ts'
import type { KeyStore } from '../../keys/key-store.ts'
import type { AlertStore } from '../../ledger/alert-store.ts'
import type { ServerAlertStore } from '../../ledger/server-alert-store.ts'
import type { AutoTopUpStore } from '../../ledger/auto-top-up-store.ts'
import type { PaymentStore } from '../../ledger/payment-store.ts'
import type { VoucherStore } from '../../ledger/voucher-store.ts'
import type { Store } from '../store.ts'
import { type Checkpointer, startCheckpointer } from './engine/checkpointer-client.ts'
import { prepareDatabaseFile, prepareFolder } from './engine/folder.ts'
import { openKeyCache } from './engine/key-cache.ts'
import { keyPort } from './engine/key-port.ts'
import { type FolderLock, lockFolder } from './engine/lock.ts'
import { auditing, auditPort, memberPort, userPort } from './engine/people-ports.ts'
import { endWithOwnBytes, settlementWithOwnBytes } from './engine/own-bytes.ts'
import { type Durability, pushExtend, pushMark, pushRecord, pushReserve, pushSettle } from './engine/protocol.ts'
import { alertPort } from './engine/alert-port.ts'
import { paymentPorts } from './engine/payment-ports.ts'
import { type ReaderClient, startReader, startReaderLater } from './engine/reader-client.ts'
import { startWorker } from './engine/start-worker.ts'
import { type UsagePort, usagePort } from './engine/usage-port.ts'
import { startWriter, type WriterClient } from './engine/writer-client.ts'

export { DataFolderTooNew, FolderInUse, FolderUnusable } from './engine/folder-errors.ts'
export { databaseFile } from './engine/folder.ts'
export { requireSound } from './engine/sound.ts'
export type { Durability } from './engine/protocol.ts'

export interface SqliteOptions {
  readonly folder: string
  /** `synchronous=NORMAL`: survives kill -9, may lose the last 50 ms when the power fails. */
  readonly relaxed?: boolean
  /** Commands without an answer before nothing more is admitted; 8 192 is about a quarter of a second of work. */
  readonly queueMax?: number
  /** Largest size of the database file; absent: as large as the disk allows. */
  readonly fileBytesMax?: number
  /** A thread of the store ended by itself, once: what was being written may or may not be on disk. Only a new start can tell. */
  readonly onLost?: (sentence: string) => void
}

export interface SqliteStore extends Store {
  /** Asked of the live write connection. */
  durability(): Promise<Durability>
  /** Why nothing is admitted any more, for the log and /readyz; null while all is well. */
  failure(): string | null
  /** Commands without an answer, and settlements that the disk refused so far. */
  load(): { readonly queued: number; readonly retrying: number }
}

/** Takes the folder and opens what is in it. Throws FolderInUse, DataFolderTooNew, FolderUnusable. */
export async function openSqliteStore(options: SqliteOptions): Promise<SqliteStore> {
  const { folder, relaxed = false, queueMax = 8_192, fileBytesMax = null, onLost = nothing } = options
  prepareFolder(folder)
  const lock = lockFolder(folder)
  let reader: ReaderClient | undefined
  try {
    const where = { folder, file: prepareDatabaseFile(folder), relaxed, fileBytesMax }
    reader = startReader(where, onLost)
    const writer = await startWriter(where, onLost)
    // A thread of its own for what reads many rows: no request that looks a key up waits behind somebody's statistics.
    const analyst = startReaderLater(where, onLost)
    const ports = portsOver(reader, analyst, queueMax)
    const store: SqliteStore = {
      ...ports(writer),
      audited: (note) => ({ ...store, ...ports(auditing(writer, note)) }),
      ...ownWays(where.file, { writer, readers: [reader, analyst], checkpointer: startCheckpointer(where, onLost), lock }),
    }
    return store
  } catch (error) {
    await reader?.close()
    lock.release()
    throw error
  }
}

type Ports = LedgerStore & KeyStore & BookPorts & UsagePort & PaymentStore & AutoTopUpStore & VoucherStore & AlertStore & ServerAlertStore

/** All ports over any writer; they share the cache of keys, whoever writes. */
function portsOver(reader: ReaderClient, analyst: ReaderClient, queueMax: number): (writer: WriterClient) => Ports {
  const cache = openKeyCache((hash) => reader.call('findKeyByHash', hash))
  return (writer) => ({
    ...ledgerPort(writer, reader, queueMax),
    ...keyPort(writer, reader, cache),
    ...bookPorts(writer, reader, analyst),
    ...usagePort(reader, analyst),
    ...paymentPorts(writer, reader),
    ...alertPort(writer, reader),
  })
}

/** The port over a writer and a reader, wherever those run; exported for the simulation, which runs both on one thread. */
export function ledgerPort(writer: WriterClient, reader: ReaderClient, queueMax: number): LedgerStore {
  const saturated = (): boolean => failureOf(writer, reader) !== null || writer.waiting() > 0 || writer.unanswered() >= queueMax

  /** Why nothing new can be admitted, as an error; undefined when it can. */
  function stop(): StoreUnavailable | undefined {
    if (!saturated()) return undefined
    return new StoreUnavailable(failureOf(writer, reader) ?? 'the writer has more to do than it may queue')
  }

  return {
    saturated,
    createAccount: (account) => writer.call('createAccount', account),
    listAccounts: (page) => reader.call('listAccounts', page),
    getBalance: (account) => reader.call('getBalance', account),
    suspendAccount: (account, suspended) => writer.call('suspendAccount', account, suspended),
    async credit(credit) {
      assertAmount(credit.amountNano, 'credit')
      return writer.call('credit', credit)
    },
    listEntries: (account, limit, before) => reader.call('listEntries', account, limit, before),

    async reserve(reservation) {
      assertReservation(reservation)
      const stopped = stop()
      if (stopped !== undefined) throw stopped
      return writer.ask((to, sequence) => pushReserve(to, sequence, reservation), readReserve)
    },
    async extend(id, addNano, atMs) {
      assertAmount(addNano, 'extension')
      const stopped = stop()
      if (stopped !== undefined) throw stopped
      return writer.ask((to, sequence) => pushExtend(to, sequence, { id, addNano, atMs }), readExtend)
    },
    mark(watermark) {
      assertAmount(watermark.chargeNano, 'watermark')
      // Under pressure the watermark is the first thing to go: it only bounds what the operator loses in a crash.
      if (!saturated()) writer.tell((to) => pushMark(to, watermark))
    },
    async settle(settlement) {
      assertRecord(settlement.record)
      assertAmount(settlement.overrunNano, 'overrun')
      const apart = settlementWithOwnBytes(settlement)
      return writer.askPatiently((to, sequence) => pushSettle(to, sequence, apart), readSettle)
    },
    async record(record) {
      assertRecord(record)
      return writer.askPatiently((to, sequence) => pushRecord(to, sequence, record), nothing)
    },
    reverse: (reversal) => writer.call('reverse', reversal),
    recover: (nowMs) => recover(nowMs, writer, reader),
    verify: () => reader.call('verify'),
  }
}

function readReserve(ending: string, [first, availableNano, balanceNano, budgetNano]: readonly unknown[]): ReserveVerdict {
  if (ending !== 'ok') return readRefusal(ending, first, availableNano) as ReserveVerdict
  return { ok: true, amountNano: first, availableNano, balanceNano, budgetNano } as ReserveVerdict
}

function readExtend(ending: string, [first, availableNano]: readonly unknown[]): ExtendVerdict {
  return (ending === 'ok' ? { ok: true, amountNano: first, availableNano } : readRefusal(ending, first, availableNano)) as ExtendVerdict
}

function readRefusal(reason: string, budget: unknown, availableNano: unknown): object {
  return budget === null ? { ok: false, reason, availableNano } : { ok: false, reason, budget, availableNano }
}

function readSettle(ending: string): SettleVerdict {
  return (ending === 'ok' ? { ok: true } : { ok: false, reason: ending }) as SettleVerdict
}

function nothing(): void {}

/** Holds ended in one transaction while recovering. Nobody waits for the writer before the server listens, and each commit costs a sync. */
const recoveredPerCommit = 1_024

async function recover(nowMs: number, writer: WriterClient, reader: ReaderClient): Promise<RecoveryReport> {
  const clock = systemClock()
  const started = clock.elapsed()
  const epoch = await writer.call('startEpoch', nowMs)
  const total = { settled: 0, voided: 0, chargedNano: 0n }
  const touched = new Set<string>()
  for (;;) {
    const done = await writer.call('recoverHolds', epoch, recoveredPerCommit)
    if (done.ended === 0) break
    total.settled += done.settled
    total.voided += done.ended - done.settled
    total.chargedNano += done.chargedNano
    for (const account of done.accounts) touched.add(account)
  }
  const mismatches = touched.size === 0 ? [] : await reader.call('verify')
  const first = mismatches[0]
  if (first !== undefined) writer.stop(`the books do not balance: ${first.invariant} of ${first.subject}; nothing is admitted`)
  return { epoch, ...total, durationMs: clock.elapsed() - started, mismatches }
}

/** As `ledgerPort`. */
export function budgetPort(writer: WriterClient, reader: ReaderClient): BudgetStore {
  return {
    setBudget: (budget) => writer.call('setBudget', budget),
    listBudgets: (account) => reader.call('listBudgets', account),
    deleteBudget: (account, id) => writer.call('deleteBudget', account, id),
  }
}

type BookPorts = Omit<
  Store,
  | keyof LedgerStore
  | keyof KeyStore
  | keyof UsagePort
  | keyof PaymentStore
  | keyof AutoTopUpStore
  | keyof VoucherStore
  | keyof AlertStore
  | keyof ServerAlertStore
  | 'audited'
  | 'backup'
  | 'close'
>

function bookPorts(writer: WriterClient, reader: ReaderClient, analyst: ReaderClient): BookPorts {
  return {
    createManagementKey: (key, hash) => writer.call('createManagementKey', key, hash),
    findManagementKeyByHash: (hash) => reader.call('findManagementKeyByHash', hash),
    listManagementKeys: (account) => reader.call('listManagementKeys', account),
    deleteManagementKey: (account, id) => writer.call('deleteManagementKey', account, id),
    ...budgetPort(writer, reader),
    ...userPort(writer, reader),
    ...memberPort(writer, reader),
    foundAccount: (founding) =>
      // A copy, as in createKey.
      writer.call('foundAccount', {
        ...founding,
        sealedSecret: founding.sealedSecret === null ? null : new Uint8Array(founding.sealedSecret),
      }),
    async adjust(adjustment) {
      assertAdjustment(adjustment)
      return writer.call('adjust', adjustment)
    },
    async auditStep(entriesMax, anew) {
      const step = await analyst.call('auditStep', entriesMax, anew)
      const first = step.findings[0]
      if (first !== undefined) writer.stop(`the books do not hold: ${first.check} of ${first.subject}, ${first.says}; nothing is admitted`)
      return step
    },
    ...auditPort(writer, reader),
    findCharge: (account, request) => reader.call('findCharge', account, request),
    // A copy, as in createKey.
    addReceiptKey: (key) => writer.call('addReceiptKey', { ...key, sealedPrivate: new Uint8Array(key.sealedPrivate) }),
    listReceiptKeys: () => reader.call('listReceiptKeys'),
    adjustmentsOf: (requests) => reader.call('adjustmentsOf', requests),
    beginIdempotent: (request) => writer.call('beginIdempotent', request),
    endIdempotent: (end) => writer.call('endIdempotent', endWithOwnBytes(end)),
    forgetIdempotent: (nowMs, limit) => writer.call('forgetIdempotent', nowMs, limit),
    publishPrices: (prices, nowMs) => writer.call('publishPrices', prices, nowMs),
    appendPrices: (prices, nowMs) => writer.call('appendPrices', prices, nowMs),
    allPrices: () => reader.call('allPrices'),
    priceHistory: (model) => reader.call('priceHistory', model),
    changeOffer: (setting) => writer.call('changeOffer', setting),
    offerSettings: () => reader.call('offerSettings'),
  }
}

type OwnWays = Pick<SqliteStore, 'backup' | 'close' | 'durability' | 'failure' | 'load'>

interface Threads {
  readonly writer: WriterClient
  readonly readers: readonly ReaderClient[]
  readonly checkpointer: Checkpointer
  readonly lock: FolderLock
}

function ownWays(file: string, { writer, readers, checkpointer, lock }: Threads): OwnWays {
  let closing: Promise<void> | undefined
  return {
    durability: () => writer.call('durability'),
    failure: () => failureOf(writer, ...readers),
    load: () => ({ queued: writer.unanswered(), retrying: writer.waiting() }),
    async backup(to) {
      if (existsSync(to)) throw new Error(`${to} exists already: name another file`)
      const worker = startWorker('backup', { from: file, to })
      const [complaint] = (await once(worker, 'message')) as [string | null]
      if (complaint !== null) throw new Error(`the backup failed: ${complaint}`)
    },
    close() {
      closing ??= (async () => {
        // The writer last: the last connection to close moves the write-ahead log into the file, and one that only reads cannot.
        await Promise.all([...readers.map((reader) => reader.close()), checkpointer.close()])
        await writer.close()
        lock.release()
      })()
      return closing
    },
  }
}

function failureOf(writer: WriterClient, ...readers: readonly ReaderClient[]): string | null {
  return writer.failure() ?? readers.map((reader) => reader.failure()).find((failure) => failure !== null) ?? null
}
