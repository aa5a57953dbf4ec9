// The thread that reads large bodies; see parse-aside.ts. Knows nothing but its jobs.
import { parentPort } from 'node:worker_threads'
import { dialectNamed } from '../dialects/registry.ts'
import type { ParseDone, ParseJob } from './parse-aside.ts'

parentPort?.on('message', ({ id, body, dialect, limits, named }: ParseJob) => {
  const result = dialectNamed(dialect).readRequest(body, limits, named)
  parentPort?.postMessage({ id, result } satisfies ParseDone, [body.buffer as ArrayBuffer])
})
