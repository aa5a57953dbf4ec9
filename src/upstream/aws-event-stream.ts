// The event-stream framing of AWS -> the bytes of server-sent events. Knows no model, no dialect beyond where an event's JSON lies.
// Source: https://smithy.io/2.0/aws/amazon-eventstream.html
import { parseJson } from '../base/exact-json.ts'
import { crc32 } from 'node:zlib'

export interface AwsMessage {
  readonly headers: Readonly<Record<string, string>>
  readonly payload: Buffer
}

/** Prelude of 12 bytes and a checksum of 4 around headers and payload. */
const preludeBytes = 12
const leastBytes = 16
const headersBytesMax = 131_072

/** A step: bytes in, whole messages out. Throws where a length or a checksum is wrong, or a message is longer than `bytesMax`. */
export function awsMessageReader(bytesMax: number): (chunk: Buffer) => AwsMessage[] {
  let rest: Buffer = Buffer.alloc(0)
  return (chunk) => {
    rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk])
    const messages: AwsMessage[] = []
    while (rest.length >= preludeBytes) {
      const length = rest.readUInt32BE(0)
      const headersLength = rest.readUInt32BE(4)
      if (crc32(rest.subarray(0, 8)) !== rest.readUInt32BE(8)) throw new Error('the checksum of a prelude is wrong')
      if (length < leastBytes + headersLength || headersLength > headersBytesMax || length > bytesMax) throw new Error('a length is wrong')
      if (rest.length < length) break
      if (crc32(rest.subarray(0, length - 4)) !== rest.readUInt32BE(length - 4)) throw new Error('the checksum of a message is wrong')
      const headers = readHeaders(rest.subarray(preludeBytes, preludeBytes + headersLength))
      messages.push({ headers, payload: rest.subarray(preludeBytes + headersLength, length - 4) })
      rest = rest.subarray(length)
    }
    return messages
  }
}

/** Bytes of a value by its type; -1: two bytes of length before it. */
const valueBytes: readonly number[] = [0, 0, 1, 2, 4, 8, -1, -1, 8, 16]
const textType = 7

/** Only values that are text are kept: nothing else is ever asked for. */
function readHeaders(bytes: Buffer): Record<string, string> {
  const headers: Record<string, string> = Object.create(null)
  let at = 0
  while (at < bytes.length) {
    const nameEnd = at + 1 + bytes.readUInt8(at)
    const name = bytes.toString('utf8', at + 1, nameEnd)
    const type = bytes.readUInt8(nameEnd)
    const fixed = valueBytes[type]
    if (fixed === undefined) throw new Error('a header has no known type')
    const start = nameEnd + (fixed < 0 ? 3 : 1)
    const end = start + (fixed < 0 ? bytes.readUInt16BE(nameEnd + 1) : fixed)
    if (end > bytes.length) throw new Error('a header reaches beyond its message')
    if (type === textType) headers[name] = bytes.toString('utf8', start, end)
    at = end
  }
  return headers
}

/**
 * What a message says, as one server-sent event; null: nothing. An event of a model's own wire lies in `bytes` (InvokeModel); any other is named by
 * its header and becomes the member of that name (Converse). An exception becomes the error event that stream dialects read.
 */
export function eventOf({ headers, payload }: AwsMessage): string | null {
  const kind = headers[':message-type'] ?? 'event'
  if (kind !== 'event') {
    const type = headers[':exception-type'] ?? headers[':error-code'] ?? 'error'
    return framed('error', JSON.stringify({ type: 'error', error: { type: errorWord(type), message: messageOf(payload) } }))
  }
  const value = parsed(payload)
  const inner = typeof value === 'object' && value !== null && 'bytes' in value ? value.bytes : undefined
  if (typeof inner !== 'string') return namedEvent(headers[':event-type'], payload)
  const json = Buffer.from(inner, 'base64').toString('utf8')
  const event = parsed(Buffer.from(json))
  const type = typeof event === 'object' && event !== null && 'type' in event && typeof event.type === 'string' ? event.type : ''
  // One line: JSON has no bare line breaks inside strings, and others mean nothing.
  return framed(/^[a-z_]+$/.test(type) ? type : null, json.replace(/[\r\n]+/g, ' '))
}

/** One line: JSON has no bare line breaks inside strings, and others mean nothing. */
function namedEvent(name = '', payload: Buffer): string | null {
  if (name === 'chunk' || !/^[A-Za-z]{1,64}$/.test(name)) return null
  return framed(null, `{"${name}":${payload.toString('utf8').replace(/[\r\n]+/g, ' ')}}`)
}

/** The words in which the failures of AWS are known to those who judge errors. */
const errorWords: Readonly<Record<string, string>> = {
  throttlingException: 'rate_limit_error',
  serviceUnavailableException: 'overloaded_error',
  modelTimeoutException: 'overloaded_error',
  validationException: 'invalid_request_error',
}

function errorWord(type: string): string {
  return errorWords[type] ?? 'api_error'
}

function framed(event: string | null, json: string): string {
  return `${event === null ? '' : `event: ${event}\n`}data: ${json}\n\n`
}

function messageOf(payload: Buffer): string {
  const value = parsed(payload)
  const message = typeof value === 'object' && value !== null && 'message' in value ? value.message : undefined
  return typeof message === 'string' ? message : ''
}

function parsed(bytes: Buffer): unknown {
  return parseJson(bytes.toString('utf8'))
}
