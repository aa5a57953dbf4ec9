// Reads a request body up to a limit. Knows nothing of what it holds.
import type { IncomingMessage } from 'node:http'

/** The body, `too_large` beyond the limit, or `gone` when the client left before the end. */
export async function readBody(request: IncomingMessage, bytesMax: number): Promise<Buffer | 'too_large' | 'gone'> {
  if (Number(request.headers['content-length'] ?? 0) > bytesMax) return 'too_large'
  const parts: Buffer[] = []
  let bytes = 0
  try {
    for await (const part of request as AsyncIterable<Buffer>) {
      bytes += part.length
      if (bytes > bytesMax) return 'too_large'
      parts.push(part)
    }
  } catch {
    return 'gone'
  }
  return Buffer.concat(parts)
}
