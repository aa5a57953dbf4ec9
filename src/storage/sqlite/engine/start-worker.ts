// Starts a worker thread of this folder. Knows nothing of what it does.
import { Worker } from 'node:worker_threads'
import { threadFile } from '../../../base/thread-file.ts'

export function startWorker(name: 'writer' | 'reader' | 'checkpointer' | 'backup', workerData: unknown): Worker {
  return new Worker(threadFile(name, import.meta.url), { workerData, name: `store-${name}` })
}
