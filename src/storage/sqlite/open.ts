// The embedded store: one SQLite file in a locked folder, behind the ports. Knows no SQL, and does no database work
// on this thread unless a command asks for it.
import { existsSync } from 'node:fs'
import { once } from 'node:events'
import { assertAdjustment } from '../../ledger/amounts.ts'
import type { ConnectionStore } from '../../catalog/connection-store.ts'
import type { VerificationStore } from '../../catalog/verification-store.ts'
import type { LedgerStore } from '../../ledger/ledger-store.ts'
import type { KeyStore } from '../../keys/key-store.ts'
import type { AlertStore } from '../../ledger/alert-store.ts'
import type { ServerAlertStore } from '../../ledger/server-alert-store.ts'
import type { AutoTopUpStore } from '../../ledger/auto-top-up-store.ts'
import type { PaymentStore } from '../../ledger/payment-store.ts'
import type { VoucherStore } from '../../ledger/voucher-store.ts'
import type { Store } from '../store.ts'
import { afterWrites } from './engine/after-writes.ts'
import { type Checkpointer, startCheckpointer } from './engine/checkpointer-client.ts'
import { prepareDatabaseFile, prepareFolder } from './engine/folder.ts'
import { openKeyCache } from './engine/key-cache.ts'
import { keyPort } from './engine/key-port.ts'
import { type FolderLock, lockFolder } from './engine/lock.ts'
import { auditing, auditPort, challengePort, factorPort, memberPort, userPort } from './engine/people-ports.ts'
import { connectionPort } from './engine/connection-port.ts'
import { budgetPort, failureOf, ledgerPort } from './engine/ledger-port.ts'
import { endWithOwnBytes } from './engine/own-bytes.ts'
import type { Durability } from './engine/protocol.ts'
import { alertPort } from './engine/alert-port.ts'
import { keptResponsePort } from './engine/kept-response-port.ts'
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
  /** Everything on the calling thread: for a command that asks a few things and ends. A server would wait for its disk. */
  readonly oneThread?: boolean
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
    const start = options.oneThread === true ? (await import('./engine/start-here.ts')).startHere : startWorker
    const order = { where, start, onLost }
    reader = startReader(order)
    const writer = await startWriter(order)
    // A thread of its own for what reads many rows: no request that looks a key up waits behind somebody's statistics.
    const analyst = startReaderLater(order)
    const late = { reader: afterWrites(writer, reader), analyst: afterWrites(writer, analyst) }
    const ports = portsOver({ reader, analyst, late }, queueMax)
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

type Ports = LedgerStore &
  KeyStore &
  BookPorts &
  UsagePort &
  PaymentStore &
  AutoTopUpStore &
  VoucherStore &
  AlertStore &
  ServerAlertStore &
  ConnectionStore &
  VerificationStore

interface Readers {
  readonly reader: ReaderClient
  readonly analyst: ReaderClient
  /** The same two, for what requests change: their money, their records, what is kept of them. Not for what every request asks. */
  readonly late: Pick<Readers, 'reader' | 'analyst'>
}

/** All ports over any writer; they share the cache of keys, whoever writes. */
function portsOver(readers: Readers, queueMax: number): (writer: WriterClient) => Ports {
  const { reader, late } = readers
  const cache = openKeyCache((hash) => reader.call('findKeyByHash', hash))
  return (writer) => ({
    ...ledgerPort(writer, late.reader, queueMax),
    ...keyPort(writer, late.reader, cache),
    ...bookPorts(writer, readers),
    ...usagePort(late.reader, late.analyst),
    ...paymentPorts(writer, reader),
    ...alertPort(writer, reader),
    ...connectionPort(writer, reader),
  })
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
  | keyof ConnectionStore
  | keyof VerificationStore
  | 'audited'
  | 'backup'
  | 'close'
>

function bookPorts(writer: WriterClient, { reader, analyst, late }: Readers): BookPorts {
  return {
    createManagementKey: (key, hash) => writer.call('createManagementKey', key, hash),
    findManagementKeyByHash: (hash) => reader.call('findManagementKeyByHash', hash),
    hasManagementKey: (id) => reader.call('hasManagementKey', id),
    listManagementKeys: (account) => reader.call('listManagementKeys', account),
    deleteManagementKey: (account, id) => writer.call('deleteManagementKey', account, id),
    ...budgetPort(writer, late.reader),
    ...userPort(writer, reader),
    ...memberPort(writer, reader),
    ...challengePort(writer),
    ...factorPort(writer, reader),
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
    findCharge: (account, request) => late.reader.call('findCharge', account, request),
    // A copy, as in createKey.
    addReceiptKey: (key) => writer.call('addReceiptKey', { ...key, sealedPrivate: new Uint8Array(key.sealedPrivate) }),
    listReceiptKeys: () => reader.call('listReceiptKeys'),
    getKeyring: () => reader.call('getKeyring'),
    listSealed: () => reader.call('listSealed'),
    reseal: (sealedKeyring, values) => writer.call('reseal', sealedKeyring, values),
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
    ...keptResponsePort(writer, reader, late.reader),
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

function nothing(): void {}
