// The connections of a server while they carry plain requests: one at a time, answered straight on the socket. The first bytes that are anything
// else make a connection node's for the rest of its life. Knows nothing of what is asked.
import type { Socket } from 'node:net'
import { createRoster, noSeat, type Roster, type Seated } from '../base/roster.ts'
import type { HttpLimits } from './limits.ts'
import { type AnswerTerms, PlainRequest, PlainResponse } from './plain-exchange.ts'
import { type PlainHead, readPlainHead } from './plain-head.ts'

export interface PlainTerms extends Pick<AnswerTerms, 'keepAlive'> {
  readonly limits: HttpLimits
  now(): number
  elapsed(): number
  /** A request whose head is sound; its answer is written to the response. */
  begin(request: PlainRequest, response: PlainResponse): void
  /** Gives the connection, and what it sent, to node's own server. */
  handOver(socket: Socket, bytes: Buffer): void
  /** A connection that says nothing. */
  tooSlow(socket: Socket): void
  /** True while stopping: no connection outlives its answer. */
  draining(): boolean
}

export interface PlainConnections {
  add(socket: Socket): void
  sweep(nowElapsed: number): void
  closeIdle(): void
  closeAll(): void
}

export function openPlainConnections(terms: PlainTerms): PlainConnections {
  const open = createRoster<PlainConnection>()
  const shared: Shared = { ...terms, open, date: httpDate(terms) }
  return {
    add: (socket) => open.add(new PlainConnection(socket, shared)),
    sweep(nowElapsed) {
      shared.date = httpDate(terms)
      for (const one of open.members()) one.sweep(nowElapsed)
    },
    closeIdle() {
      for (const one of open.members()) one.closeIfIdle()
    },
    closeAll() {
      for (const one of open.members()) one.close()
    },
  }
}

/** An idle connection lives this much longer than its client was told, so that the two do not pass each other on the way. */
const keepAliveGraceMs = 1_000

/** Its rest is timed from the next sweep: a clock read for each answer would be exact for nothing. */
const fromNextSweep = -1

/** What all connections of one server share. */
interface Shared extends PlainTerms, AnswerTerms {
  readonly open: Roster<PlainConnection>
  /** Made anew with each sweep. */
  date: string
}

function httpDate({ now }: Pick<PlainTerms, 'now'>): string {
  return new Date(now()).toUTCString()
}

/** A class, because a server has thousands of these and each has six listeners. */
class PlainConnection implements Seated {
  seat = noSeat
  readonly #socket: Socket
  readonly #shared: Shared
  #request: PlainRequest | undefined
  #response: PlainResponse | undefined
  /** What its last request began with; forgotten while nothing comes. */
  #last: PlainHead | undefined
  /** What came behind a request that is still being answered. */
  #behind: Buffer | undefined
  #served = false
  #since: number

  constructor(socket: Socket, shared: Shared) {
    this.#socket = socket
    this.#shared = shared
    this.#since = shared.elapsed()
    for (const [event, listener] of this.#listeners) socket.on(event, listener)
  }

  #onData = (bytes: Buffer): void => {
    // Nothing is begun behind an answer that said it was the last.
    if (!this.#socket.writable) return
    if (this.#request === undefined) return this.#read(bytes)
    const behind = this.#behind === undefined ? this.#request.take(bytes) : bytes
    if (behind !== undefined) this.#keep(behind)
    if (this.#response === undefined && this.#request.complete) this.#rest()
  }

  #read(bytes: Buffer): void {
    const head = readPlainHead(bytes, this.#shared.limits, this.#last)
    if (head === undefined) return this.#shared.handOver(this.#leave(), bytes)
    if (head.kept) this.#last = head
    this.#served = true
    const request = new PlainRequest(this.#socket, head)
    const response = new PlainResponse(this.#socket, this.#shared)
    this.#request = request
    this.#response = response
    const behind = bytes.length > head.headBytes ? request.take(bytes.subarray(head.headBytes)) : undefined
    if (behind !== undefined) this.#keep(behind)
    this.#shared.begin(request, response)
    // Behind the listeners of the call: what they have to do with this answer is done before the next request is read.
    response.on('close', this.#onAnswered)
  }

  /**
   * A pipelined request waits for its turn, unread. While it is small the socket is read on, so that a client that leaves is noticed; one
   * that has sent much more is noticed when its answer is written.
   */
  #keep(bytes: Buffer): void {
    this.#behind = this.#behind === undefined ? bytes : Buffer.concat([this.#behind, bytes])
    if (this.#behind.length > this.#shared.limits.discardBytesMax) this.#socket.pause()
  }

  #onAnswered = (): void => {
    const request = this.#request
    if (request === undefined || this.#response === undefined) return
    const { last } = this.#response
    this.#response = undefined
    this.#since = fromNextSweep
    if (last || this.#shared.draining()) this.#socket.destroySoon()
    else if (request.complete) this.#rest()
    else request.drop()
  }

  /** Between two requests. */
  #rest(): void {
    this.#request = undefined
    const behind = this.#behind
    this.#behind = undefined
    if (behind === undefined || this.#socket.readableEnded || !this.#socket.writable) return
    this.#socket.resume()
    this.#read(behind)
  }

  /** From here on the connection is somebody else's. */
  #leave(): Socket {
    const socket = this.#socket
    for (const [event, listener] of this.#listeners) socket.off(event, listener)
    socket.setTimeout(0)
    this.#shared.open.remove(this)
    return socket
  }

  #onDrain = (): void => void this.#response?.emit('drain')
  /** As node's server has it: who closes its side has left. */
  #onEnd = (): void => void this.#socket.end()
  #onError = (): void => void this.#socket.destroy()
  /** An answer that waits for its upstream is left alone; one that the client does not read is cut, however small. */
  #onTimeout = (): void => {
    if (this.#socket.writableLength > 0) this.#socket.destroy()
  }

  #onClose = (): void => {
    this.#shared.open.remove(this)
    const [request, response] = [this.#request, this.#response]
    this.#request = undefined
    this.#response = undefined
    if (request?.complete === false) request.emit('close')
    response?.emit('close')
  }

  readonly #listeners: readonly (readonly [event: string, listener: Parameters<Socket['on']>[1]])[] = [
    ['data', this.#onData],
    ['end', this.#onEnd],
    ['error', this.#onError],
    ['close', this.#onClose],
    ['drain', this.#onDrain],
    ['timeout', this.#onTimeout],
  ]

  sweep(nowElapsed: number): void {
    const { limits } = this.#shared
    const unsent = this.#socket.writableLength > 0
    const timed = (this.#socket.timeout ?? 0) > 0
    // The socket's own clock sees what the system has taken of one large write; it runs only while something waits to be taken.
    if (unsent !== timed) this.#socket.setTimeout(unsent ? limits.noProgressMs : 0)
    if (this.#response !== undefined || unsent || this.#since === fromNextSweep) {
      this.#since = nowElapsed
      return
    }
    this.#last = undefined
    const idleMs = nowElapsed - this.#since
    if (this.#request === undefined && !this.#served) {
      if (idleMs >= limits.headersMs) this.#shared.tooSlow(this.#leave())
    } else if (idleMs >= (this.#request === undefined ? limits.keepAliveMs + keepAliveGraceMs : limits.bodyMs)) this.#socket.destroy()
  }

  closeIfIdle(): void {
    if (this.#response === undefined) this.#socket.destroy()
  }

  close(): void {
    this.#socket.destroy()
  }
}
