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
}

/** A target without query or escapes; RFC 9112, section 3. */
const plainLine = /^POST (\/v1\/[\w/.:-]+) HTTP\/1\.1$/
const endOfHead = '\r\n\r\n'
const wholeNumber = /^[1-9]\d{0,8}$/

/** These change how a message is framed or what becomes of its connection (RFC 9110, 7.8 and 10.1.1; RFC 9112, 6.1): never read here. */
const otherFraming: ReadonlySet<string> = new Set(['transfer-encoding', 'expect', 'upgrade', 'trailer', 'te', 'http2-settings'])

/** Undefined: the head is not complete in these bytes, or it is not of the plain shape. */
export function readPlainHead(
  bytes: Buffer,
  { headerBytesMax, headersMax }: { readonly headerBytesMax: number; readonly headersMax: number },
): PlainHead | undefined {
  const end = bytes.indexOf(endOfHead, 0, 'latin1')
  if (end === -1 || end > headerBytesMax) return undefined
  const text = bytes.toString('latin1', 0, end + 2)
  const first = text.indexOf('\r\n')
  const url = plainLine.exec(text.slice(0, first))?.[1]
  const fields = text.slice(first + 2)
  if (url === undefined || !fieldLines.test(fields)) return undefined
  const headers: Record<string, string> = Object.create(null)
  let count = 0
  for (let at = 0; at < fields.length; count += 1) {
    const colon = fields.indexOf(':', at)
    const lineEnd = fields.indexOf('\r\n', colon)
    const name = fields.slice(at, colon).toLowerCase()
    if (headers[name] !== undefined || otherFraming.has(name) || count === headersMax) return undefined
    headers[name] = withoutBlanks(fields, colon + 1, lineEnd)
    at = lineEnd + 2
  }
  const { host, connection, 'content-length': length } = headers
  if (host === undefined || length === undefined || !wholeNumber.test(length)) return undefined
  if (connection !== undefined && connection.toLowerCase() !== 'keep-alive') return undefined
  return { url, headers, headBytes: end + endOfHead.length, bodyBytes: Number(length) }
}
