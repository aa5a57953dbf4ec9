// Worker thread: a reader. Knows only how to begin.
import { parentPort, workerData } from 'node:worker_threads'
import { assert } from '../../../base/assert.ts'
import type { WorkerFolder } from './protocol.ts'
import { serveReader } from './serve-reader.ts'

assert(parentPort !== null, 'the reader runs as a worker')
serveReader(parentPort, workerData as WorkerFolder)
