// The main thread's end of the writer: one batch under way at a time, a bounded number of commands without an answer. Knows no SQL.
import { systemClock } from '../../../base/clock.ts'
import { StoreUnavailable } from '../../../ledger/store-unavailable.ts'
import { DataFolderTooNew, FolderUnusable } from './folder-errors.ts'
import { openGathering } from './gathering.ts'
import { answerLength, type Answers, type Batch, type Durability, type FromWriter, pushCall } from './protocol.ts'
import type { StoreThread, ThreadOrder } from './store-thread.ts'
import type { WriterCalls } from './writer-calls.ts'

/** `ending` is `ok` or one of our own refusals; failures are rejected before. The values of the answer begin at `at`. */
export type ReadAnswer<T> = (ending: string, values: readonly unknown[], at: number) => T

/** What an answer is given to. */
interface Waiter {
  readonly read: ReadAnswer<unknown>
  readonly resolve: (value: never) => void
  readonly reject: (error: Error) => void
}

export interface WriterClient {
  readonly durability: Durability
  /** Appends one command to the batch of this turn. `write` pushes it under the given sequence. */
  ask<T>(write: (to: Batch, sequence: number) => void, read: ReadAnswer<T>): Promise<T>
  /** The same for a command that nobody waits for: it travels with the next one that somebody does, or after `patienceMs` by itself. */
  askPatiently<T>(write: (to: Batch, sequence: number) => void, read: ReadAnswer<T>): Promise<T>
  /** Appends a command that has no answer. */
  tell(write: (to: Batch) => void): void
  call<Name extends keyof WriterCalls>(name: Name, ...args: Parameters<WriterCalls[Name]>): Promise<ReturnType<WriterCalls[Name]>>
  /** Commands without an answer. */
  unanswered(): number
  /** Settlements that the disk refused so far. */
  waiting(): number
  /** Why nothing is admitted any more; null while all is well. */
  failure(): string | null
  /** Refuses new admissions from now on. */
  stop(sentence: string): void
  close(): Promise<void>
}

/**
 * How long a settlement waits for company. Alone it costs a commit of its own; a crash within this time leaves its hold open, and
 * recovery ends it without a charge, as it does for everything that was not yet on disk.
 */
const patienceMs = 3

/** Starts the writer and waits until its file is open. Throws DataFolderTooNew, FolderUnusable. */
export async function startWriter({ start, where, onLost }: ThreadOrder): Promise<WriterClient> {
  const worker = start('writer', where)
  const durability = await opened(worker, where.folder)
  // Places instead of a Map from numbers: see base/roster.ts for what a Map would keep alive. Place 0 is of commands without an answer.
  const pending: (Waiter | undefined)[] = [undefined]
  const free: number[] = []
  let unanswered = 0
  const closed = Promise.withResolvers<void>()
  let batch: Batch = []
  let waiting = 0
  let failure: string | null = null
  let gone = false
  let closing = false
  /** A batch is with the writer. What comes meanwhile would wait in its queue; gathered here, it becomes one message and one commit. */
  let underWay = false
  let scheduled = false
  let patience: NodeJS.Timeout | undefined
  const gathering = openGathering(systemClock())

  const send = (): void => {
    if (!underWay && !gone && gathering.goesOn(batch.length)) return void setImmediate(send)
    gathering.end()
    scheduled = false
    if (underWay || gone || batch.length === 0) return
    const full = batch
    batch = []
    underWay = true
    worker.postMessage(full)
  }
  const schedule = (): void => {
    if (scheduled || underWay) return
    scheduled = true
    setImmediate(send)
  }
  const losePatience = (): void => {
    patience = undefined
    schedule()
  }

  function take(answers: Answers): void {
    for (let at = 0; at < answers.length; at += answerLength) {
      const place = answers[at] as number
      const waiter = pending[place]
      if (waiter === undefined) continue
      pending[place] = undefined
      free.push(place)
      unanswered -= 1
      const ending = answers[at + 1] as string
      if (ending === '!unavailable') waiter.reject(new StoreUnavailable(`the store cannot write: ${String(answers[at + 2])}`))
      else if (ending.startsWith('!')) waiter.reject(new Error(String(answers[at + 2])))
      else waiter.resolve(waiter.read(ending, answers, at + 2) as never)
    }
  }

  function lose(sentence: string): void {
    if (gone) return
    gone = true
    failure ??= sentence
    for (const waiter of pending) waiter?.reject(new StoreUnavailable(sentence))
    pending.length = 0
    unanswered = 0
    closed.resolve()
    if (!closing) onLost(sentence)
  }

  worker.on('message', (message: FromWriter) => {
    if (message.kind === 'closed') closed.resolve()
    if (message.kind !== 'answers') return
    waiting = message.waiting
    if (message.broken !== null) failure ??= message.broken
    take(message.answers)
    underWay = false
    if (batch.length > 0) schedule()
  })
  worker.on('error', (error: unknown) => lose(`the writer died: ${error instanceof Error ? error.message : String(error)}`))
  worker.on('exit', () => lose(closing ? 'the store is closed' : 'the writer ended by itself'))

  function ask<T>(write: (to: Batch, sequence: number) => void, read: ReadAnswer<T>): Promise<T> {
    if (gone) return Promise.reject(new StoreUnavailable(failure ?? 'the store is closed'))
    schedule()
    return append(write, read)
  }

  function append<T>(write: (to: Batch, sequence: number) => void, read: ReadAnswer<T>): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      const place = free.pop() ?? pending.length
      write(batch, place)
      pending[place] = { read, resolve, reject }
      unanswered += 1
    })
  }

  return {
    durability,
    ask,
    askPatiently(write, read) {
      if (gone) return Promise.reject(new StoreUnavailable(failure ?? 'the store is closed'))
      patience ??= setTimeout(losePatience, patienceMs)
      return append(write, read)
    },
    tell(write) {
      if (gone) return
      schedule()
      write(batch)
    },
    call(name, ...args) {
      return ask(
        (to, number) => pushCall(to, number, name, args),
        (_ending, values, at) => values[at] as ReturnType<WriterCalls[typeof name]>,
      )
    },
    unanswered: () => unanswered,
    waiting: () => waiting,
    failure: () => failure,
    stop: (sentence) => void (failure ??= sentence),
    async close() {
      if (gone) return
      closing = true
      clearTimeout(patience)
      // Behind what is under way; the writer takes everything in order before it closes.
      if (batch.length > 0) worker.postMessage(batch)
      batch = []
      worker.postMessage('close')
      await closed.promise
      await worker.terminate()
    },
  }
}

function opened(worker: StoreThread, folder: string): Promise<Durability> {
  return new Promise((resolve, reject) => {
    worker.once('error', reject)
    worker.once('message', (message: FromWriter) => {
      worker.off('error', reject)
      if (message.kind === 'ready') return resolve(message.durability)
      const { name, message: sentence } =
        message.kind === 'unusable' ? message : { name: 'Error', message: 'the writer did not open its file' }
      reject(folderError(name, sentence, folder))
    })
  })
}

/** The class is lost between threads; the sentence is not. */
function folderError(name: string, sentence: string, folder: string): Error {
  if (name === 'DataFolderTooNew') return Object.assign(new DataFolderTooNew(folder, 0, 0), { message: sentence })
  if (name === 'FolderUnusable') return Object.assign(new FolderUnusable(folder, '', ''), { message: sentence })
  return new FolderUnusable(
    folder,
    `its database cannot be opened (${sentence})`,
    'restore a backup into another folder, or free disk space',
  )
}
