// PORT: the price book. Declares what the rules need from storage; knows no driver.
import type { ModelId, PriceVersion } from '../contract/ids.ts'
import type { Price, PriceEvidence } from './model.ts'

export interface PublishedPrice {
  readonly version: PriceVersion
  readonly model: ModelId
  readonly price: Price
  readonly evidence: PriceEvidence
  /** Milliseconds since 1970. */
  readonly effectiveFromMs: number
}

export interface PriceStore {
  /**
   * Appends a version for each model whose price differs from its latest one, and returns the version in force for every given model.
   * Append-only: a price is never edited.
   */
  publishPrices(
    prices: readonly { readonly model: ModelId; readonly price: Price; readonly evidence: PriceEvidence }[],
    nowMs: number,
  ): Promise<ReadonlyMap<ModelId, PriceVersion>>
  /** All versions of a model, oldest first. */
  priceHistory(model: ModelId): Promise<readonly PublishedPrice[]>
}
