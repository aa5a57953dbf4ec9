// The thread that reads large bodies; see parse-aside.ts. Knows nothing but its jobs.
import { parentPort } from 'node:worker_threads'
import { openaiChat } from '../dialects/openai-chat/dialect.ts'
import type { ParseDone, ParseJob } from './parse-aside.ts'

parentPort?.on('message', ({ id, body, limits }: ParseJob) => {
  const result = openaiChat.readRequest(body, limits)
  parentPort?.postMessage({ id, result } satisfies ParseDone, [body.buffer as ArrayBuffer])
})
