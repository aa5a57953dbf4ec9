// What a model is: a fact, with the price a customer pays. Knows nothing of who serves it right now or of requests.
import type { ModelId, PriceVersion } from '../contract/ids.ts'
import type { Nano, Pico } from '../contract/money.ts'
import type { Offer } from './offer.ts'

/** What a model can do. `chat` also puts it in the key scope "chat models". */
export type Capability = 'chat' | 'tools' | 'json_schema' | 'vision' | 'audio' | 'reasoning'

/** USD per million tokens, as pico-dollars per token. A written-out 0 is a price; an absent one is not. */
export interface Price {
  readonly input: Pico
  readonly output: Pico
  /** Absent: cached input costs what input costs. */
  readonly cachedInput?: Pico
  /** Absent: a cache write costs what input costs. */
  readonly cacheWrite?: Pico
  /** Absent: reasoning costs what output costs. */
  readonly reasoning?: Pico
  /** A fee per answered request, nano-dollars. */
  readonly perCallNano?: Nano
}

/** Where a price comes from and who approved it. */
export interface PriceEvidence {
  /** `https://...` of the vendor's price page, `nexorouter.yaml`, `demo`. */
  readonly source: string
  readonly approvedBy: string
  /** Day the source was read, `2026-11-20`. */
  readonly asOf?: string
}

export interface Model {
  readonly id: ModelId
  readonly name: string
  readonly capabilities: ReadonlySet<Capability>
  readonly contextLength: number
  readonly maxOutputTokens: number
  /** Absent: "Price pending", not callable. */
  readonly price?: Price
  readonly evidence?: PriceEvidence
  /** The published version of `price`; set when the price book has recorded it. */
  readonly priceVersion?: PriceVersion
  /** Upper bound of input tokens that one image can cost. */
  readonly imageTokensMax?: number
  /** Takes minutes to the first token: longer clocks. */
  readonly slow: boolean
  /** Only public models are listed and callable. */
  readonly public: boolean
  /** Seconds since 1970, for `created` in the model list. */
  readonly created: number
  readonly ownedBy: string
  readonly provenance: 'catalog' | 'yaml' | 'demo'
  readonly offers: readonly Offer[]
}
