// A receipt: what one request cost and why, in a form that is signed and that anybody can check. Knows no storage and no keys.
import type { Canonical } from '../base/canonical-json.ts'

/** Strings, whole numbers, yes and no: nothing that two readers could read differently. */
export interface ReceiptJson {
  readonly version: 1
  /** The public URL of the server that signed it. */
  readonly issuer: string
  readonly public_key_id: string
  readonly request_id: string
  readonly account_id: string
  readonly key_id: string
  /** When the request arrived, ISO 8601 in UTC. */
  readonly time: string
  readonly endpoint: string
  readonly model: string
  readonly provider: string | null
  readonly status: string
  readonly finish_reason: string | null
  readonly prompt_tokens: number
  readonly cached_tokens: number
  readonly cache_write_tokens: number
  readonly completion_tokens: number
  readonly reasoning_tokens: number
  /** The provider reported no usable counts, so they are our own. */
  readonly estimated: boolean
  readonly price_version: string
  /** The price itself: pico-dollars per token (USD per million tokens x 1 000 000) as text; null when it is not in the price book. */
  readonly price: Canonical
  readonly cost_usd: string
  readonly cost_nano_usd: string
  readonly reversed_usd: string
  readonly billed_usd: string
  /** The place of the charge in the ledger's hash chain: kept, it shows later whether the books are still the same. */
  readonly entry: { readonly sequence: number; readonly hash: string }
}

export interface SignedReceiptJson {
  readonly receipt: ReceiptJson
  /** Ed25519 over the canonical JSON (RFC 8785) of `receipt` in UTF-8, base64url. */
  readonly signature: string
}

export interface ReceiptKeyJson {
  readonly id: string
  readonly algorithm: 'Ed25519'
  /** The 32 raw bytes, base64url. */
  readonly public_key: string
  readonly created_at: string
}

/** Every key that ever signed; the newest signs now. */
export interface ReceiptKeysJson {
  readonly issuer: string
  readonly keys: readonly ReceiptKeyJson[]
}
