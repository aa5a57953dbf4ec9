// What a vendor is, as data: dialect x endpoint x auth. Knows no models, no prices, no requests; contains no branches.
import type { UpstreamDialectName } from '../contract/dialects.ts'
import type { WireName } from '../contract/tasks.ts'
import type { ProviderId } from '../contract/ids.ts'
import type { ProviderAuth } from '../contract/provider-auth.ts'
import type { OutputCapField } from '../catalog/offer.ts'
import type { Endpoint } from '../contract/endpoint.ts'

/** A word of the operator's that a base URL needs: an account, a region. */
export interface BaseUrlPart {
  /** As `{name}` in `baseUrl`, `baseUrlWhen`, `endpoint` and `auth`. */
  readonly name: string
  /** Environment variables that hold it, in order of preference. */
  readonly env: readonly string[]
  /** Used when nobody says it; absent: it has to be said. */
  readonly fallback?: string
  /** What it is, for messages: "the account ID of the Cloudflare dashboard". */
  readonly means: string
}

/** One vendor. A quirk is a named field here, never an `if` somewhere else. */
export interface ProviderRecord {
  readonly id: ProviderId
  readonly name: string
  readonly dialect: UpstreamDialectName
  /** Further ones that it speaks at the same address: a caller of one of them is served in it, untranslated. */
  readonly alsoSpeaks?: readonly WireName[]
  /** Without a trailing slash, version segment included: `https://api.openai.com/v1`. `{name}` stands for a part of `baseUrlParts`. */
  readonly baseUrl: string
  readonly baseUrlParts?: readonly BaseUrlPart[]
  /** Another base URL where a part has a certain value. */
  readonly baseUrlWhen?: readonly { readonly part: string; readonly is: string; readonly baseUrl: string }[]
  /** The dialect under paths of its own; absent: under the dialect's usual ones. Not together with `alsoSpeaks`. */
  readonly endpoint?: Endpoint
  /** How streams are framed; absent: server-sent events. */
  readonly framing?: 'aws_event_stream'
  /** Where it lists its models for a test of the credential, behind the base URL; absent: `/models`. Null: nowhere. */
  readonly modelsPath?: string | null
  readonly auth: ProviderAuth
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
