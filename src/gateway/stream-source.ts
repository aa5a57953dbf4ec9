// An upstream's event stream as typed events in order, with its clocks. Knows no client, no money, no retries.
import { sseSplitter } from '../base/sse.ts'
import type { StreamEvent } from '../contract/chat.ts'
import type { UpstreamExchange, UpstreamFailure } from '../upstream/send.ts'

/** How a stream ended on its own: whole, or with the failure that cut it. */
export type StreamEnd = { readonly kind: 'ended' } | { readonly kind: 'failed'; readonly failure: UpstreamFailure }

export interface StreamConsumer {
  /** All events of one upstream read, in order. */
  events(batch: readonly StreamEvent[]): void
  /** Once, last. */
  end(end: StreamEnd): void
}

export interface StreamSource {
  /**
   * Calls back once: with the first event that is not held back, or with the end when there is none. Nothing is consumed by it. `holds` sees each
   * event before that once.
   */
  onFirst(listener: (first: StreamEvent | StreamEnd) => void, holds?: (event: StreamEvent) => boolean): void
  /** Whatever is held back is enough: calls back with the first of it. */
  letGo(): void
  relayTo(consumer: StreamConsumer): void
  /** Stops reading; our own back-pressure also stops the idle clock. */
  pause(): void
  resume(): void
  /** Closes the upstream at once; nothing is called afterwards. */
  abort(): void
  /** The answer is over for us: the socket may go back to its pool if the upstream ends within a second. */
  release(): void
}

export interface StreamClocks {
  readonly eventBytesMax: number
  /** Silence between two reads, milliseconds. */
  readonly idleMs: number
  /** The whole stream, milliseconds. */
  readonly totalMs: number
}

const graceMs = 1_000

function failed(kind: UpstreamFailure['kind']): StreamEnd {
  return { kind: 'failed', failure: { kind, status: null, retryAfterMs: null } }
}

/** The data of one event -> what it says, in the upstream's dialect. */
export type ReadEvent = (data: Uint8Array) => StreamEvent

/** Starts reading an exchange whose head has arrived. */
export function streamSource(exchange: UpstreamExchange, readEvent: ReadEvent, clocks: StreamClocks): StreamSource {
  const splitter = sseSplitter(clocks.eventBytesMax)
  const queue = eventQueue()
  let over = false
  let paused = false
  let released: NodeJS.Timeout | undefined
  const stop = (end: StreamEnd): void => {
    if (over) return
    over = true
    clearTimeout(idle)
    clearTimeout(total)
    clearTimeout(released)
    queue.end(end)
  }
  const cut = (kind: UpstreamFailure['kind']): void => {
    stop(failed(kind))
    exchange.abort()
  }
  // A cleared timer cannot be started again, so back-pressure lets it run and only takes its word away.
  const idle = setTimeout(() => {
    if (!paused) cut('idle_timeout')
  }, clocks.idleMs)
  const total = setTimeout(() => cut('total_timeout'), clocks.totalMs)
  exchange.read({
    bytes(chunk) {
      if (over) return
      idle.refresh()
      const batch: StreamEvent[] = []
      const fits = splitter.push(chunk, (data) => {
        const event = readEvent(data)
        if (event.kind !== 'other') batch.push(event)
      })
      if (batch.length > 0) queue.push(batch)
      if (!fits) cut('too_large')
    },
    end: () => stop(splitter.pending() ? failed('truncated') : { kind: 'ended' }),
    fail: (failure) => stop({ kind: 'failed', failure }),
  })
  return {
    onFirst: queue.onFirst,
    letGo: queue.letGo,
    relayTo: queue.relayTo,
    pause() {
      paused = true
      exchange.pause()
    },
    resume() {
      paused = false
      if (!over) idle.refresh()
      exchange.resume()
    },
    abort() {
      queue.silence()
      stop({ kind: 'ended' })
      exchange.abort()
    },
    release() {
      queue.silence()
      if (over) return
      released = setTimeout(() => cut('idle_timeout'), graceMs)
      // Whoever it was paused for has what they wanted; its end can only arrive while it flows.
      paused = false
      exchange.resume()
    },
  }
}

/** A stream source over events that are all here: an upstream that answered JSON where a stream was asked. */
export function readySource(events: readonly StreamEvent[]): StreamSource {
  const queue = eventQueue()
  queue.push(events)
  queue.end({ kind: 'ended' })
  const nothing = (): void => {}
  const { onFirst, letGo, relayTo, silence } = queue
  return { onFirst, letGo, relayTo, pause: nothing, resume: nothing, abort: silence, release: silence }
}

interface EventQueue {
  push(batch: readonly StreamEvent[]): void
  end(end: StreamEnd): void
  onFirst: StreamSource['onFirst']
  letGo(): void
  relayTo(consumer: StreamConsumer): void
  silence(): void
}

/** Holds what arrives before somebody listens; then passes it straight on. */
function eventQueue(): EventQueue {
  let waiting: StreamEvent[] = []
  let ended: StreamEnd | undefined
  let consumer: StreamConsumer | undefined
  let first: ((first: StreamEvent | StreamEnd) => void) | undefined
  let holds: ((event: StreamEvent) => boolean) | undefined
  let held = 0
  let silent = false
  const tell = (known: StreamEvent | StreamEnd | undefined): void => {
    if (first === undefined || known === undefined) return
    const listener = first
    first = undefined
    listener(known)
  }
  const tellFirst = (): void => {
    if (first === undefined) return
    for (let event = waiting[held]; event !== undefined && holds?.(event); event = waiting[held]) held++
    tell(waiting[held] ?? ended)
  }
  return {
    push(batch) {
      if (silent) return
      if (consumer !== undefined) return consumer.events(batch)
      waiting.push(...batch)
      tellFirst()
    },
    end(end) {
      if (silent || ended !== undefined) return
      ended = end
      if (consumer !== undefined) return consumer.end(end)
      tellFirst()
    },
    onFirst(listener, heldBack) {
      first = listener
      holds = heldBack
      tellFirst()
    },
    letGo: () => tell(waiting[0]),
    relayTo(next) {
      consumer = next
      const batch = waiting
      waiting = []
      if (batch.length > 0) next.events(batch)
      if (ended !== undefined && !silent) next.end(ended)
    },
    silence() {
      silent = true
      waiting = []
    },
  }
}

/** The events of a stream that is all here. */
export function splitWhole(bytes: Buffer, readEvent: ReadEvent): StreamEvent[] {
  const events: StreamEvent[] = []
  sseSplitter(bytes.length + 1).push(bytes, (data) => events.push(readEvent(data)))
  return events
}
