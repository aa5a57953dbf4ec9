// Cuts the bytes of one connection into HTTP/1.1 requests. Knows nothing of what is asked or answered.

export interface WireRequest {
  readonly method: string
  readonly path: string
  /** Lower-case names; repeated ones joined by a comma. */
  readonly headers: Readonly<Record<string, string>>
  readonly body: Buffer
}

export interface RequestReader {
  /** Takes what arrived and gives back the requests that are complete now. Throws on bytes that are no HTTP/1.1 request. */
  take(bytes: Buffer): WireRequest[]
}

/** `onHead` is told of each head before its body: the moment to answer `Expect: 100-continue`. */
export function createRequestReader(onHead: (headers: Readonly<Record<string, string>>) => void): RequestReader {
  let parts: Buffer[] = []
  let held = 0
  /** Bytes needed before looking again is worth while: a large body is joined once, not at each packet. */
  let wanted = 0
  let head: Omit<WireRequest, 'body'> | null = null

  function next(buffer: Buffer): { request: WireRequest; rest: Buffer } | null {
    let body = buffer
    if (head === null) {
      const end = buffer.indexOf('\r\n\r\n')
      if (end < 0) return null
      head = readHead(buffer.toString('latin1', 0, end))
      onHead(head.headers)
      body = buffer.subarray(end + 4)
      parts = [body]
      held = body.length
    }
    const read =
      head.headers['transfer-encoding'] === 'chunked' ? readChunked(body) : readSized(body, Number(head.headers['content-length'] ?? 0))
    if ('wanted' in read) {
      wanted = read.wanted
      return null
    }
    const request = { ...head, body: read.body }
    head = null
    return { request, rest: read.rest }
  }

  return {
    take(bytes) {
      parts.push(bytes)
      held += bytes.length
      const requests: WireRequest[] = []
      while (held > 0 && held >= wanted) {
        wanted = 0
        const buffer = parts.length === 1 ? (parts[0] as Buffer) : Buffer.concat(parts)
        parts = [buffer]
        const found = next(buffer)
        if (found === null) break
        requests.push(found.request)
        parts = [found.rest]
        held = found.rest.length
      }
      return requests
    },
  }
}

function readHead(text: string): Omit<WireRequest, 'body'> {
  const [line = '', ...fields] = text.split('\r\n')
  const match = /^([A-Z]+) (\S+) HTTP\/1\.1$/.exec(line)
  if (match === null) throw new Error(`not a request line: ${line.slice(0, 80)}`)
  const headers: Record<string, string> = {}
  for (const field of fields) {
    const colon = field.indexOf(':')
    const name = field.slice(0, colon).toLowerCase()
    const value = field.slice(colon + 1).trim()
    headers[name] = headers[name] === undefined ? value : `${headers[name]}, ${value}`
  }
  return { method: match[1] as string, path: match[2] as string, headers }
}

type BodyRead = { readonly body: Buffer; readonly rest: Buffer } | { readonly wanted: number }

function readSized(bytes: Buffer, length: number): BodyRead {
  return bytes.length < length ? { wanted: length } : { body: bytes.subarray(0, length), rest: bytes.subarray(length) }
}

function readChunked(bytes: Buffer): BodyRead {
  const chunks: Buffer[] = []
  let at = 0
  for (;;) {
    const lineEnd = bytes.indexOf('\r\n', at)
    if (lineEnd < 0) return { wanted: bytes.length + 1 }
    const size = Number.parseInt(bytes.toString('latin1', at, lineEnd), 16)
    const end = lineEnd + 2 + size
    if (bytes.length < end + 2) return { wanted: end + 2 }
    if (size === 0) return { body: Buffer.concat(chunks), rest: bytes.subarray(end + 2) }
    chunks.push(bytes.subarray(lineEnd + 2, end))
    at = end + 2
  }
}
