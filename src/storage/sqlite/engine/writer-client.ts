// The main thread's end of the writer: one message per event-loop turn, a bounded number of commands without an answer. Knows no SQL.
import type { Worker } from 'node:worker_threads'
import { StoreUnavailable } from '../../../ledger/store-unavailable.ts'
import { DataFolderTooNew, FolderUnusable } from './folder-errors.ts'
import { answerLength, type Answers, type Batch, type Durability, type FromWriter, pushCall, type WorkerFolder } from './protocol.ts'
import { startWorker } from './start-worker.ts'
import type { WriterCalls } from './writer-calls.ts'

/** What an answer is given to: `ending` is `ok` or one of our own refusals; failures are rejected before. */
interface Waiter {
  readonly settled: (ending: string, first: unknown, second: unknown) => void
  readonly failed: (error: Error) => void
}

export interface WriterClient {
  readonly durability: Durability
  /** Appends one command to the batch of this turn. `write` pushes it under the given sequence. */
  ask<T>(write: (to: Batch, sequence: number) => void, read: (ending: string, first: unknown, second: unknown) => T): Promise<T>
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

/** Starts the writer and waits until its file is open. Throws DataFolderTooNew, FolderUnusable. */
export async function startWriter(where: WorkerFolder): Promise<WriterClient> {
  const worker = startWorker('writer', where)
  const durability = await opened(worker, where.folder)
  const pending = new Map<number, Waiter>()
  const closed = Promise.withResolvers<void>()
  let batch: Batch = []
  let sequence = 0
  let waiting = 0
  let failure: string | null = null
  let gone = false

  const send = (): void => {
    const full = batch
    batch = []
    if (!gone && full.length > 0) worker.postMessage(full)
  }

  function take(answers: Answers): void {
    for (let at = 0; at < answers.length; at += answerLength) {
      const waiter = pending.get(answers[at] as number)
      if (waiter === undefined) continue
      pending.delete(answers[at] as number)
      const ending = answers[at + 1] as string
      if (ending === '!unavailable') waiter.failed(new StoreUnavailable(`the store cannot write: ${String(answers[at + 2])}`))
      else if (ending.startsWith('!')) waiter.failed(new Error(String(answers[at + 2])))
      else waiter.settled(ending, answers[at + 2], answers[at + 3])
    }
  }

  function lose(sentence: string): void {
    gone = true
    failure ??= sentence
    for (const waiter of pending.values()) waiter.failed(new StoreUnavailable(sentence))
    pending.clear()
    closed.resolve()
  }

  worker.on('message', (message: FromWriter) => {
    if (message.kind === 'closed') closed.resolve()
    if (message.kind !== 'answers') return
    waiting = message.waiting
    if (message.broken !== null) failure ??= message.broken
    take(message.answers)
  })
  worker.on('error', (error: unknown) => lose(`the writer died: ${error instanceof Error ? error.message : String(error)}`))
  worker.on('exit', () => lose('the store is closed'))

  function ask<T>(write: (to: Batch, sequence: number) => void, read: (ending: string, first: unknown, second: unknown) => T): Promise<T> {
    if (gone) return Promise.reject(new StoreUnavailable(failure ?? 'the store is closed'))
    return new Promise<T>((resolve, reject) => {
      sequence += 1
      if (batch.length === 0) setImmediate(send)
      write(batch, sequence)
      pending.set(sequence, { settled: (ending, first, second) => resolve(read(ending, first, second)), failed: reject })
    })
  }

  return {
    durability,
    ask,
    tell(write) {
      if (gone) return
      if (batch.length === 0) setImmediate(send)
      write(batch)
    },
    call(name, ...args) {
      return ask(
        (to, number) => pushCall(to, number, name, args),
        (_ending, value) => value as ReturnType<WriterCalls[typeof name]>,
      )
    },
    unanswered: () => pending.size,
    waiting: () => waiting,
    failure: () => failure,
    stop: (sentence) => void (failure ??= sentence),
    async close() {
      if (gone) return
      if (batch.length > 0) send()
      batch = []
      worker.postMessage('close')
      await closed.promise
      await worker.terminate()
    },
  }
}

function opened(worker: Worker, folder: string): Promise<Durability> {
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
