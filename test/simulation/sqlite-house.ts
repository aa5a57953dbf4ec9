// The SQLite store without its threads: the real ports, protocol, commit layer and SQL over a real file, one step at a time.
// A crash copies the file and as much of its write-ahead log as a sync has kept, and everything goes on from the copy.
import { copyFileSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { asId, type AccountId, type RequestId } from '../../src/contract/ids.ts'
import { StoreUnavailable } from '../../src/ledger/store-unavailable.ts'
import { keyPort, ledgerPort } from '../../src/storage/sqlite/open.ts'
import { type Committer, openCommitter } from '../../src/storage/sqlite/engine/commit.ts'
import { durabilityOf, openForWriting } from '../../src/storage/sqlite/engine/connection.ts'
import { answerLength, type Answers, type Batch, type Command, pushCall, readBatch } from '../../src/storage/sqlite/engine/protocol.ts'
import { numberOf } from '../../src/storage/sqlite/engine/schema.ts'
import type { ReaderClient } from '../../src/storage/sqlite/engine/reader-client.ts'
import { readerCalls } from '../../src/storage/sqlite/engine/reader-calls.ts'
import type { WriterClient } from '../../src/storage/sqlite/engine/writer-client.ts'
import { type Port, put } from './asks.ts'
import type { Books, Movement, RestingRecord } from './books.ts'
import type { House, Outcome } from './house.ts'

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
    const reader: ReaderClient = {
      async call(name, ...args) {
        return (reads[name] as (...args: readonly unknown[]) => never)(...args)
      },
      async close() {},
    }
    const port = { ...ledgerPort(writer.client, reader, 8_192), ...keyPort(writer.client, reader) }
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
    async recover(nowMs) {
      let report: string | null = null
      void life.port.recover(nowMs).then((done) => {
        report = `${done.settled} settled, ${done.voided} voided, ${done.chargedNano} charged${done.mismatches.map((one) => `, ${one.invariant} of ${one.subject}`).join('')}`
      })
      for (let turns = 0; report === null; turns++) {
        if (turns > 1_000) throw new Error('recovery does not come to an end')
        commit(life.writer.queue.splice(0, 1))
        life.writer.deliver(1)
        await new Promise(setImmediate)
      }
      return report
    },
    books: async () => life.books(),
    verify: async () => life.reads.verify().map((one) => `${one.invariant} of ${one.subject}: ${one.foundNano}, not ${one.expectedNano}`),
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

function lockerOf(file: string): DatabaseSync {
  const locker = new DatabaseSync(file)
  locker.exec('BEGIN IMMEDIATE')
  return locker
}

interface Writer {
  readonly client: WriterClient
  readonly queue: Command[]
  /** Settlements and records that the disk refused. */
  readonly retry: Command[]
  answered(answers: Answers): void
  undelivered(): number
  deliver(atMost: number): void
  answerEarly(committer: Committer): void
}

/** The main thread's end of the writer, with every message held back until the simulation lets it pass. */
function openWriter(): Writer {
  const queue: Command[] = []
  const retry: Command[] = []
  const pending = new Map<number, { settled: (ending: string, first: unknown, second: unknown) => void; failed: (error: Error) => void }>()
  const waiting: unknown[][] = []
  let sequence = 0

  const say = (write: (to: Batch) => void): void => {
    const batch: Batch = []
    write(batch)
    readBatch(batch, queue)
  }
  const ask: WriterClient['ask'] = (write, read) =>
    new Promise((resolve, reject) => {
      sequence += 1
      say((to) => write(to, sequence))
      pending.set(sequence, { settled: (ending, first, second) => resolve(read(ending, first, second)), failed: reject })
    })
  const client = {
    durability: { synchronous: 'full', journalMode: 'wal', sqliteVersion: '' } as const,
    ask,
    // Patience is a matter of time, not of order: here a command waits until the simulation commits it anyway.
    askPatiently: ask,
    tell: say,
    call: ((name: string, ...args: readonly unknown[]) =>
      ask(
        (to, number) => pushCall(to, number, name, args),
        (_ending, value) => value,
      )) as WriterClient['call'],
    unanswered: () => pending.size,
    waiting: () => retry.length,
    failure: () => null,
    stop: () => {},
    close: async () => {},
  }

  function take([number, ending, first, second]: unknown[]): void {
    const waiter = pending.get(number as number)
    pending.delete(number as number)
    const text = ending as string
    if (text === '!unavailable') waiter?.failed(new StoreUnavailable(String(first)))
    else if (text === '!broken') waiter?.failed(new BrokenBelief(String(first)))
    else if (text.startsWith('!')) waiter?.failed(new Error(String(first)))
    else waiter?.settled(text, first, second)
  }

  return {
    client,
    queue,
    retry,
    answered(answers) {
      for (let at = 0; at < answers.length; at += answerLength) waiting.push(answers.slice(at, at + answerLength))
    },
    undelivered: () => waiting.length,
    deliver(atMost) {
      for (const answer of waiting.splice(0, atMost)) take(answer)
    },
    answerEarly(_committer) {
      // The fault: whatever waits for its commit is told that all is well.
      for (const command of queue)
        if (command.kind === 'settle' && pending.has(command.sequence)) take([command.sequence, 'ok', null, null])
    },
  }
}

/** What the commit layer did not foresee: never a verdict that a model would expect. */
class BrokenBelief extends Error {}

function bytesOf(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.size ?? 0
}

function existing(file: string): Buffer {
  return bytesOf(file) === 0 ? Buffer.alloc(0) : readFileSync(file)
}

/** All tables, read with statements of our own: a mistake in the product's look-ups must not hide one in its writes. */
function booksReader(db: DatabaseSync): () => Books {
  const prepared = (sql: string) => db.prepare(sql, { readBigInts: true })
  const accounts = prepared('SELECT id, balance_nano b, held_nano h FROM accounts')
  const keys = prepared('SELECT id, spent_nano s, held_nano h, budget_nano b, disabled d, expires_at_ms e FROM keys WHERE deleted = 0')
  const holds = prepared(
    'SELECT h.id, a.id a, k.id k, amount_nano n FROM holds h JOIN accounts a ON a.no = h.account_no JOIN keys k ON k.no = h.key_no',
  )
  const entries = prepared(
    `SELECT kind, reference, f.name f, t.name t, amount_nano n
     FROM entries JOIN parties f ON f.no = from_no JOIN parties t ON t.no = to_no ORDER BY sequence`,
  )
  const usage = prepared(
    `SELECT id, cost_nano c, hold_nano h, prompt_tokens p, completion_tokens o, status s, error_code e, provider_cost_nano pc, price_version v
     FROM usage_records`,
  )
  return () => ({
    accounts: byId(accounts.all(), (row) => [big(row['b']), big(row['h'])]),
    keys: byId(keys.all(), (row) => [big(row['s']), big(row['h']), row['b'] as bigint | null, row['d'] === 1n, wholeOrNull(row['e'])]),
    holds: byId(holds.all(), (row) => [row['a'] as string, row['k'] as string, big(row['n'])]),
    entries: entries
      .all()
      .map((row): Movement => [text(row['kind']), text(row['reference']), text(row['f']), text(row['t']), big(row['n'])]),
    usage: byId(usage.all(), (row): RestingRecord => {
      const tokens = [Number(row['p']), Number(row['o'])] as const
      return [
        big(row['c']),
        big(row['h']),
        ...tokens,
        text(row['s']),
        textOrNull(row['e']),
        row['pc'] as bigint | null,
        textOrNull(row['v']),
      ]
    }),
  })
}

type SqlRow = Record<string, unknown>

function byId<T>(rows: readonly SqlRow[], read: (row: SqlRow) => T): Record<string, T> {
  return Object.fromEntries(rows.map((row) => [row['id'] as string, read(row)]))
}

const big = (value: unknown): bigint => value as bigint
const text = (value: unknown): string => value as string
const textOrNull = (value: unknown): string | null => value as string | null
const wholeOrNull = (value: unknown): number | null => (value === null ? null : Number(value))
