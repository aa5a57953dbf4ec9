// The SQLite store without its threads: the real ports, protocol, commit layer and SQL over a real file, one step at a time.
// A crash copies the file and as much of its write-ahead log as a sync has kept, and everything goes on from the copy.
import { copyFileSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { asId, type AccountId, type RequestId } from '../../src/contract/ids.ts'
import type { RecoveryReport } from '../../src/ledger/ledger-store.ts'
import { keyPort } from '../../src/storage/sqlite/engine/key-port.ts'
import { budgetPort, ledgerPort } from '../../src/storage/sqlite/engine/ledger-port.ts'
import { type Committer, openCommitter } from '../../src/storage/sqlite/engine/commit.ts'
import { durabilityOf, openForWriting } from '../../src/storage/sqlite/engine/connection.ts'
import { answerLength, type Answers, type Command } from '../../src/storage/sqlite/engine/protocol.ts'
import { openReplay } from '../../src/storage/sqlite/engine/replay.ts'
import { numberOf } from '../../src/storage/sqlite/engine/schema.ts'
import type { ReaderClient } from '../../src/storage/sqlite/engine/reader-client.ts'
import { readerCalls } from '../../src/storage/sqlite/engine/reader-calls.ts'
import { type Port, put } from './asks.ts'
import type { Books } from './books.ts'
import { openWriter, type Writer } from './held-writer.ts'
import type { House, Outcome } from './house.ts'
import { booksReader } from './read-books.ts'

export interface SqliteHouses {
  open(): House
  close(): void
}

/** `answerFirst` plants a fault: answers leave before their commit. `relaxed` opens with `synchronous=NORMAL`, which does not keep a promise at a power cut. */
export interface Planted {
  readonly answerFirst?: boolean
  readonly relaxed?: boolean
}

/** Houses over one scratch folder. The empty database is made once and copied. */
export function openSqliteHouses(planted: Planted = {}): SqliteHouses {
  const folder = mkdtempSync(join(scratchRoot(), 'nexorouter-simulation-'))
  const empty = join(folder, 'empty.db')
  openFile(folder, empty, false).close()
  let files = 0
  return {
    open() {
      const next = (): string => join(folder, `${++files}.db`)
      const file = next()
      copyFileSync(empty, file)
      return openHouse(folder, file, next, planted)
    },
    close: () => rmSync(folder, { recursive: true, force: true }),
  }
}

/** In memory where the system has such a place: what a sync keeps is decided here, so a real disk would only add its waiting. */
function scratchRoot(): string {
  return process.platform === 'linux' && existsSync('/dev/shm') ? '/dev/shm' : tmpdir()
}

function openFile(folder: string, file: string, relaxed: boolean): DatabaseSync {
  const db = openForWriting({ folder, file, relaxed, fileBytesMax: null })
  // Only `checkpoint()` moves pages into the main file, so that the log grows from one sync to the next.
  // Whoever holds the lock holds it for a number of steps: there is no time to wait in.
  db.exec('PRAGMA wal_autocheckpoint = 0; PRAGMA busy_timeout = 0')
  return db
}

/** What one start of the machine has. */
interface Life {
  readonly file: string
  readonly db: DatabaseSync
  readonly committer: Committer
  readonly reads: ReturnType<typeof readerCalls>
  readonly writer: Writer
  readonly port: Port
  /** Whether a commit of this connection waits for the disk, as the connection itself says. */
  readonly syncs: boolean
  readonly books: () => Books
  readonly markOf: ReturnType<DatabaseSync['prepare']>
  /** Somebody else who holds the write lock. */
  locker: DatabaseSync | null
  /** Bytes of the log that a sync has kept. */
  syncedBytes: number
}

function openHouse(folder: string, first: string, nextFile: () => string, planted: Planted): House {
  let life = start(first)

  function start(file: string): Life {
    const db = openFile(folder, file, planted.relaxed === true)
    const committer = openCommitter(db)
    const reads = readerCalls(db)
    const writer = openWriter()
    const reader = {
      call: (async (name: keyof typeof reads, ...args: readonly unknown[]) =>
        (reads[name] as (...args: readonly unknown[]) => unknown)(...args)) as ReaderClient['call'],
      failure: () => null,
      close: async () => {},
    }
    const port: Port = {
      ...ledgerPort(writer.client, reader, 8_192),
      ...keyPort(writer.client, reader),
      ...budgetPort(writer.client, reader),
      adjust: (adjustment) => writer.client.call('adjust', adjustment),
      beginIdempotent: (request) => writer.client.call('beginIdempotent', request),
    }
    const syncs = durabilityOf(db).synchronous === 'full'
    const markOf = db.prepare('SELECT mark_completion_tokens c, mark_charge_nano n FROM holds WHERE id = ?', { readBigInts: true })
    return {
      file,
      db,
      committer,
      reads,
      writer,
      port,
      syncs,
      markOf,
      locker: null,
      books: booksReader(db),
      syncedBytes: bytesOf(`${file}-wal`),
    }
  }

  function commit(group: readonly Command[]): readonly Outcome[] {
    const answers: Answers = []
    const again = life.committer.commit(group, answers)
    life.writer.answered(answers)
    life.writer.retry.push(...again)
    // A relaxed commit is written but not synced: the next power cut takes it back.
    if (life.syncs) life.syncedBytes = bytesOf(`${life.file}-wal`)
    const failed = new Set<unknown>()
    for (let at = 0; at < answers.length; at += answerLength) if (answers[at + 1] === '!unavailable') failed.add(answers[at])
    return group.map((command) => {
      if (again.includes(command)) return 'again'
      return (command.kind === 'mark' ? wasLost(command, group) : failed.has(command.sequence)) ? 'unavailable' : 'done'
    })
  }

  /** A watermark has no answer; on a full disk only the table knows. A later one in the group that was kept stands for all before it. */
  function wasLost(mark: Command & { kind: 'mark' }, group: readonly Command[]): boolean {
    const row = life.markOf.get(mark.watermark.id)
    if (row === undefined) return false
    const rest = group.slice(group.indexOf(mark)).filter((one) => one.kind === 'mark' && one.watermark.id === mark.watermark.id)
    return !(rest as (Command & { kind: 'mark' })[]).some(
      ({ watermark }) => row['c'] === BigInt(watermark.completionTokens) && row['n'] === watermark.chargeNano,
    )
  }

  /** `keep`: bytes of the log that the disk has. */
  function restart(keep: number): void {
    const file = nextFile()
    copyFileSync(life.file, file)
    writeFileSync(`${file}-wal`, existing(`${life.file}-wal`).subarray(0, keep))
    life.locker?.close()
    life.db.close()
    for (const ending of ['', '-wal', '-shm']) rmSync(`${life.file}${ending}`, { force: true })
    life = start(file)
  }

  return {
    ask: (ask) => {
      if (planted.answerFirst === true) life.writer.answerEarly(life.committer)
      return put(life.port, ask)
    },
    queued: () => life.writer.queue.length,
    commit: async (atMost) => commit(life.writer.queue.splice(0, atMost)),
    retry: async () => commit(life.writer.retry.splice(0)),
    trouble(what) {
      life.db.exec(`PRAGMA max_page_count = ${what === 'full' ? numberOf(life.db, 'page_count') : 4_294_967_294}`)
      life.locker?.close()
      life.locker = what === 'locked' ? lockerOf(life.file) : null
    },
    undelivered: () => life.writer.undelivered(),
    deliver: (atMost) => life.writer.deliver(atMost),
    checkpoint() {
      life.db.exec('PRAGMA wal_checkpoint(TRUNCATE)')
      life.syncedBytes = bytesOf(`${life.file}-wal`)
    },
    async crash({ at, group, cut }) {
      const before = life.syncedBytes
      if (at !== 'waiting') commit(life.writer.queue.splice(0, group))
      const torn = before + Math.floor(((life.syncedBytes - before) * cut) / 1_000)
      restart(at === 'in_commit' ? torn : life.syncedBytes)
    },
    async breakRecovery(nowMs, when) {
      // Its promise is lost with the power, whatever comes of it.
      life.port.recover(nowMs).catch(() => {})
      commit(life.writer.queue.splice(0, 1))
      life.writer.deliver(1)
      await new Promise(setImmediate)
      if (when === 'after_ending') commit(life.writer.queue.splice(0, 1))
      restart(life.syncedBytes)
    },
    async recover(nowMs) {
      let over = false
      const report = life.port.recover(nowMs).finally(() => {
        over = true
      })
      // Heard below; until then a failure has a listener.
      report.catch(() => {})
      for (let turns = 0; !over; turns++) {
        if (turns > 1_000) throw new Error('recovery does not come to an end')
        commit(life.writer.queue.splice(0, 1))
        life.writer.deliver(1)
        await new Promise(setImmediate)
      }
      return reportText(await report)
    },
    books: async () => life.books(),
    verify: async () => [
      ...life.reads.verify().map((one) => `${one.invariant} of ${one.subject}: ${one.foundNano}, not ${one.expectedNano}`),
      ...brokenChain(life.db),
    ],
    async usage(account, id) {
      const record = life.reads.getUsage(asId<AccountId>(account), asId<RequestId>(id))
      return record === undefined ? undefined : [record.costNano, record.errorCode]
    },
    close() {
      life.locker?.close()
      life.db.close()
    },
  }
}

/** Settled, voided, charged, and what the store found broken. */
export function reportText({ settled, voided, chargedNano, mismatches }: RecoveryReport): string {
  const broken = mismatches.map((one) => `, ${one.invariant} of ${one.subject}`)
  return `${settled} settled, ${voided} voided, ${chargedNano} charged${broken.join('')}`
}

/** The hash chain from the first entry on, and each charge against its usage record. */
function brokenChain(db: DatabaseSync): string[] {
  const replay = openReplay(db)
  while (replay.take(1_000) > 0);
  return replay.findings.map((one) => `${one.subject}: ${one.says}`)
}

function lockerOf(file: string): DatabaseSync {
  const locker = new DatabaseSync(file)
  locker.exec('BEGIN IMMEDIATE')
  return locker
}

function bytesOf(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.size ?? 0
}

function existing(file: string): Buffer {
  return bytesOf(file) === 0 ? Buffer.alloc(0) : readFileSync(file)
}
