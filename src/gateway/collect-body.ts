// An upstream's body as one buffer, bounded. Knows nothing of what it says.
import { UpstreamFault, type UpstreamExchange } from '../upstream/send.ts'

/** Rejects with an UpstreamFault when the body fails or grows beyond `bytesMax`. */
export function collectBody(exchange: UpstreamExchange, bytesMax: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    let total = 0
    exchange.read({
      bytes(chunk) {
        total += chunk.length
        if (total > bytesMax) {
          exchange.abort()
          reject(new UpstreamFault({ kind: 'too_large', status: null, retryAfterMs: null }))
        } else chunks.push(chunk)
      },
      end: () => resolve(chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks)),
      fail: (failure) => reject(new UpstreamFault(failure)),
    })
  })
}
