// The gateway's side of a simulated request and the upstream that serves it: what was granted, what went out, what came back.
// Prices are those of the product; the witness for R2 computes its own.
import { chargeNano } from '../../src/pricing/charge.ts'
import type { PriceNow } from '../../src/pricing/rates.ts'
import { noUsage } from '../../src/contract/usage.ts'
import { price } from './steps.ts'

export type Stage = 'asked' | 'refused' | 'running' | 'ending' | 'gone'

export interface Request {
  readonly id: string
  readonly account: string
  readonly key: string
  readonly model: string
  readonly promptTokens: number
  readonly timeMs: number
  /** The Idempotency-Key that it came under. */
  readonly under: string | null
  stage: Stage
  /** What the ledger said it holds, as far as its answers have arrived. */
  amount: bigint
  /** True once anything went upstream: only after a durable yes. */
  dispatched: boolean
  /** Output tokens that the gateway received. */
  delivered: number
}

export interface Requests {
  find(number: number): Request | undefined
  add(number: number, request: Omit<Request, 'id' | 'stage' | 'amount' | 'dispatched' | 'delivered'>): Request | undefined
  all(): Request[]
  /** The power went: no connection is left. */
  lose(): void
}

export const picoPrice: PriceNow = { input: BigInt(price.input) * 1_000n, output: BigInt(price.output) * 1_000n }

/** What the answer so far is worth; never more than is held. */
export function worthOf(request: Request): bigint {
  if (request.delivered === 0) return 0n
  const worth = chargeNano(picoPrice, { ...noUsage, prompt: request.promptTokens, completion: request.delivered })
  return worth > request.amount ? request.amount : worth
}

export function openRequests(): Requests {
  const byNumber = new Map<number, Request>()
  return {
    find: (number) => byNumber.get(number),
    add(number, request) {
      if (byNumber.has(number)) return undefined
      const added: Request = { ...request, id: idOf(number), stage: 'asked', amount: 0n, dispatched: false, delivered: 0 }
      byNumber.set(number, added)
      return added
    },
    all: () => [...byNumber.values()],
    lose() {
      for (const request of byNumber.values()) request.stage = 'gone'
    },
  }
}

function idOf(number: number): string {
  return `01900000-0000-7000-8000-${String(number).padStart(12, '0')}`
}
