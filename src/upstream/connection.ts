// One socket to a provider: opened with its first request, one request at a time, closed as soon as anything is not as it should be. Knows no URLs' meaning and no credentials.
import type { Socket } from 'node:net'
import { bufferOf, byteTextMax, byteTextOf, type WireBytes } from '../base/byte-text.ts'
import { type Burster, writeInBurst } from '../base/in-burst.ts'
import { AnswerParser } from './answer-parser.ts'
import type { Connector } from './connect.ts'
import { Exchange } from './exchange.ts'
import { ConnectFault } from './failure-of-error.ts'
import type { FailureKind } from './send.ts'

/** What a connection tells the pool that it belongs to. */
export interface Home {
  readonly connect: Connector
  /** Its exchange is over and the socket may serve the next one; the server's own hint for how long, in seconds. */
  rested(connection: Connection, keepSeconds: number | null): void
  /** Its socket is closed, or about to be. Told once. */
  lost(connection: Connection): void
}

/** A class: it lives as long as its socket, and its listeners serve every exchange on it. */
export class Connection implements Burster {
  readonly #home: Home
  readonly #parser: AnswerParser
  #socket: Socket | null = null
  #standing = false
  #lost = false
  /** The peer has said all it will ever say; what of it was not wanted yet still waits in the parser. */
  #finished = false
  #exchange: Exchange | null = null
  /** The request that waits for the socket to stand. */
  #waiting: { readonly head: string; readonly body: WireBytes | null } | null = null
  /** The request that waits for the end of the turn. */
  #unsent = ''
  /** Place among the idle ones of its pool; -1 while busy. */
  idleAt = -1
  /** Sweeps of the pool it may still lie idle. */
  sweepsLeft = 0

  constructor(home: Home) {
    this.#home = home
    this.#parser = new AnswerParser(() => this.#exchange as Exchange)
  }

  /** `head` ends with its empty line. */
  start(head: string, body: WireBytes | null, bytesMax: number): Exchange {
    const exchange = new Exchange(this, bytesMax)
    this.#exchange = exchange
    this.#parser.begin()
    if (this.#standing) this.#write(head, body)
    else {
      this.#waiting = { head, body }
      this.#open()
    }
    return exchange
  }

  pause(): void {
    this.#socket?.pause()
  }

  resume(): void {
    this.#parser.resume()
    if (this.#exchange?.wantsBytes !== true) return
    if (this.#finished) this.#peerEnded()
    else this.#socket?.resume()
  }

  /** The exchange is over. Not `clean`: nobody can tell what the next bytes of this socket would be. */
  release(clean: boolean): void {
    this.#exchange = null
    const socket = this.#socket
    if (!clean || socket === null || !this.#isAtRest(socket)) return this.close()
    if (socket.isPaused()) socket.resume()
    this.#home.rested(this, this.#parser.keepAliveSeconds)
  }

  /** Nothing more comes of the old request, in either direction: an answer may be there before its request was taken whole. */
  #isAtRest({ writableLength, readableLength }: Socket): boolean {
    return !this.#lost && !this.#finished && this.#unsent === '' && writableLength === 0 && readableLength === 0
  }

  /** Ends its exchange as aborted, and itself. */
  cut(): void {
    if (this.#exchange === null) this.close()
    else this.#exchange.abort()
  }

  close(): void {
    this.#waiting = null
    this.#unsent = ''
    this.#socket?.destroy()
    this.#lose()
  }

  #open(): void {
    this.#socket = this.#home.connect((fault, socket) => {
      if (fault !== null) return this.#ended(fault instanceof ConnectFault ? fault.kind : 'connect_refused')
      const waiting = this.#waiting
      this.#waiting = null
      if (this.#lost || waiting === null) return void socket.destroy()
      this.#adopt(socket)
      this.#write(waiting.head, waiting.body)
    })
  }

  #adopt(socket: Socket): void {
    this.#socket = socket
    this.#standing = true
    socket.on('data', (chunk: Buffer) => {
      // Bytes that nobody asked for never answer the next request.
      if (this.#exchange === null) this.close()
      else if (this.#unsent !== '') this.#ended('reset_before_headers')
      else this.#parser.push(chunk)
    })
    socket.on('end', () => {
      this.#finished = true
      // A paused exchange may not have had all of it: the end is told behind the last byte.
      if (this.#exchange === null || this.#exchange.wantsBytes) this.#peerEnded()
    })
    const broke = (): void => {
      if (this.#finished && this.#exchange !== null) return
      this.#ended(this.#exchange?.headArrivedYet === true ? 'reset' : 'reset_before_headers')
    }
    socket.on('error', broke)
    socket.on('close', broke)
  }

  #peerEnded(): void {
    const headSeen = this.#exchange?.headArrivedYet === true
    this.#ended(this.#parser.endOfBytes() === 'complete' ? null : headSeen ? 'truncated' : 'reset_before_headers')
  }

  /** `kind` null: the answer is complete because its connection ended. */
  #ended(kind: FailureKind | null): void {
    const exchange = this.#exchange
    if (exchange === null) this.close()
    else exchange.connectionEnded(kind)
  }

  #write(head: string, body: WireBytes | null): void {
    const socket = this.#socket as Socket
    if (body === null || body.byteLength <= byteTextMax) {
      this.#unsent = body === null ? head : head + byteTextOf(body)
      return writeInBurst(this)
    }
    socket.cork()
    socket.write(head, 'latin1')
    socket.write(bufferOf(body))
    socket.uncork()
  }

  writeNow(): void {
    const text = this.#unsent
    this.#unsent = ''
    if (text !== '' && this.#socket?.writable === true) this.#socket.write(text, 'latin1')
  }

  #lose(): void {
    if (this.#lost) return
    this.#lost = true
    this.#home.lost(this)
  }
}
