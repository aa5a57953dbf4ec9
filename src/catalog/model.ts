// What a model is: a fact, with the price a customer pays. Knows nothing of who serves it right now or of requests.
import type { Capability } from '../contract/capabilities.ts'
import type { ModelId, PriceVersion } from '../contract/ids.ts'
import type { Price } from '../contract/price.ts'
import type { Offer } from './offer.ts'
import type { PriceSchedule } from './price-schedule.ts'
import type { RouteSort } from '../contract/route-preferences.ts'
import type { OfferVerification } from './verification.ts'

export type { Capability } from '../contract/capabilities.ts'
export type { Price } from '../contract/price.ts'

/** Where a price comes from and who approved it. */
export interface PriceEvidence {
  /** `https://...` of the vendor's price page, `nexorouter.yaml`, `demo`. */
  readonly source: string
  readonly approvedBy: string
  /** Day the source was read, `2026-11-20`. */
  readonly asOf?: string
  /** Who published it while the server ran or stood still: `local`, `management_key:<id>`. Absent: it came with a declaration. */
  readonly publishedBy?: string
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
  /** Absent: one version holds for everything that is on its way in. */
  readonly schedule?: PriceSchedule
  /** Upper bound of input tokens that one image can cost. */
  readonly imageTokensMax?: number
  /** Its reasoning comes in its streams, so it can be metered while it runs. Absent or false: a model that reasons needs its whole hold. */
  readonly streamsReasoning?: boolean
  /** Takes minutes to the first token: longer clocks. */
  readonly slow: boolean
  /** Clocks of its own, milliseconds: to the first byte of a stream over all attempts, and of silence within one. Absent: the server's. */
  readonly firstByteMs?: number
  readonly idleMs?: number
  /** Only public models are listed and callable. */
  readonly public: boolean
  /** Seconds since 1970, for `created` in the model list. */
  readonly created: number
  readonly ownedBy: string
  readonly provenance: 'catalog' | 'yaml' | 'demo' | 'control'
  /** A slow stream is asked of a second offer beside the first; the operator pays for the one that loses. */
  readonly hedge?: boolean
  /** How its offers are ordered for callers that do not say; absent: by weight. */
  readonly sort?: RouteSort
  readonly offers: readonly Offer[]
  /** What probes of its offers found; absent: none was ever asked. */
  readonly verified?: OfferVerification
}
