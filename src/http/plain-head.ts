// Reads the one shape of request head that nearly every API client sends, and nothing else. Whatever differs is for node's parser to read or to refuse.
import { fieldLines, withoutBlanks } from '../base/field-lines.ts'

/** A POST of the data plane with a length and without a single ambiguity. */
export interface PlainHead {
  readonly url: string
  /** By lower-case name; no name came twice. No prototype: a field may be called anything. */
  readonly headers: Readonly<Record<string, string>>
  /** Bytes of the head itself, with the empty line. */
  readonly headBytes: number
  /** As declared; at least 1. */
  readonly bodyBytes: number
  /** All lines; and where in them the digits of the length stand, to know the same head again when only those differ. */
  readonly text: string
  readonly digitsStart: number
  readonly digitsEnd: number
  /** Small enough to be kept for the next request; others are read anew each time. */
  readonly kept: boolean
}

const keptTextMax = 1_536
const keptHeadersMax = 32

/** A target without query or escapes; RFC 9112, section 3. */
const plainLine = /^POST (\/v1\/[\w/.:-]+) HTTP\/1\.1$/
const endOfHead = '\r\n\r\n'
const wholeNumber = /^[1-9]\d{0,8}$/

/** These change how a message is framed or what becomes of its connection (RFC 9110, 7.8 and 10.1.1; RFC 9112, 6.1): never read here. */
const otherFraming: ReadonlySet<string> = new Set(['transfer-encoding', 'expect', 'upgrade', 'trailer', 'te', 'http2-settings'])

/**
 * Undefined: the head is not complete in these bytes, or it is not of the plain shape. `last` is what the connection sent before: most clients
 * send the same head all their life, but for the length of the body, and then only that is read.
 */
export function readPlainHead(bytes: Buffer, limits: PlainLimits, last?: PlainHead): PlainHead | undefined {
  const end = bytes.indexOf(endOfHead, 0, 'latin1')
  if (end === -1 || end > limits.headerBytesMax) return undefined
  const text = bytes.toString('latin1', 0, end + 2)
  return (last && sameAgain(text, last)) ?? readLines(text, limits.headersMax)
}

interface PlainLimits {
  readonly headerBytesMax: number
  readonly headersMax: number
}

/** The last head with another length, when that is all that differs. */
function sameAgain(text: string, last: PlainHead): PlainHead | undefined {
  if (text === last.text) return last
  const { digitsStart, digitsEnd } = last
  const end = text.length - (last.text.length - digitsEnd)
  const digits = text.slice(digitsStart, end)
  if (!wholeNumber.test(digits)) return undefined
  if (text.slice(0, digitsStart) !== last.text.slice(0, digitsStart) || text.slice(end) !== last.text.slice(digitsEnd)) return undefined
  const headers: Record<string, string> = Object.assign(Object.create(null), last.headers)
  headers['content-length'] = digits
  return { ...last, headers, headBytes: text.length + 2, bodyBytes: Number(digits), text, digitsEnd: end }
}

function readLines(text: string, headersMax: number): PlainHead | undefined {
  const first = text.indexOf('\r\n')
  const url = plainLine.exec(text.slice(0, first))?.[1]
  const fields = text.slice(first + 2)
  if (url === undefined || !fieldLines.test(fields)) return undefined
  const headers: Record<string, string> = Object.create(null)
  let count = 0
  let digitsStart = 0
  for (let at = 0; at < fields.length; count += 1) {
    const colon = fields.indexOf(':', at)
    const lineEnd = fields.indexOf('\r\n', colon)
    const name = fields.slice(at, colon).toLowerCase()
    if (headers[name] !== undefined || otherFraming.has(name) || count === headersMax) return undefined
    const value = withoutBlanks(fields, colon + 1, lineEnd)
    headers[name] = value
    if (name === 'content-length') digitsStart = text.indexOf(value, first + 2 + colon)
    at = lineEnd + 2
  }
  const { host, connection, 'content-length': length } = headers
  if (host === undefined || length === undefined || !wholeNumber.test(length)) return undefined
  if (connection !== undefined && connection.toLowerCase() !== 'keep-alive') return undefined
  const digitsEnd = digitsStart + length.length
  const kept = count <= keptHeadersMax && text.length <= keptTextMax
  return { url, headers, headBytes: text.length + 2, bodyBytes: Number(length), text, digitsStart, digitsEnd, kept }
}
