// A reader behind a port: a read-only connection for lists, pages and look-ups, so that none of them delays a commit. Knows not whose
// thread it runs on.
import type { DatabaseSync } from 'node:sqlite'
import type { MessagePort } from 'node:worker_threads'
import type { WorkerFolder } from './protocol.ts'
import { type ReaderCalls, readerCalls } from './reader-calls.ts'
import { openForReading } from './reading-connection.ts'

export type ToReader = readonly [sequence: number, name: keyof ReaderCalls, args: readonly unknown[]] | 'close'
export type FromReader = readonly [sequence: number, ending: 'ok' | 'failed', value: unknown]

export function serveReader(port: MessagePort, where: WorkerFolder): void {
  // Opened with the first look-up: a reader starts while the writer still brings the file up to date.
  let opened: { readonly db: DatabaseSync; readonly calls: ReaderCalls } | undefined

  const open = (): { readonly db: DatabaseSync; readonly calls: ReaderCalls } => {
    if (opened !== undefined) return opened
    const db = openForReading(where.file)
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
}
