// Bytes as a socket gives them -> one HTTP/1.1 answer: its head, the bytes of its body, its end (RFC 9112). Knows no sockets and what no answer means.
import { type AnswerHead, readAnswerHead } from './answer-head.ts'

/** Who is told. Each call may make `wantsBytes` false: parsing stops there and goes on with the next `push`. */
export interface AnswerSink {
  readonly wantsBytes: boolean
  headArrived(head: AnswerHead): void
  bytesArrived(chunk: Buffer): void
  /** `clean`: nothing came after the answer, and the connection may be used again. */
  answerEnded(clean: boolean): void
  /** Not an answer that we can read; nothing follows. */
  answerBroken(): void
}

/** Heads beyond this are refused, interim ones in front of it counted in. */
const headBytesMax = 65_536
/** Of one chunk's extension, and of all trailers. */
const frameBytesMax = 16_384
/** A chunk of 2^32 bytes is nothing that a model says. */
const sizeDigitsMax = 8

const stage = {
  head: 0,
  length: 1,
  close: 2,
  size: 3,
  extension: 4,
  sizeEnd: 5,
  data: 6,
  dataEnd: 7,
  trailer: 8,
  over: 9,
  broken: 10,
} as const

const cr = 0x0d
const lf = 0x0a
const headEnd = Buffer.from('\r\n\r\n')
const start = Buffer.from('HTTP/1.')

/** A class: one per socket, and its fields change with every read. */
export class AnswerParser {
  readonly #sink: () => AnswerSink
  #stage: number = stage.head
  /** The beginning of a head, or of a line of framing, whose end has not arrived. */
  #held: Buffer | null = null
  /** Bytes read since the answer began that were head, or of framing since the last chunk. */
  #framing = 0
  #left = 0
  #digits = 0
  #keepAlive = false
  #keepAliveSeconds: number | null = null
  /** What was not parsed because nobody wanted it. */
  #rest: Buffer | null = null
  #running = false

  constructor(sink: () => AnswerSink) {
    this.#sink = sink
  }

  /** Before each request. */
  begin(): void {
    this.#stage = stage.head
    this.#held = null
    this.#framing = 0
    this.#rest = null
  }

  get keepAliveSeconds(): number | null {
    return this.#keepAliveSeconds
  }

  /** What the end of the connection means now: `complete` for a body that ends with it. */
  endOfBytes(): 'complete' | 'truncated' {
    return this.#stage === stage.close || this.#stage === stage.over ? 'complete' : 'truncated'
  }

  /** Goes on where it stopped, once bytes are wanted again. */
  resume(): void {
    const rest = this.#rest
    this.#rest = null
    // Within a callback of `push` its own loop goes on.
    if (!this.#running && rest !== null) this.push(rest)
  }

  push(chunk: Buffer): void {
    const sink = this.#sink()
    this.#running = true
    let at = 0
    while (sink.wantsBytes) {
      if (this.#stage === stage.over) {
        this.#running = false
        sink.answerEnded(this.#keepAlive && at === chunk.length)
        return
      }
      if (this.#stage === stage.broken) {
        this.#running = false
        sink.answerBroken()
        return
      }
      if (at >= chunk.length) break
      at = this.#step(chunk, at, sink)
    }
    this.#running = false
    if (!sink.wantsBytes) this.#rest = at === 0 ? chunk : chunk.subarray(at)
  }

  #step(chunk: Buffer, at: number, sink: AnswerSink): number {
    switch (this.#stage) {
      case stage.head:
        return this.#readHead(chunk, at, sink)
      case stage.length:
        return this.#give(chunk, at, sink, stage.over)
      case stage.close:
        sink.bytesArrived(at === 0 ? chunk : chunk.subarray(at))
        return chunk.length
      case stage.size:
        return this.#readSize(chunk, at)
      case stage.data:
        return this.#give(chunk, at, sink, stage.dataEnd)
      default:
        return this.#readLineEnd(chunk, at)
    }
  }

  #readHead(chunk: Buffer, at: number, sink: AnswerSink): number {
    const fresh = at === 0 ? chunk : chunk.subarray(at)
    const before = this.#held?.length ?? 0
    const bytes = this.#held === null ? fresh : Buffer.concat([this.#held, fresh])
    this.#held = null
    if (!beginsAnswer(bytes)) return this.#fail(chunk)
    const end = bytes.indexOf(headEnd, Math.max(0, before - 3))
    if (this.#framing + (end === -1 ? bytes.length : end) > headBytesMax) return this.#fail(chunk)
    if (end === -1) {
      this.#held = bytes
      return chunk.length
    }
    const head = readAnswerHead(bytes.toString('latin1', 0, end + 2))
    if (head === null) return this.#fail(chunk)
    if (head.status < 200) {
      // RFC 9110, 15.2: interim answers may come unasked, and are not the answer.
      this.#framing += end + 4
    } else {
      this.#framing = 0
      this.#left = head.length
      this.#digits = 0
      this.#keepAlive = head.keepAlive
      this.#keepAliveSeconds = head.keepAliveSeconds
      this.#stage = firstStage[head.framing]
      sink.headArrived(head)
    }
    return at + end + 4 - before
  }

  #give(chunk: Buffer, at: number, sink: AnswerSink, next: number): number {
    const end = Math.min(chunk.length, at + this.#left)
    this.#left -= end - at
    if (this.#left === 0) this.#stage = next
    sink.bytesArrived(at === 0 && end === chunk.length ? chunk : chunk.subarray(at, end))
    return end
  }

  /** Hexadecimal digits up to the end of the line or an extension. */
  #readSize(chunk: Buffer, from: number): number {
    let at = from
    for (; at < chunk.length; at++) {
      const digit = hexValue(chunk[at] as number)
      if (digit < 0) break
      this.#left = this.#left * 16 + digit
      this.#digits += 1
    }
    if (this.#digits > sizeDigitsMax) return this.#fail(chunk)
    if (at === chunk.length) return at
    const stop = chunk[at]
    if (this.#digits === 0 || (stop !== cr && stop !== 0x3b && stop !== 0x20 && stop !== 0x09)) return this.#fail(chunk)
    this.#stage = stop === cr ? stage.sizeEnd : stage.extension
    return at
  }

  /** The lines of framing: after a size, after a chunk, and the trailers. Each ends with CR LF. */
  #readLineEnd(chunk: Buffer, from: number): number {
    const end = chunk.indexOf(lf, from)
    const upTo = end === -1 ? chunk.length : end + 1
    this.#framing += upTo - from
    if (this.#framing > frameBytesMax) return this.#fail(chunk)
    const piece = chunk.subarray(from, upTo)
    const line = this.#held === null ? piece : Buffer.concat([this.#held, piece])
    this.#held = end === -1 ? line : null
    if (end === -1) return upTo
    if (line.at(-2) !== cr) return this.#fail(chunk)
    return this.#endLine(chunk, line.length === 2, upTo)
  }

  #endLine(chunk: Buffer, empty: boolean, at: number): number {
    switch (this.#stage) {
      case stage.sizeEnd:
        if (!empty) return this.#fail(chunk)
        break
      case stage.dataEnd:
        if (!empty) return this.#fail(chunk)
        this.#framing = 0
        this.#digits = 0
        this.#stage = stage.size
        return at
      case stage.trailer:
        if (empty) this.#stage = stage.over
        return at
      default:
    }
    this.#stage = this.#left === 0 ? stage.trailer : stage.data
    return at
  }

  #fail(chunk: Buffer): number {
    this.#stage = stage.broken
    return chunk.length
  }
}

const firstStage = { none: stage.over, length: stage.length, chunked: stage.size, close: stage.close } as const

/** Whether these bytes are, or may still become, the head of an HTTP/1 answer. */
function beginsAnswer(bytes: Buffer): boolean {
  const length = Math.min(bytes.length, start.length)
  for (let index = 0; index < length; index++) if (bytes[index] !== start[index]) return false
  return true
}

function hexValue(code: number): number {
  if (code >= 0x30 && code <= 0x39) return code - 0x30
  const letter = code | 0x20
  return letter >= 0x61 && letter <= 0x66 ? letter - 0x57 : -1
}
