// An exchange's body as one buffer, bounded in size and, where that is wanted, in time. Knows nothing of what it says.
import { UpstreamFault, type UpstreamExchange } from './send.ts'

/** Smaller pieces are copied together: a view of a few bytes costs a hundred, and keeps alive all that arrived with it. */
const pieceBytesMin = 4_096
const gatherBytes = 65_536

/** Rejects with an UpstreamFault when the body fails or grows beyond `bytesMax`. */
export function collectBody(exchange: UpstreamExchange, bytesMax: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const pieces = new Pieces()
    exchange.read({
      bytes(chunk) {
        if (pieces.bytes + chunk.length <= bytesMax) return pieces.add(chunk)
        reject(new UpstreamFault({ kind: 'too_large', status: null, retryAfterMs: null }))
        exchange.abort()
      },
      end: () => resolve(pieces.joined()),
      fail: (failure) => reject(new UpstreamFault(failure)),
    })
  })
}

export interface SmallAnswer {
  readonly status: number
  readonly body: Buffer
}

/** All of an answer that nobody waits long for; what takes more than `withinMs`, head and body together, is aborted. Rejects as `collectBody`. */
export async function answerWithin(
  exchange: UpstreamExchange,
  { bytesMax, withinMs }: { readonly bytesMax: number; readonly withinMs: number },
): Promise<SmallAnswer> {
  const timer = setTimeout(() => exchange.abort(), withinMs)
  try {
    const { status } = await exchange.head
    return { status, body: await collectBody(exchange, bytesMax) }
  } finally {
    clearTimeout(timer)
  }
}

/** A class: one per answer, and most answers are a single piece. */
class Pieces {
  bytes = 0
  readonly #whole: Buffer[] = []
  /** Where small pieces are copied, and how much of it is used. */
  #gathered: Buffer | null = null
  #used = 0

  add(chunk: Buffer): void {
    const first = this.bytes === 0
    this.bytes += chunk.length
    if (first || chunk.length >= pieceBytesMin) {
      this.#close()
      this.#whole.push(chunk)
      return
    }
    if (this.#gathered !== null && this.#used + chunk.length > gatherBytes) this.#close()
    this.#gathered ??= Buffer.allocUnsafe(gatherBytes)
    this.#used += chunk.copy(this.#gathered, this.#used)
  }

  joined(): Buffer {
    this.#close()
    return this.#whole.length === 1 ? (this.#whole[0] as Buffer) : Buffer.concat(this.#whole)
  }

  #close(): void {
    if (this.#gathered !== null) this.#whole.push(this.#gathered.subarray(0, this.#used))
    this.#gathered = null
    this.#used = 0
  }
}
