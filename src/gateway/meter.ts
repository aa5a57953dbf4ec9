// Counts what a running stream delivered and what that is worth. Pure in what it is fed; knows no clock and no store.
import type { Nano } from '../contract/money.ts'
import type { TokenUsage } from '../contract/usage.ts'
import { outputTokensEstimate } from '../pricing/bound.ts'
import { chargeNano } from '../pricing/charge.ts'
import type { Admission } from './admit.ts'

export interface Meter {
  /** One event with this many bytes of output. */
  add(outputBytes: number): void
  readonly hasOutput: boolean
  /** Our own count, for watermarks, slices and answers whose provider reports none. */
  estimate(): TokenUsage
  /** What the estimate costs; not yet clamped to the hold. */
  estimateNano(): Nano
  /** What was delivered for certain. Events say nothing: some providers cut a token into several, others join many. */
  leastNano(): Nano
}

/** Bytes that one token can stand for at the very most, on average over an answer; only used to cut an upstream that ignores its cap. */
const bytesPerTokenMost = 16

export function createMeter(admission: Admission): Meter {
  let bytes = 0
  const usage = (completion: number): TokenUsage => ({
    prompt: admission.promptEstimate,
    cached: 0,
    cacheWrite: 0,
    completion,
    reasoning: 0,
    ...(admission.detailsEstimate && { details: admission.detailsEstimate }),
  })
  const estimate = (): TokenUsage => usage(bytes === 0 ? 0 : Math.max(1, outputTokensEstimate(bytes, 0)))
  return {
    add(outputBytes) {
      bytes += outputBytes
    },
    get hasOutput() {
      return bytes > 0
    },
    estimate,
    estimateNano: () => chargeNano(admission.price, estimate()),
    leastNano: () => chargeNano(admission.price, usage(Math.floor(bytes / bytesPerTokenMost))),
  }
}
