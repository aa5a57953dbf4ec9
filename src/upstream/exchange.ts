// One request and its answer on one socket, as a state machine over undici's callbacks. Knows no URLs, credentials or statuses' meaning.
import type { Dispatcher } from 'undici'
import { failureOf } from './failure-of-error.ts'
import type { OriginPool, Slot } from './origin-pool.ts'
import {
  type FailureKind,
  type UpstreamExchange,
  type UpstreamFailure,
  UpstreamFault,
  type UpstreamHead,
  type UpstreamSink,
} from './send.ts'

/** Body bytes that may wait for `read` before the socket is paused. Most buffered answers fit, and are never paused at all. */
const waitingBytesMax = 65_536

const stopReason = new Error('stopped by us')

/**
 * Callbacks of undici's parser that are on the stack right now. The parser is one for all sockets and must not be
 * entered from within itself, so waking another socket waits until it has returned.
 */
let parserDepth = 0

/** All that one exchange knows. */
interface State {
  readonly pool: OriginPool
  readonly slot: Slot
  readonly bytesMax: number
  readonly resolve: (head: UpstreamHead) => void
  readonly reject: (fault: UpstreamFault) => void
  controller: Dispatcher.DispatchController | null
  /** Of the final head; null while none has arrived. */
  status: number | null
  sink: UpstreamSink | null
  /** Bytes that came before `read`. */
  waiting: Buffer[] | null
  bytes: number
  over: boolean
  /** How it ended, kept for a `read` that comes later; undefined: it has not, null: well. */
  ending: UpstreamFailure | null | undefined
  /** Why we stopped it ourselves. */
  cause: UpstreamFailure | null
  /** The body is written in a coding that we did not accept: its bytes mean nothing to anybody. */
  unreadable: boolean
  pausedByCaller: boolean
  sinkTold: boolean
}

/** Sends on a taken slot and gives the slot back when the exchange is over. */
export function startExchange(pool: OriginPool, slot: Slot, options: Dispatcher.DispatchOptions, bytesMax: number): UpstreamExchange {
  const { promise: head, resolve, reject } = Promise.withResolvers<UpstreamHead>()
  // A caller that aborts may never look at `head`.
  head.catch(() => {})
  const state: State = {
    pool,
    slot,
    bytesMax,
    resolve,
    reject,
    controller: null,
    status: null,
    sink: null,
    waiting: null,
    bytes: 0,
    over: false,
    ending: undefined,
    cause: null,
    unreadable: false,
    pausedByCaller: false,
    sinkTold: false,
  }
  const go = (): void => {
    if (!state.over) slot.client.dispatch(options, handlerOf(state))
  }
  if (parserDepth > 0) queueMicrotask(go)
  else go()

  return {
    head,
    read: (sink) => read(state, sink),
    pause() {
      state.pausedByCaller = true
      state.controller?.pause()
    },
    resume() {
      state.pausedByCaller = false
      wake(state)
    },
    abort: () => stop(state, 'aborted'),
  }
}

function handlerOf(state: State): Dispatcher.DispatchHandler {
  return {
    onRequestStart(controller) {
      // Thrown, not aborted: nothing was written yet, so the socket stays good.
      if (state.over) throw stopReason
      state.controller = controller
      state.slot.awaitingHead = true
      if (state.pausedByCaller) controller.pause()
    },
    onResponseStart(_, status, raw) {
      if (!state.over && status >= 200) headArrived(state, status, lastOfEach(raw))
    },
    onResponseData(_, chunk) {
      if (state.over) return
      parserDepth += 1
      try {
        take(state, chunk)
      } finally {
        parserDepth -= 1
      }
    },
    onResponseEnd() {
      parserDepth += 1
      try {
        finish(state, state.slot.broken ? { kind: 'reset', status: state.status, retryAfterMs: null } : null)
      } finally {
        parserDepth -= 1
      }
    },
    onResponseError(_, error) {
      finish(state, state.cause ?? failureOf(error, state.status))
    },
  }
}

function headArrived(state: State, status: number, headers: Record<string, string>): void {
  state.slot.awaitingHead = false
  const coding = headers['content-encoding']
  state.unreadable = coding !== undefined && coding !== '' && coding.toLowerCase() !== 'identity'
  // The status of an error says enough without its body.
  if (state.unreadable && status < 300) return stop(state, 'bad_response')
  state.status = status
  state.resolve({ status, headers })
}

function take(state: State, chunk: Buffer): void {
  state.bytes += chunk.length
  if (state.bytes > state.bytesMax) return stop(state, 'too_large')
  if (state.unreadable) return
  if (state.sink !== null) return hand(state, state.sink, chunk)
  if (state.waiting === null) state.waiting = [chunk]
  else state.waiting.push(chunk)
  if (state.bytes > waitingBytesMax) state.controller?.pause()
}

function read(state: State, sink: UpstreamSink): void {
  state.sink = sink
  const held = state.waiting
  state.waiting = null
  if (held !== null) for (const chunk of held) if (state.cause === null) hand(state, sink, chunk)
  if (state.ending !== undefined) tellEnd(state, sink, state.ending)
  else wake(state)
}

function wake(state: State): void {
  const { controller } = state
  if (state.over || state.pausedByCaller || controller === null || !controller.paused) return
  if (parserDepth > 0) queueMicrotask(() => wake(state))
  else controller.resume()
}

function stop(state: State, kind: FailureKind): void {
  if (state.over) return
  state.cause = { kind, status: state.status, retryAfterMs: null }
  state.controller?.abort(stopReason)
  finish(state, state.cause)
}

function finish(state: State, failure: UpstreamFailure | null): void {
  if (state.over) return
  state.over = true
  state.ending = failure
  state.slot.awaitingHead = false
  if (failure === null) state.pool.putBack(state.slot)
  else state.pool.discard(state.slot)
  if (state.status === null) state.reject(new UpstreamFault(failure ?? { kind: 'bad_response', status: null, retryAfterMs: null }))
  else if (state.sink !== null) tellEnd(state, state.sink, failure)
}

function hand(state: State, sink: UpstreamSink, chunk: Buffer): void {
  try {
    sink.bytes(chunk)
  } catch (error) {
    stop(state, 'stream_error')
    throwLater(error)
  }
}

function tellEnd(state: State, sink: UpstreamSink, failure: UpstreamFailure | null): void {
  if (state.sinkTold) return
  state.sinkTold = true
  try {
    if (failure === null) sink.end()
    else sink.fail(failure)
  } catch (error) {
    throwLater(error)
  }
}

/** A mistake in the floor above ends its own exchange tidily and still reaches the process: it is not ours to hide. */
function throwLater(error: unknown): void {
  queueMicrotask(() => {
    throw error
  })
}

/** Repeated headers become their last value. */
function lastOfEach(raw: Record<string, string | string[] | undefined>): Record<string, string> {
  const headers: Record<string, string> = Object.create(null)
  for (const name in raw) {
    const value = raw[name]
    if (typeof value === 'string') headers[name] = value
    else if (value !== undefined) headers[name] = value.at(-1) ?? ''
  }
  return headers
}
