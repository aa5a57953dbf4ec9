// Starts a worker thread of this folder: from source as .ts, from a bundled release as .js. Knows nothing of what it does.
import { Worker } from 'node:worker_threads'

export function startWorker(name: 'writer' | 'reader' | 'checkpointer' | 'backup', workerData: unknown): Worker {
  const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js'
  return new Worker(new URL(`./${name}.${extension}`, import.meta.url), { workerData, name: `store-${name}` })
}
