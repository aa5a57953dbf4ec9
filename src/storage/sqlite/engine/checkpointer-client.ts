// The main thread's end of the checkpointer: starts it, notices when it dies, ends it. Knows no SQL.
import type { Worker } from 'node:worker_threads'
import type { WorkerFolder } from './protocol.ts'
import { startWorker } from './start-worker.ts'
import { walPages } from './wal-pages.ts'

export interface Checkpointer {
  close(): Promise<void>
}

/**
 * Starts it beside a writer that has opened the file, once there may be something to move: most stores of the command line are closed
 * before. `onLost`: the disk failed to sync, or the thread died.
 */
export function startCheckpointer(where: WorkerFolder, onLost: (sentence: string) => void): Checkpointer {
  let closing = false
  let started: { readonly worker: Worker; readonly exited: Promise<void> } | undefined
  const timer = setTimeout(() => {
    const worker = startWorker('checkpointer', where)
    worker.on('error', (error: unknown) => {
      if (!closing) onLost(`the checkpointer died: ${error instanceof Error ? error.message : String(error)}`)
    })
    started = { worker, exited: new Promise((resolve) => worker.on('exit', () => resolve())) }
  }, walPages.lookMs)
  return {
    async close() {
      closing = true
      clearTimeout(timer)
      started?.worker.postMessage('close')
      await started?.exited
    },
  }
}
