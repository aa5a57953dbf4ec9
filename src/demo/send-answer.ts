// Sends an answer over HTTP at a human pace and stops at once when the client leaves. Knows nothing of what the answer says.
import type { ServerResponse } from 'node:http'
import { setImmediate as nextTurn } from 'node:timers/promises'
import type { Json } from './ask.ts'

/** Without a pace, the event loop gets a turn after this many events. */
const eventsPerTurn = 64

/** Milliseconds before the first token, and between two. */
export interface Pace {
  readonly firstMs: number
  readonly tokenMs: number
}

export function sendJson(response: ServerResponse, status: number, body: Json, headers: Readonly<Record<string, string>> = {}): void {
  const bytes = Buffer.from(JSON.stringify(body))
  response.writeHead(status, { 'content-type': 'application/json', 'content-length': bytes.length, ...headers })
  response.end(bytes)
}

export function sendBytes(response: ServerResponse, { bytes, type }: { readonly bytes: Uint8Array; readonly type: string }): void {
  response.writeHead(200, { 'content-type': type, 'content-length': bytes.length })
  response.end(bytes)
}

/** Sends every event as it is, then `ending`, which may be empty. Resolves also when the client left. */
export async function sendEvents(response: ServerResponse, events: Iterable<string>, pace: Pace, ending: string): Promise<void> {
  const gone = goneSignal(response)
  if (!(await wait(pace.firstMs, gone))) return
  response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-store' })
  let sent = 0
  for (const event of events) {
    if (sent > 0 && !(await wait(pace.tokenMs, gone))) return
    if (!(await write(response, event, gone))) return
    sent += 1
    if (sent % eventsPerTurn === 0) await nextTurn()
  }
  response.end(ending)
}

/** Aborts when the client leaves, or at once when it left already: `close` is told only once. */
export function goneSignal(response: ServerResponse): AbortSignal {
  const gone = new AbortController()
  if (response.closed || response.destroyed) gone.abort()
  else response.once('close', () => gone.abort())
  return gone.signal
}

/** Waits; false when the client left meanwhile. The timer is cleared then, so that nothing of a lost stream stays behind. */
export function wait(ms: number, gone: AbortSignal): Promise<boolean> {
  if (gone.aborted) return Promise.resolve(false)
  if (ms <= 0) return Promise.resolve(true)
  return new Promise((resolve) => {
    const leave = (): void => {
      clearTimeout(timer)
      resolve(false)
    }
    const timer = setTimeout(() => {
      gone.removeEventListener('abort', leave)
      resolve(true)
    }, ms)
    gone.addEventListener('abort', leave, { once: true })
  })
}

/** Writes one event and waits for a slow reader; false when the client left. */
function write(response: ServerResponse, text: string, gone: AbortSignal): Promise<boolean> {
  if (gone.aborted) return Promise.resolve(false)
  if (response.write(text)) return Promise.resolve(true)
  return new Promise((resolve) => {
    const settle = (): void => {
      response.off('drain', settle)
      gone.removeEventListener('abort', settle)
      resolve(!gone.aborted)
    }
    response.once('drain', settle)
    gone.addEventListener('abort', settle, { once: true })
  })
}
