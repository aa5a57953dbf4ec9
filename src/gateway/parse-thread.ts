// The thread that reads large bodies; see parse-aside.ts. Knows nothing but its jobs.
import { parentPort } from 'node:worker_threads'
import type { ParseDone, ParseJob } from './parse-aside.ts'
import { wireNamed } from './wires.ts'

parentPort?.on('message', ({ id, body, wire, limits, named }: ParseJob) => {
  const result = wireNamed(wire).readRequest(body, limits, named)
  parentPort?.postMessage({ id, result } satisfies ParseDone, [body.buffer as ArrayBuffer])
})
