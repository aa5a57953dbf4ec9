// What the clients of writer and reader need of a thread, and how one is begun. Knows no SQL.
import type { EventEmitter } from 'node:events'
import type { WorkerFolder } from './protocol.ts'

/** The part of a Worker that is used: `message`, `error` and `exit` are emitted as a Worker emits them. */
export interface StoreThread extends EventEmitter {
  postMessage(message: unknown): void
  terminate(): Promise<unknown>
}

export interface ThreadOrder {
  readonly where: WorkerFolder
  readonly start: (name: 'writer' | 'reader', where: WorkerFolder) => StoreThread
  /** A thread ended by itself. */
  readonly onLost: (sentence: string) => void
}
