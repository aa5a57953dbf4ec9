// Reads large request bodies on a thread of their own, so that one long prompt never delays the tokens of others. Knows no dialect's fields.
import { Worker } from 'node:worker_threads'
import type { ScanLimits } from '../base/json-scan.ts'
import { refuse, type Result } from '../base/result.ts'
import type { ChatRequest } from '../contract/chat.ts'
import { problem, type Problem } from '../contract/problems.ts'
import type { WireName } from '../contract/tasks.ts'
import type { NamedInPath } from '../dialects/dialect.ts'

export interface Parser {
  /** Takes the body away from the caller: it travels to the thread and comes back inside the request. */
  read(body: Buffer, how: Reading): Promise<Result<ChatRequest, Problem>>
  close(): Promise<void>
}

/** How a body is to be read. */
export interface Reading {
  readonly wire: WireName
  readonly limits: ScanLimits
  readonly named: NamedInPath | undefined
}

export interface ParseJob extends Reading {
  readonly id: number
  readonly body: Uint8Array
}

export interface ParseDone {
  readonly id: number
  readonly result: Result<ChatRequest, Problem>
}

/** The thread starts with the first large body and stays; it never keeps the process alive. */
export function openParser(): Parser {
  let worker: Worker | undefined
  let jobs = 0
  const waiting = new Map<number, (result: Result<ChatRequest, Problem>) => void>()
  const failAll = (): void => {
    worker = undefined
    for (const done of waiting.values()) done(refuse(problem('gateway_error', 'The body could not be read.')))
    waiting.clear()
  }
  const started = (): Worker => {
    if (worker !== undefined) return worker
    const file = import.meta.url.endsWith('.ts') ? './parse-thread.ts' : './parse-thread.js'
    const next = new Worker(new URL(file, import.meta.url))
    next.unref()
    next.on('message', ({ id, result }: ParseDone) => {
      waiting.get(id)?.(result)
      waiting.delete(id)
    })
    next.on('error', failAll)
    worker = next
    return next
  }
  return {
    read(body, how) {
      const id = ++jobs
      // A pooled buffer cannot be given away; a large one owns its memory.
      const owned = body.byteLength === body.buffer.byteLength ? body : Uint8Array.from(body)
      return new Promise((resolve) => {
        waiting.set(id, resolve)
        started().postMessage({ id, body: owned, ...how } satisfies ParseJob, [owned.buffer as ArrayBuffer])
      })
    },
    async close() {
      await worker?.terminate()
      failAll()
    },
  }
}
