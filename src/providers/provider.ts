// What a vendor is, as data: dialect x endpoint x auth. Knows no models, no prices, no requests; contains no branches.
import type { DialectName } from '../contract/dialects.ts'
import type { WireName } from '../contract/tasks.ts'
import type { ProviderId } from '../contract/ids.ts'
import type { OutputCapField } from '../catalog/offer.ts'

/** One vendor. A quirk is a named field here, never an `if` somewhere else. */
export interface ProviderRecord {
  readonly id: ProviderId
  readonly name: string
  readonly dialect: DialectName
  /** Further ones that it speaks at the same address: a caller of one of them is served in it, untranslated. */
  readonly alsoSpeaks?: readonly WireName[]
  /** Without a trailing slash, version segment included: `https://api.openai.com/v1`. */
  readonly baseUrl: string
  /** How the credential travels. `none`: local servers that take any or no key. */
  readonly auth: { readonly kind: 'bearer' } | { readonly kind: 'header'; readonly header: string } | { readonly kind: 'none' }
  /** Environment variables that hold the credential, in order of preference. */
  readonly env: readonly string[]
  /** Local servers only: the environment variable that names their base URL; its presence brings the provider up. */
  readonly baseUrlEnv?: string
  /** True: the base URL may be a private or loopback address (local servers). */
  readonly allowPrivate: boolean
  readonly outputCapField: OutputCapField
  readonly takesStreamOptions: boolean
  readonly sendsFinishReason: boolean
  /** Harmless request fields that this vendor refuses. */
  readonly dropsParams: readonly string[]
  /** As its operator knows them; see Offer. */
  readonly region?: string
  readonly collectsData?: boolean
  readonly retainsData?: boolean
  /** The vendor's API reference, where these facts were read. */
  readonly docs: string
}
