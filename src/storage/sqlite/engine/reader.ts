// Worker thread: a read-only connection for lists, pages and look-ups, so that none of them waits for or delays a commit.
import type { DatabaseSync } from 'node:sqlite'
import { parentPort, workerData } from 'node:worker_threads'
import { assert } from '../../../base/assert.ts'
import { openForReading } from './reading-connection.ts'
import type { WorkerFolder } from './protocol.ts'
import { type ReaderCalls, readerCalls } from './reader-calls.ts'

export type ToReader = readonly [sequence: number, name: keyof ReaderCalls, args: readonly unknown[]] | 'close'
export type FromReader = readonly [sequence: number, ending: 'ok' | 'failed', value: unknown]

const port = parentPort
assert(port !== null, 'the reader runs as a worker')
// Opened with the first look-up: this thread starts while the writer still brings the file up to date.
let opened: { readonly db: DatabaseSync; readonly calls: ReaderCalls } | undefined

function open(): { readonly db: DatabaseSync; readonly calls: ReaderCalls } {
  if (opened !== undefined) return opened
  const db = openForReading((workerData as WorkerFolder).file)
  opened = { db, calls: readerCalls(db) }
  return opened
}

port.on('message', (message: ToReader) => {
  if (message === 'close') {
    opened?.db.close()
    port.close()
    return
  }
  const [sequence, name, args] = message
  try {
    const step = open().calls[name] as (...args: readonly unknown[]) => unknown
    port.postMessage([sequence, 'ok', step(...args)] satisfies FromReader)
  } catch (error) {
    port.postMessage([sequence, 'failed', error instanceof Error ? error.message : String(error)] satisfies FromReader)
  }
})
