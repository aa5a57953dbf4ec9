// Reads and translates large requests on a thread of their own, so that one long prompt never delays the tokens of others. Knows no dialect's fields.
import { Worker } from 'node:worker_threads'
import type { ScanLimits } from '../base/json-scan.ts'
import { refuse, type Result } from '../base/result.ts'
import { threadFile } from '../base/thread-file.ts'
import type { ChatRequest } from '../contract/chat.ts'
import type { UpstreamDialectName } from '../contract/dialects.ts'
import { problem, type Problem } from '../contract/problems.ts'
import type { TaskName, WireName } from '../contract/tasks.ts'
import type { NamedInPath, UpstreamAsk } from '../dialects/dialect.ts'
import type { Translation } from './translate-request.ts'

export interface LargeBodies {
  /** Takes the body away from the caller: it travels to the thread and comes back inside the request. */
  read(body: Buffer, how: Reading): Promise<Result<ChatRequest, Problem>>
  /** Rejects when the thread could not; nothing was sent then. */
  translate(job: Translating): Promise<Translation>
  close(): Promise<void>
}

/** How a body is to be read. */
export interface Reading {
  readonly wire: WireName
  readonly limits: ScanLimits
  readonly named: NamedInPath | undefined
}

/** Who translates what for whom. */
export interface Translating {
  readonly from: WireName
  readonly to: UpstreamDialectName | TaskName
  readonly request: ChatRequest
  readonly ask: UpstreamAsk
  /** An answer so far, which the upstream is to go on behind; absent: there is none. */
  readonly behind?: string
}

export type LargeJob =
  | ({ readonly kind: 'read'; readonly id: number; readonly body: Uint8Array } & Reading)
  | ({ readonly kind: 'translate'; readonly id: number } & Translating)

/** `failed`: this job alone threw; what it says is for the log of whoever asked. */
export type LargeDone =
  | { readonly id: number; readonly done: Result<ChatRequest, Problem> | Translation }
  | { readonly id: number; readonly failed: string }

interface Waiting {
  readonly done: (result: never) => void
  readonly fail: (why: string) => void
}

/** The thread starts with the first large body and stays; it never keeps the process alive. */
export function openLargeBodies(): LargeBodies {
  let worker: Worker | undefined
  let jobs = 0
  const waiting = new Map<number, Waiting>()
  const failAll = (why: string): void => {
    worker = undefined
    const left = [...waiting.values()]
    waiting.clear()
    for (const { fail } of left) fail(why)
  }
  const started = (): Worker => {
    if (worker !== undefined) return worker
    const next = new Worker(threadFile('large-bodies-thread', import.meta.url))
    next.unref()
    next.on('message', (answer: LargeDone) => {
      const one = waiting.get(answer.id)
      waiting.delete(answer.id)
      if ('failed' in answer) one?.fail(answer.failed)
      else one?.done(answer.done as never)
    })
    // The thread itself is gone, with everything that it had in hand; the next large body starts another.
    next.on('error', (error) => failAll(error instanceof Error ? error.message : 'the thread ended'))
    worker = next
    return next
  }
  const send = (job: LargeJob, give: readonly ArrayBuffer[], answer: Waiting): void => {
    waiting.set(job.id, answer)
    started().postMessage(job, give)
  }
  return {
    read(body, how) {
      // A pooled buffer cannot be given away; a large one owns its memory.
      const owned = body.byteLength === body.buffer.byteLength ? body : Uint8Array.from(body)
      return new Promise((resolve) => {
        const fail = (): void => resolve(refuse(problem('gateway_error', 'The body could not be read.')))
        send({ kind: 'read', id: ++jobs, body: owned, ...how }, [owned.buffer as ArrayBuffer], { done: resolve, fail })
      })
    },
    translate: (job) =>
      new Promise((resolve, reject) => {
        const fail = (why: string): void => reject(new Error(`a request could not be translated: ${why}`))
        // The bytes are copied: another offer may need them, too.
        send({ kind: 'translate', id: ++jobs, ...job }, [], { done: resolve, fail })
      }),
    async close() {
      await worker?.terminate()
      failAll('the server is stopping')
    },
  }
}
