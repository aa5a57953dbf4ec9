// How long to wait before the same offer is asked again. Pure: chance arrives. Knows no offer.
import type { UpstreamFailure } from '../upstream/send.ts'

const firstMs = 100
const growth = 4
const mostMs = 2_000

/** Full jitter, growing fourfold to 2 s; an upstream's short retry-after is honoured, a long one ends the waiting (the caller gets it). */
export function backOffMs(made: number, failure: Pick<UpstreamFailure, 'kind' | 'retryAfterMs'>, random: number): number {
  if (failure.kind === 'reset_before_headers') return 0
  if (failure.retryAfterMs !== null) return failure.retryAfterMs <= mostMs ? failure.retryAfterMs : Number.POSITIVE_INFINITY
  return random * Math.min(mostMs, firstMs * growth ** (made - 1))
}
