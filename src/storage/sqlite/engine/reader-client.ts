// The main thread's end of the reader: look-ups by name with one promise each. Knows no SQL.
import { StoreUnavailable } from '../../../ledger/store-unavailable.ts'
import type { WorkerFolder } from './protocol.ts'
import type { FromReader, ToReader } from './reader.ts'
import type { ReaderCalls } from './reader-calls.ts'
import { startWorker } from './start-worker.ts'

export interface ReaderClient {
  call<Name extends keyof ReaderCalls>(name: Name, ...args: Parameters<ReaderCalls[Name]>): Promise<ReturnType<ReaderCalls[Name]>>
  close(): Promise<void>
}

export function startReader(where: WorkerFolder): ReaderClient {
  const worker = startWorker('reader', where)
  const pending = new Map<number, { resolve: (value: never) => void; reject: (error: Error) => void }>()
  let sequence = 0
  let gone: string | null = null

  const lose = (sentence: string): void => {
    gone ??= sentence
    for (const waiter of pending.values()) waiter.reject(new StoreUnavailable(sentence))
    pending.clear()
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
      lose('the store is closed')
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
    async close() {
      if (gone === null) worker.postMessage('close' satisfies ToReader)
      await exited
    },
  }
}
