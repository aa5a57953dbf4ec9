// What a caller wishes of the choice among providers, in OpenRouter's words (its guide "Provider Routing"). Plain data; knows no offer.
import type { Nano, Pico } from './money.ts'

export const routeSorts = ['price', 'latency', 'throughput'] as const
export type RouteSort = (typeof routeSorts)[number]

/** What a caller will pay at most; an absent member sets no limit. */
export interface PriceLimit {
  readonly promptPico?: Pico
  readonly completionPico?: Pico
  readonly requestNano?: Nano
}

/** Plain data, so that it can cross threads. */
export interface RoutePreferences {
  /** Further models, asked in this order when the one that was named has no answer. */
  readonly models: readonly string[]
  /** Providers to ask first, in this order: `acme`, `acme/eu` (a region) or `acme/model-x` (one offer). */
  readonly order: readonly string[]
  /** No others than these; null: all. */
  readonly only: readonly string[] | null
  readonly ignore: readonly string[]
  /** Null: by weight. */
  readonly sort: RouteSort | null
  /** Sorted over all models together instead of model by model. */
  readonly acrossModels: boolean
  readonly maxPrice: PriceLimit | null
  /** False: the providers of `order` only, or without one the first choice only. */
  readonly allowFallbacks: boolean
  /** True: nothing of the request may be left out. */
  readonly requireParameters: boolean
  /** Only providers that are known not to store or train on what they are sent. */
  readonly denyCollection: boolean
  /** Only providers that are known to keep nothing at all. */
  readonly zeroRetention: boolean
  /** Only offers in one of these regions; null: anywhere. */
  readonly regions: readonly string[] | null
  /** Slower ones go to the end of the list. Milliseconds to the first byte; null: no wish. */
  readonly maxLatencyMs: number | null
  readonly minTokensPerSecond: number | null
}

/** A caller that wishes nothing. */
export const noPreferences: RoutePreferences = {
  models: [],
  order: [],
  only: null,
  ignore: [],
  sort: null,
  acrossModels: false,
  maxPrice: null,
  allowFallbacks: true,
  requireParameters: false,
  denyCollection: false,
  zeroRetention: false,
  regions: null,
  maxLatencyMs: null,
  minTokensPerSecond: null,
}
