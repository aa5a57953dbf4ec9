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
  readonly publishedAtMs: number
}

/** A price that a declaration (shipped, simulated or of the YAML) brings along at a start. */
export interface DeclaredPrice {
  readonly model: ModelId
  readonly price: Price
  readonly evidence: PriceEvidence
  /** True: it gives way as soon as an operator has ever published a price for the model. */
  readonly yields: boolean
}

/** A price that an operator publishes; its evidence says who (`publishedBy`). */
export interface NewPrice {
  readonly model: ModelId
  readonly price: Price
  readonly evidence: PriceEvidence
  /** Milliseconds since 1970; may lie ahead. */
  readonly effectiveFromMs: number
}

/** Append-only: a price is never edited. In force is the version with the latest effect that has come; of two, the one published later. */
export interface PriceStore {
  /**
   * Appends a version, in force from now on, for each model whose price differs from the one in force, and returns the version in force
   * for every given model that has one.
   */
  publishPrices(prices: readonly DeclaredPrice[], nowMs: number): Promise<ReadonlyMap<ModelId, PriceVersion>>
  /** Appends all of them in one transaction, and returns them as they were written. */
  appendPrices(prices: readonly NewPrice[], nowMs: number): Promise<readonly PublishedPrice[]>
  /** All versions of a model in the order in which they were published. */
  priceHistory(model: ModelId): Promise<readonly PublishedPrice[]>
  /** The same of all models. */
  allPrices(): Promise<ReadonlyMap<ModelId, readonly PublishedPrice[]>>
}
