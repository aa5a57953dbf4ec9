// Serves the tests of this folder only: one client of a gateway without sockets, with what it has received.
import { bufferOf } from '../../src/base/byte-text.ts'
import { ok } from '../../src/base/result.ts'
import type { DialectName } from '../../src/contract/dialects.ts'
import type { TaskName } from '../../src/contract/tasks.ts'
import type { Call, ClientStream, Reply } from '../../src/gateway/call.ts'
import type { GatewayDeps } from '../../src/gateway/deps.ts'
import type { Gateway } from '../../src/gateway/open-gateway.ts'

export interface AskOptions {
  /** What the client speaks; openai-chat when absent. */
  readonly dialect?: DialectName
  /** What stands behind `models/` in the path of a client of Google's wire, and how its stream travels. */
  readonly rest?: string
  readonly alt?: string
  /** What is asked for instead of an answer to a conversation. */
  readonly task?: TaskName | 'completion' | 'count'
  readonly headers?: Readonly<Record<string, string>>
  readonly credential?: string
  /** What `write` says, by the number of the write, counted from 1. Default: true. */
  readonly accepts?: (write: number) => boolean
}

/** One client: its call, and what it has received. */
export interface Asked {
  readonly call: Call
  readonly reply: Promise<Reply>
  /** The body or the whole stream; resolves when the answer ended or the client left. */
  readonly text: Promise<string>
  /** Resolves when this text has arrived. */
  received(text: string): Promise<void>
  leave(): void
  drain(): void
}

export function ask(gateway: Gateway, deps: GatewayDeps, body: object | string, asking: AskOptions & { credential: string }): Asked {
  const listeners: (() => void)[] = []
  const ended = Promise.withResolvers<void>()
  const watchers = new Set<() => void>()
  let drained: (() => void) | undefined
  let text = ''
  let writes = 0
  let gone = false
  let finished = false
  const add = (more: string): void => {
    text += more
    for (const watcher of watchers) watcher()
  }
  const finish = (): void => {
    finished = true
    ended.resolve()
  }
  const call: Call = {
    requestId: deps.newRequestId(),
    arrivedMs: deps.clock.now(),
    arrivedElapsed: deps.clock.elapsed(),
    endpoint: 'chat.completions',
    credential: ok(asking.credential),
    judgedOnce: (text, judge) => judge(text),
    header: (name) => asking.headers?.[name],
    clientAddress: '127.0.0.1',
    readBody: async () => ok(Buffer.from(typeof body === 'string' ? body : JSON.stringify(body))),
    onGone: (listener) => void (gone ? listener() : listeners.push(listener)),
    get gone() {
      return gone
    },
  }
  const sink: ClientStream = {
    write(bytes) {
      add(Buffer.from(bytes).toString('utf8'))
      writes++
      return asking.accepts?.(writes) ?? true
    },
    onDrain: (listener) => void (drained = listener),
    end: finish,
    destroy: finish,
  }
  const reply = sent(gateway, call, asking).then((given) => {
    if (given.kind === 'stream') given.start(sink)
    else {
      if (given.kind === 'json') add(typeof given.body === 'string' ? given.body : bufferOf(given.body).toString('utf8'))
      finish()
    }
    return given
  })
  reply.catch(finish)
  return {
    call,
    reply,
    text: ended.promise.then(() => text),
    received: (wanted) =>
      new Promise((resolve) => {
        const watcher = (): void => {
          if (!text.includes(wanted)) return
          watchers.delete(watcher)
          resolve()
        }
        watchers.add(watcher)
        watcher()
      }),
    leave() {
      if (finished || gone) return
      gone = true
      for (const listener of listeners) listener()
      ended.resolve()
    },
    drain: () => drained?.(),
  }
}

function sent(gateway: Gateway, call: Call, { dialect, rest, alt, task }: AskOptions): Promise<Reply> {
  if (task === 'completion') return gateway.completion(call)
  if (task === 'count') return gateway.countTokens(call)
  if (task !== undefined) return gateway.task(call, task)
  return rest === undefined ? gateway.chat(call, dialect) : gateway.gemini(call, { rest, alt })
}
