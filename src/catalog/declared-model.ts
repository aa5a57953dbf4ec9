// A model as an operator, the catalog or the demo provider declares it, checked for form. Knows nothing of files or who is live.
import type { UpstreamDialectName } from '../contract/dialects.ts'
import type { ModelId, ProviderId } from '../contract/ids.ts'
import type { RouteSort } from '../contract/route-preferences.ts'
import type { Capability, Price, PriceEvidence } from './model.ts'
import type { OutputCapField } from './offer.ts'

/** One `offers:` entry of a declared model. */
export interface DeclaredOffer {
  readonly provider: ProviderId
  readonly upstreamModel: string
  /** Absent: 1. */
  readonly weight?: number
  /** What the provider charges us; absent: unknown. */
  readonly cost?: Price
  /** Absent, here and below: as the provider's record says. */
  readonly dialect?: UpstreamDialectName
  readonly outputCapField?: OutputCapField
  readonly takesStreamOptions?: boolean
  readonly sendsFinishReason?: boolean
  readonly dropsParams?: readonly string[]
  readonly thinking?: 'effort' | 'budget'
  readonly region?: string
  readonly collectsData?: boolean
  readonly retainsData?: boolean
  readonly prefills?: boolean
  /** Absent: false. */
  readonly streamOnly?: boolean
}

/** One `models:` entry. It replaces a catalog model of the same ID (case-sensitive) as a whole. */
export interface DeclaredModel {
  readonly id: ModelId
  /** Absent: the ID. */
  readonly name?: string
  /** Never empty. */
  readonly capabilities: readonly Capability[]
  readonly contextLength: number
  readonly maxOutputTokens: number
  /** Parsed from decimal text by `parsePrice`; absent: "Price pending". */
  readonly price?: Price
  readonly imageTokensMax?: number
  readonly streamsReasoning?: boolean
  readonly slow?: boolean
  /** Clocks of its own, milliseconds; absent: as the server's settings say. */
  readonly firstByteMs?: number
  readonly idleMs?: number
  /** Absent: false. */
  readonly hedge?: boolean
  /** Absent: by weight. */
  readonly sort?: RouteSort
  /** Absent: true. */
  readonly public?: boolean
  /** Seconds since 1970; absent: as the loader is told. */
  readonly created?: number
  readonly offers: readonly DeclaredOffer[]
  /** Where it was declared, for messages: `nexorouter.yaml:12`. */
  readonly declaredAt?: string
  /** Who made it, for `owned_by`; absent: the provider of its first offer. */
  readonly ownedBy?: string
  /** Where the price comes from; absent: as the loader says for this kind of declaration. */
  readonly evidence?: PriceEvidence
}
