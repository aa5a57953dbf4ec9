// The main thread's end of the reader: look-ups by name with one promise each. Knows no SQL.
import { StoreUnavailable } from '../../../ledger/store-unavailable.ts'
import type { ReaderCalls } from './reader-calls.ts'
import type { FromReader, ToReader } from './serve-reader.ts'
import type { ThreadOrder } from './store-thread.ts'

export interface ReaderClient {
  call<Name extends keyof ReaderCalls>(name: Name, ...args: Parameters<ReaderCalls[Name]>): Promise<ReturnType<ReaderCalls[Name]>>
  /** Why nothing can be read any more; null while all is well. */
  failure(): string | null
  close(): Promise<void>
}

export function startReader({ start, where, onLost }: ThreadOrder): ReaderClient {
  const worker = start('reader', where)
  const pending = new Map<number, { resolve: (value: never) => void; reject: (error: Error) => void }>()
  let sequence = 0
  let gone: string | null = null
  let closing = false

  const lose = (sentence: string): void => {
    if (gone !== null) return
    gone = sentence
    for (const waiter of pending.values()) waiter.reject(new StoreUnavailable(sentence))
    pending.clear()
    if (!closing) onLost(sentence)
  }
  worker.on('message', ([number, ending, value]: FromReader) => {
    const waiter = pending.get(number)
    pending.delete(number)
    if (ending === 'ok') waiter?.resolve(value as never)
    else waiter?.reject(new StoreUnavailable(`the store cannot read: ${String(value)}`))
  })
  worker.on('error', (error: unknown) => lose(`the reader died: ${error instanceof Error ? error.message : String(error)}`))
  const exited = new Promise<void>((resolve) => {
    worker.on('exit', () => {
      lose(closing ? 'the store is closed' : 'the reader ended by itself')
      resolve()
    })
  })

  return {
    call(name, ...args) {
      if (gone !== null) return Promise.reject(new StoreUnavailable(gone))
      return new Promise((resolve, reject) => {
        sequence += 1
        pending.set(sequence, { resolve, reject })
        worker.postMessage([sequence, name, args] satisfies ToReader)
      })
    },
    failure: () => gone,
    async close() {
      closing = true
      if (gone === null) worker.postMessage('close' satisfies ToReader)
      await exited
    },
  }
}

/** A reader that starts with its first look-up. */
export function startReaderLater(order: ThreadOrder): ReaderClient {
  let started: ReaderClient | undefined
  let closed = false
  return {
    call(name, ...args) {
      if (closed) return Promise.reject(new StoreUnavailable('the store is closed'))
      started ??= startReader(order)
      return started.call(name, ...args)
    },
    failure: () => started?.failure() ?? null,
    async close() {
      closed = true
      await started?.close()
    },
  }
}
