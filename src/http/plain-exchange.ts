// One plain request and its answer, straight on the socket. Knows how they are framed; not what they say, and not what comes after them.
import { EventEmitter } from 'node:events'
import type { Socket } from 'node:net'
import { type Burster, writeInBurst } from '../base/in-burst.ts'
import { unsafeInValue } from '../base/field-lines.ts'
import { STATUS_CODES } from '../base/node-http.ts'
import type { ClientRequest, ClientResponse } from './exchange.ts'
import type { PlainHead } from './plain-head.ts'

/** The body comes as it arrives, once somebody listens and says `resume`; until then what has come is kept, and no more is read. */
export class PlainRequest extends EventEmitter implements ClientRequest {
  readonly method = 'POST'
  readonly url: string
  readonly headers: PlainHead['headers']
  readonly socket: Socket
  #missing: number
  #waiting: Buffer[] = []
  #flows = false

  constructor(socket: Socket, { url, headers, bodyBytes }: PlainHead) {
    super()
    this.socket = socket
    this.url = url
    this.headers = headers
    this.#missing = bodyBytes
  }

  get complete(): boolean {
    return this.#missing === 0
  }

  get rawHeaders(): string[] {
    return Object.entries(this.headers).flat()
  }

  /** Takes its part of what arrived and gives back what lies behind it. */
  take(bytes: Buffer): Buffer | undefined {
    const own = bytes.length > this.#missing ? bytes.subarray(0, this.#missing) : bytes
    this.#missing -= own.length
    if (own.length > 0) this.#waiting.push(own)
    if (this.#flows) this.#flow()
    else if (this.#missing > 0) this.socket.pause()
    return own.length < bytes.length ? bytes.subarray(own.length) : undefined
  }

  wholeBody(): Buffer | undefined {
    if (this.#missing > 0 || this.#waiting.length !== 1) return undefined
    return this.#waiting.pop()
  }

  resume(): this {
    this.#flows = true
    if (this.#missing > 0) this.socket.resume()
    this.#flow()
    return this
  }

  pause(): this {
    this.#flows = false
    return this
  }

  /** The rest of a body that nobody wants is read away. */
  drop(): void {
    this.removeAllListeners()
    this.#waiting = []
    if (this.#missing > 0) this.resume()
  }

  #flow(): void {
    for (let chunk = this.#waiting.shift(); chunk !== undefined; chunk = this.#waiting.shift()) {
      this.emit('data', chunk)
      if (!this.#flows) return
    }
    if (this.#missing === 0) this.emit('end')
  }
}

/** What all answers of one server share. */
export interface AnswerTerms {
  /** Of this second, as HTTP writes it (RFC 9110, section 5.6.7). */
  readonly date: string
  /** The lines of an answer behind which the connection stays. */
  readonly keepAlive: string
}

/** The last sound value of each header: most say the same in every answer, and looking at all of them each time is dear. */
const lastSound = new Map<string, string>()

/** Far more names than answers have. */
const soundNamesMax = 256

/** Names are our own words; a value may hold what a provider or an operator said. */
function requireSound(name: string, value: string): void {
  if (unsafeInValue.test(name) || unsafeInValue.test(value))
    throw new TypeError('a header of this answer has a character that none may have')
  if (lastSound.size < soundNamesMax || lastSound.has(name)) lastSound.set(name, value)
}

/** Node's ServerResponse for plain requests: what HttpCall and HttpClientStream ask of one, and no more. */
export class PlainResponse extends EventEmitter implements ClientResponse, Burster {
  readonly #socket: Socket
  readonly #terms: AnswerTerms
  /** Waits for the first bytes behind it; with a small body, for the end of the turn. */
  #head = ''
  #ended = false
  headersSent = false
  writableFinished = false
  chunkedEncoding = false
  unsent = false
  /** The connection ends with this answer. */
  last = false

  constructor(socket: Socket, terms: AnswerTerms) {
    super()
    this.#socket = socket
    this.#terms = terms
  }

  /** Also when it is over: what comes next on the socket is another answer's. */
  get destroyed(): boolean {
    return this.writableFinished || this.#socket.destroyed
  }

  get writableLength(): number {
    return this.#socket.writableLength
  }

  writeHead(status: number, headers: string[]): this {
    let lines = ''
    let measured = false
    for (let at = 0; at < headers.length; at += 2) {
      const name = headers[at] as string
      const value = headers[at + 1] as string
      if (lastSound.get(name) !== value) requireSound(name, value)
      lines += name + ': ' + value + '\r\n'
      if (name === 'content-length') measured = true
      else if (name === 'connection') this.last = true
    }
    const framing = measured ? '' : 'Transfer-Encoding: chunked\r\n'
    const staying = this.last ? '' : this.#terms.keepAlive
    this.#head = `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${lines}${framing}Date: ${this.#terms.date}\r\n${staying}\r\n`
    this.chunkedEncoding = !measured
    this.headersSent = true
    return this
  }

  flushHeaders(): void {
    if (this.#head !== '') this.write('', 'latin1')
  }

  writeContinue(): void {
    throw new Error('a plain request waits for no 100 Continue')
  }

  write(body: Uint8Array | string, encoding: BufferEncoding = 'utf8'): boolean {
    return this.#ended || this.#write(body, encoding)
  }

  end(body: Uint8Array | string = '', encoding: BufferEncoding = 'utf8'): this {
    if (this.#ended) return this
    this.#ended = true
    if (this.#head === '') this.#write(body, encoding, this.#finish)
    // Its client said goodbye, and closing says so to everybody.
    else if (!this.#socket.writable) this.unsent = true
    else if (typeof body === 'string' && (encoding === 'latin1' || body === '')) {
      this.#head += body
      this.unsent = true
      writeInBurst(this)
    } else this.#writeFirst(body, encoding)
    return this
  }

  writeNow(): void {
    if (this.#socket.writable) this.#writeFirst('', 'latin1')
  }

  /** A write that fails at once had nothing taken of it: its client was gone, and the loop had not heard of it yet. */
  #writeFirst(body: Uint8Array | string, encoding: BufferEncoding): void {
    this.#write(body, encoding, this.#finish)
    this.unsent = this.#socket.errored !== null
  }

  destroy(): this {
    if (!this.writableFinished) this.#socket.destroy()
    return this
  }

  #write(body: Uint8Array | string, encoding: BufferEncoding, written?: (fault?: Error | null) => void): boolean {
    const head = this.#head
    this.#head = ''
    if (head === '') return this.#socket.write(body, encoding, written)
    // One piece where both are of one byte a character, one gathered write where not.
    if (typeof body === 'string' && encoding === 'latin1') return this.#socket.write(head + body, 'latin1', written)
    this.#socket.cork()
    this.#socket.write(head, 'latin1')
    const taken = this.#socket.write(body, encoding, written)
    this.#socket.uncork()
    return taken
  }

  #finish = (fault?: Error | null): void => {
    // A socket that fails is closed, and closing says so to everybody.
    if (fault) return
    this.writableFinished = true
    this.emit('close')
  }
}
