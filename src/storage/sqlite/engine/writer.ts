// Worker thread: the writer. Knows only how to begin.
import { parentPort, workerData } from 'node:worker_threads'
import { assert } from '../../../base/assert.ts'
import type { WorkerFolder } from './protocol.ts'
import { serveWriter } from './serve-writer.ts'

assert(parentPort !== null, 'the writer runs as a worker')
serveWriter(parentPort, workerData as WorkerFolder, (error) => {
  throw error
})
