// The open event stream to a client: back-pressure, heartbeats, and the cut when nobody reads. Knows nothing of what the events say.
import type { ServerResponse } from 'node:http'
import { noSeat } from '../base/roster.ts'
import type { ClientStream } from '../gateway/call.ts'
import type { HttpLimits } from './limits.ts'
import type { Sweeper, Swept } from './sweeper.ts'

const heartbeat = Buffer.from(': keep-alive\n\n')

/** A class for the same reason as HttpCall: `write` runs once per event of every stream. */
export class HttpClientStream implements ClientStream, Swept {
  #res: ServerResponse
  #limits: HttpLimits
  #sweeper: Sweeper
  #accepted = 0
  #drained = 0
  #wroteSinceSweep = true
  #silentSince = 0
  #progressSince = 0
  #onDrain: (() => void) | undefined
  #ended = false
  started = false
  seat = noSeat

  constructor(res: ServerResponse, limits: HttpLimits, sweeper: Sweeper, nowElapsed: number) {
    this.#res = res
    this.#limits = limits
    this.#sweeper = sweeper
    this.#silentSince = nowElapsed
    this.#progressSince = nowElapsed
    sweeper.watch(this)
    res.on('drain', () => this.#onDrain?.())
    res.on('close', () => sweeper.forget(this))
  }

  write(bytes: Uint8Array): boolean {
    if (this.#ended || this.#res.destroyed) return true
    this.started = true
    this.#wroteSinceSweep = true
    this.#accepted += bytes.length
    return this.#res.write(bytes)
  }

  onDrain(listener: () => void): void {
    this.#onDrain = listener
  }

  end(): void {
    if (this.#ended) return
    this.#ended = true
    this.#res.end()
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
      this.write(heartbeat)
    }
  }
}
