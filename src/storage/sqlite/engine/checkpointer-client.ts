// The main thread's end of the checkpointer: starts it, notices when it dies, ends it. Knows no SQL.
import type { WorkerFolder } from './protocol.ts'
import { startWorker } from './start-worker.ts'

export interface Checkpointer {
  close(): Promise<void>
}

/** Starts it beside a writer that has opened the file. `onLost`: the disk failed to sync, or the thread died. */
export function startCheckpointer(where: WorkerFolder, onLost: (sentence: string) => void): Checkpointer {
  const worker = startWorker('checkpointer', where)
  let closing = false
  worker.on('error', (error: unknown) => {
    if (!closing) onLost(`the checkpointer died: ${error instanceof Error ? error.message : String(error)}`)
  })
  const exited = new Promise<void>((resolve) => worker.on('exit', () => resolve()))
  return {
    async close() {
      closing = true
      worker.postMessage('close')
      await exited
    },
  }
}
