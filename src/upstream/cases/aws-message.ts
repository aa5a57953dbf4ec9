// Writes messages in the framing of AWS, for the loopback servers of tests. Used by tests only.
import { crc32 } from 'node:zlib'

/** All headers as text. */
export function awsMessage(headers: Readonly<Record<string, string>>, payload: string): Buffer {
  const parts = Object.entries(headers).flatMap(([name, value]) => {
    const length = Buffer.alloc(3)
    length.writeUInt8(7)
    length.writeUInt16BE(Buffer.byteLength(value), 1)
    return [Buffer.from([Buffer.byteLength(name)]), Buffer.from(name), length, Buffer.from(value)]
  })
  const head = Buffer.concat(parts)
  const body = Buffer.from(payload)
  const prelude = Buffer.alloc(12)
  prelude.writeUInt32BE(16 + head.length + body.length)
  prelude.writeUInt32BE(head.length, 4)
  prelude.writeUInt32BE(crc32(prelude.subarray(0, 8)), 8)
  const whole = Buffer.concat([prelude, head, body, Buffer.alloc(4)])
  whole.writeUInt32BE(crc32(whole.subarray(0, -4)), whole.length - 4)
  return whole
}

/** One event of a model's stream, as Bedrock wraps it. */
export function bedrockChunk(event: object): Buffer {
  const bytes = Buffer.from(JSON.stringify(event)).toString('base64')
  const headers = { ':event-type': 'chunk', ':content-type': 'application/json', ':message-type': 'event' }
  return awsMessage(headers, JSON.stringify({ bytes, p: 'abcdef' }))
}

/** One event of Converse: its name in a header, its members in the payload. */
export function converseEvent(event: object): Buffer {
  const [name, members] = Object.entries(event)[0] as [string, object]
  return awsMessage({ ':event-type': name, ':content-type': 'application/json', ':message-type': 'event' }, JSON.stringify(members))
}
