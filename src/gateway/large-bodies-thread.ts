// The thread that reads and translates large requests; see large-bodies.ts. Knows nothing but its jobs; a job that throws fails alone.
import { bufferOf } from '../base/byte-text.ts'
import { parentPort } from 'node:worker_threads'
import type { LargeDone, LargeJob } from './large-bodies.ts'
import { translateRequest } from './translate-request.ts'
import { wireNamed } from './wires.ts'

parentPort?.on('message', (job: LargeJob) => {
  const answer = (done: LargeDone, give: readonly ArrayBufferLike[] = []): void => parentPort?.postMessage(done, give as ArrayBuffer[])
  try {
    if (job.kind === 'read') {
      const done = wireNamed(job.wire).readRequest(job.body, job.limits, job.named)
      return answer({ id: job.id, done }, done.ok ? [done.value.bytes.buffer] : [])
    }
    const { written, ...rest } = translateRequest(job)
    const body = bufferOf(written.body)
    // An encoder's bytes may lie in memory that they share.
    const { buffer, byteLength } = body
    return answer({ id: job.id, done: { ...rest, written: { ...written, body } } }, buffer.byteLength === byteLength ? [buffer] : [])
  } catch (error) {
    return answer({ id: job.id, failed: error instanceof Error ? error.message : String(error) })
  }
})
