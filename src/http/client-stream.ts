// The open event stream to a client: back-pressure, heartbeats, and the cut when nobody reads. Knows nothing of what the events say.
import { noSeat } from '../base/roster.ts'
import type { DialectName } from '../contract/dialects.ts'
import type { ClientStream } from '../gateway/call.ts'
import type { ClientResponse } from './exchange.ts'
import type { HttpLimits } from './limits.ts'
import type { HttpCall } from './http-call.ts'
import type { Sweeper, Swept } from './sweeper.ts'

const comment = Buffer.from(': keep-alive\n\n')

/** Google's own SDKs take every line for JSON, so that a comment ends their stream with an error: they get an event that says nothing. */
const heartbeats: Readonly<Partial<Record<DialectName, Buffer>>> = {
  gemini: Buffer.from('data: {"candidates":[{"content":{"role":"model","parts":[{"text":""}]},"index":0}]}\r\n\r\n'),
}

/** Larger ones are not worth the copy into one piece with their framing. */
const oneWriteMax = 16_384
const lineEnd = '\r\n'
/** RFC 9112, section 7.1: the chunk of no bytes, and no trailers. */
const lastChunk = '0\r\n\r\n'

/** A class for the same reason as HttpCall: `write` runs once per event of every stream. */
export class HttpClientStream implements ClientStream, Swept {
  #res: ClientResponse
  #limits: HttpLimits
  #sweeper: Sweeper
  #heartbeat: Buffer
  #accepted = 0
  #drained = 0
  #wroteSinceSweep = true
  #silentSince = 0
  #progressSince = 0
  #onDrain: (() => void) | undefined
  #ended = false
  /**
   * Chunks are framed here and leave in one piece: node would write their size, the bytes and two line ends each for itself, a fifth more work for
   * a stream (docs/internals/performance.md). False: the client reads to the end of the connection (HTTP/1.0).
   */
  readonly #chunked: boolean
  started = false
  seat = noSeat

  constructor({ res, wire, dialect }: Pick<HttpCall, 'res' | 'wire' | 'dialect'>) {
    const { limits, sweeper } = wire
    const nowElapsed = wire.clock.elapsed()
    this.#res = res
    this.#chunked = res.chunkedEncoding
    res.chunkedEncoding = false
    this.#limits = limits
    this.#sweeper = sweeper
    this.#heartbeat = heartbeats[dialect] ?? comment
    this.#silentSince = nowElapsed
    this.#progressSince = nowElapsed
    sweeper.watch(this)
    res.on('drain', () => this.#onDrain?.())
    res.on('close', () => sweeper.forget(this))
  }

  write(bytes: Uint8Array): boolean {
    if (this.#ended || this.#res.destroyed || bytes.length === 0) return true
    this.started = true
    this.#wroteSinceSweep = true
    if (this.#chunked) return this.#writeChunk(bytes)
    this.#accepted += bytes.length
    return this.#res.write(bytes)
  }

  #writeChunk(bytes: Uint8Array): boolean {
    const { length } = bytes
    const size = length.toString(16) + lineEnd
    this.#accepted += size.length + length + lineEnd.length
    if (length > oneWriteMax) {
      this.#res.write(size, 'latin1')
      this.#res.write(bytes)
      return this.#res.write(lineEnd, 'latin1')
    }
    const framed = Buffer.allocUnsafe(size.length + length + lineEnd.length)
    framed.write(size, 0, 'latin1')
    framed.set(bytes, size.length)
    framed.write(lineEnd, size.length + length, 'latin1')
    return this.#res.write(framed)
  }

  onDrain(listener: () => void): void {
    this.#onDrain = listener
  }

  end(): void {
    if (this.#ended) return
    this.#ended = true
    if (this.#chunked) this.#res.end(lastChunk, 'latin1')
    else this.#res.end()
  }

  destroy(): void {
    this.#ended = true
    this.#sweeper.forget(this)
    this.#res.destroy()
  }

  sweep(nowElapsed: number): void {
    const unsent = this.#res.writableLength
    const drained = this.#accepted - unsent
    if (unsent === 0 || drained > this.#drained) {
      this.#drained = drained
      this.#progressSince = nowElapsed
    } else if (nowElapsed - this.#progressSince >= this.#limits.noProgressMs) {
      this.destroy()
      return
    }
    if (this.#wroteSinceSweep) {
      this.#wroteSinceSweep = false
      this.#silentSince = nowElapsed
    } else if (unsent === 0 && nowElapsed - this.#silentSince >= this.#limits.heartbeatMs) {
      this.write(this.#heartbeat)
    }
  }
}
