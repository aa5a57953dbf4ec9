// PORT: what providers cost us, as usage records say it, by their own names and UTC days. Over all accounts: for the operator. Knows no driver.
import type { ProviderId } from '../contract/ids.ts'
import type { Nano } from '../contract/money.ts'

/** What one provider answered with one model on one UTC day, counted on the day on which each request arrived. */
export interface ProviderCost {
  /** What the provider calls the model; null after a crash, which leaves only our own name for it. */
  readonly upstreamModel: string | null
  /** Our own name for it. */
  readonly model: string | null
  /** The start of the day, milliseconds since 1970. */
  readonly dayMs: number
  /** Requests that this provider answered, wholly or in part. */
  readonly requests: number
  /** The sum of the costs that are known. */
  readonly costNano: Nano
  /** Of the requests, those whose cost nobody knows: the offer named none, or a crash cut them off. */
  readonly unknownRequests: number
  /** Of the requests, those whose tokens we counted ourselves. */
  readonly estimatedRequests: number
  readonly promptTokens: number
  readonly cachedTokens: number
  readonly completionTokens: number
  /** Tries that reached the provider and gave no answer; it may charge their prompts all the same. */
  readonly lostTries: number
  /** What those prompts would cost, where the offer says. */
  readonly lostNano: Nano
}

export interface ProviderCostStore {
  /** `fromMs` inclusive, `untilMs` exclusive, milliseconds since 1970. In no particular order; one row per model and day, or more. */
  providerCosts(provider: ProviderId, fromMs: number, untilMs: number): Promise<readonly ProviderCost[]>
}
