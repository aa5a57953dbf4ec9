// One request and its answer: what has arrived, who is told, how it ended. Knows no bytes of HTTP, no URLs, credentials or statuses' meaning.
import type { AnswerHead } from './answer-head.ts'
import type { AnswerSink } from './answer-parser.ts'
import type { Connection } from './connection.ts'
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

/** A class: one per attempt, and no closures. */
export class Exchange implements UpstreamExchange, AnswerSink {
  readonly head: Promise<UpstreamHead>
  wantsBytes = true
  readonly #connection: Connection
  readonly #bytesMax: number
  #resolve!: (head: UpstreamHead) => void
  #reject!: (fault: UpstreamFault) => void
  /** Of the final head; null while none has arrived. */
  #status: number | null = null
  #sink: UpstreamSink | null = null
  /** Bytes that came before `read`. */
  #waiting: Buffer[] | null = null
  #bytes = 0
  /** Why no bytes are wanted: the caller said so, or too many wait for a reader. */
  #paused = false
  #full = false
  #over = false
  /** We ended it ourselves: what still waits for a reader is not given. */
  #stopped = false
  /** How it ended, kept for a `read` that comes later; undefined: it has not, null: well. */
  #ending: UpstreamFailure | null | undefined
  /** The body is written in a coding that we did not accept: its bytes mean nothing to anybody. */
  #unreadable = false
  #sinkTold = false

  constructor(connection: Connection, bytesMax: number) {
    this.#connection = connection
    this.#bytesMax = bytesMax
    this.head = new Promise((resolve, reject) => {
      this.#resolve = resolve
      this.#reject = reject
    })
  }

  whole(): Buffer | null {
    const chunk =
      this.#ending === null && this.#waiting?.length === 1 && !this.#stopped && this.#sink === null ? this.#waiting[0] : undefined
    if (chunk === undefined) return null
    this.#waiting = null
    this.#sinkTold = true
    return chunk
  }

  read(sink: UpstreamSink): void {
    this.#sink = sink
    const held = this.#waiting
    this.#waiting = null
    this.#full = false
    if (held !== null) for (const chunk of held) if (!this.#stopped) this.#hand(sink, chunk)
    if (this.#ending !== undefined) this.#tellEnd(sink, this.#ending)
    else this.#wake()
  }

  pause(): void {
    this.#paused = true
    this.#halt()
  }

  resume(): void {
    this.#paused = false
    this.#wake()
  }

  #halt(): void {
    if (this.#over) return
    this.wantsBytes = false
    this.#connection.pause()
  }

  #wake(): void {
    if (this.#over || this.#paused || this.#full || this.wantsBytes) return
    this.wantsBytes = true
    this.#connection.resume()
  }

  readonly abort = (): void => this.#stop('aborted')

  headArrived({ status, headers }: AnswerHead): void {
    const coding = headers['content-encoding']
    this.#unreadable = coding !== undefined && coding !== '' && coding.toLowerCase() !== 'identity'
    // The status of an error says enough without its body.
    if (this.#unreadable && status < 300) return this.#stop('bad_response')
    this.#status = status
    this.#resolve({ status, headers })
  }

  bytesArrived(chunk: Buffer): void {
    this.#bytes += chunk.length
    if (this.#bytes > this.#bytesMax) return this.#stop('too_large')
    if (this.#unreadable) return
    if (this.#sink !== null) return this.#hand(this.#sink, chunk)
    if (this.#waiting === null) this.#waiting = [chunk]
    else this.#waiting.push(chunk)
    if (this.#bytes <= waitingBytesMax) return
    this.#full = true
    this.#halt()
  }

  answerEnded(clean: boolean): void {
    if (this.#over) return
    this.#connection.release(clean)
    this.#finish(null)
  }

  answerBroken(): void {
    this.#fail('bad_response')
  }

  /** The connection ended, or never came to be; nothing more arrives. */
  connectionEnded(kind: FailureKind | null): void {
    if (this.#over) return
    if (kind === null) {
      this.#connection.release(false)
      this.#finish(null)
    } else this.#fail(kind)
  }

  get headArrivedYet(): boolean {
    return this.#status !== null
  }

  #stop(kind: FailureKind): void {
    this.#stopped = true
    this.#fail(kind)
  }

  #fail(kind: FailureKind): void {
    if (this.#over) return
    this.#connection.release(false)
    this.#finish({ kind, status: this.#status, retryAfterMs: null })
  }

  #finish(failure: UpstreamFailure | null): void {
    this.#over = true
    this.wantsBytes = false
    this.#ending = failure
    if (this.#status === null) {
      // A caller that aborts may never look at `head`.
      this.head.catch(ignore)
      this.#reject(new UpstreamFault(failure ?? { kind: 'bad_response', status: null, retryAfterMs: null }))
    } else if (this.#sink !== null) this.#tellEnd(this.#sink, failure)
  }

  #hand(sink: UpstreamSink, chunk: Buffer): void {
    try {
      sink.bytes(chunk)
    } catch (error) {
      this.#stop('stream_error')
      throwLater(error)
    }
  }

  #tellEnd(sink: UpstreamSink, failure: UpstreamFailure | null): void {
    if (this.#sinkTold) return
    this.#sinkTold = true
    try {
      if (failure === null) sink.end()
      else sink.fail(failure)
    } catch (error) {
      throwLater(error)
    }
  }
}

/** A mistake in the floor above ends its own exchange tidily and still reaches the process: it is not ours to hide. */
function throwLater(error: unknown): void {
  queueMicrotask(() => {
    throw error
  })
}

function ignore(): void {}
