// The head of an HTTP/1.1 answer, as text -> status, fields and how its body is framed (RFC 9112). What can be read in two ways is refused. Knows no sockets.
import { fieldLines, withoutBlanks } from '../base/field-lines.ts'

/** How the end of a body is told. */
export type Framing = 'none' | 'length' | 'chunked' | 'close'

export interface AnswerHead {
  readonly status: number
  /** Lower-case names; the last of repeated fields wins. No prototype: a field may be called anything. */
  readonly headers: Record<string, string>
  readonly framing: Framing
  /** Bytes of the body; 0 unless the framing is `length`. */
  readonly length: number
  /** True when the connection may carry another request after this answer. */
  readonly keepAlive: boolean
  /** The server's own hint, seconds; null: it gave none. */
  readonly keepAliveSeconds: number | null
}

const statusLine = /^HTTP\/1\.[01] [1-9]\d\d(?: [\t\x20-\x7e\x80-\xff]*)?\r\n/

/** Fifteen digits are a petabyte, and exact. */
const lengthText = /^\d{1,15}$/

/** `text` ends with the CRLF of its last line, without the empty line. Null: not a head that has exactly one meaning. */
export function readAnswerHead(text: string): AnswerHead | null {
  const first = text.indexOf('\r\n') + 2
  const fields = text.slice(first)
  if (!statusLine.test(text) || !fieldLines.test(fields)) return null
  const status = Number(text.slice(9, 12))
  // Nothing is ever upgraded: we did not ask.
  if (status === 101) return null
  const headers: Record<string, string> = Object.create(null)
  let lengths = 0
  let at = 0
  while (at < fields.length) {
    const colon = fields.indexOf(':', at)
    const end = fields.indexOf('\r\n', colon)
    const name = fields.slice(at, colon).toLowerCase()
    if (name === 'content-length') lengths += 1
    if (name === 'transfer-encoding' && name in headers) return null
    const value = withoutBlanks(fields, colon + 1, end)
    // Of all repeated fields, this one must not lose what an earlier one said.
    headers[name] = name === 'connection' && name in headers ? `${headers[name]}, ${value}` : value
    at = end + 2
  }
  const framed = framingOf(status, headers, lengths)
  if (framed === null) return null
  const { framing, length } = framed
  const { keepAlive, keepAliveSeconds } = persistence(headers, text.charCodeAt(7) === 0x31, framing)
  return { status, headers, framing, length, keepAlive, keepAliveSeconds }
}

/** Two lengths, or a length beside chunks, are how one answer is made to look like two: RFC 9112, 6.3. */
function framingOf(status: number, headers: Record<string, string>, lengths: number): Pick<AnswerHead, 'framing' | 'length'> | null {
  const coding = headers['transfer-encoding']
  const length = headers['content-length']
  // These end with their head, whatever their fields say.
  if (status < 200 || status === 204 || status === 304) return { framing: 'none', length: 0 }
  if (coding !== undefined) return coding.toLowerCase() === 'chunked' && lengths === 0 ? { framing: 'chunked', length: 0 } : null
  if (lengths > 1 || (length !== undefined && !lengthText.test(length))) return null
  if (length === undefined) return { framing: 'close', length: 0 }
  return length === '0' ? { framing: 'none', length: 0 } : { framing: 'length', length: Number(length) }
}

function persistence(
  headers: Record<string, string>,
  minorOne: boolean,
  framing: Framing,
): Pick<AnswerHead, 'keepAlive' | 'keepAliveSeconds'> {
  const connection = headers.connection?.toLowerCase() ?? ''
  const keepAlive = framing !== 'close' && !connection.includes('close') && (minorOne || connection.includes('keep-alive'))
  const hint = headers['keep-alive']
  const seconds = hint === undefined ? null : /(?:^|[\s,;])timeout=(\d{1,6})/i.exec(hint)
  return { keepAlive, keepAliveSeconds: seconds === null ? null : Number(seconds[1]) }
}
