// What the hash chain over the entries says: the text of an entry, the digest of the usage record behind it, the hash that joins them.
// Pure; docs/concepts/money.md publishes the form, so a change here is a new version of the data. Knows no storage.
import { sha256Hex } from '../base/hash.ts'
import type { Nano } from '../contract/money.ts'

/** An entry as the chain sees it: parties and key by name, never by a number of one database. */
export interface ChainedEntry {
  readonly sequence: number | bigint
  readonly kind: string
  readonly reference: string
  readonly fromAccount: string
  readonly toAccount: string
  readonly amountNano: Nano
  readonly atMs: number | bigint
  readonly note: string
  readonly actor: string
  /** The key that spent or got back; null for movements of no key. */
  readonly keyId: string | null
  /** Lower-case hex; null where no usage record stands behind the entry. */
  readonly recordDigest: string | null
}

/** One place of the chain. Whoever keeps it can tell later whether the entries up to it are still the same. */
export interface Anchor {
  readonly sequence: number
  /** Lower-case hex, 64 characters. */
  readonly hash: string
}

/** What stands before the first entry. */
export const chainStart: Anchor = { sequence: 0, hash: '0'.repeat(64) }

/** SHA-256 over a JSON array of strings and nulls that begins with the hash before it. `previous` is lower-case hex. */
export function entryHash(previous: string, entry: ChainedEntry): string {
  const { sequence, kind, reference, fromAccount, toAccount, amountNano, atMs, note, actor, keyId, recordDigest } = entry
  const text = [
    previous,
    `${sequence}`,
    kind,
    reference,
    fromAccount,
    toAccount,
    `${amountNano}`,
    `${atMs}`,
    note,
    actor,
    keyId,
    recordDigest,
  ]
  return sha256Hex(jsonOf(text))
}

/** The fields of a usage record that a charge follows from, in the order of the digest. Reversals come later and are entries of their own. */
export const digestedFields = [
  'id',
  'account_id',
  'key_id',
  'time_ms',
  'endpoint',
  'model',
  'provider',
  'upstream_model',
  'status',
  'error_code',
  'prompt_tokens',
  'cached_tokens',
  'cache_write_tokens',
  'completion_tokens',
  'reasoning_tokens',
  'estimated',
  'cost_nano',
  'provider_cost_nano',
  'hold_nano',
  'price_version',
  'stream',
  'finish_reason',
  'stopped_by',
] as const

/**
 * `values` in the order of `digestedFields`: whole numbers, texts and nulls; 1 and 0 for yes and no. `tokenDetails`: what was used beside
 * text, as the JSON that rests; it is one more element where there is any.
 */
export function recordDigest(values: readonly (string | number | bigint | null)[], tokenDetails: string | null): string {
  const texts = values.map((value) => (value === null ? null : `${value}`))
  if (tokenDetails !== null) texts.push(tokenDetails)
  return sha256Hex(jsonOf(texts))
}

/** Half of a surrogate pair cannot rest in UTF-8: what rests in its place is U+FFFD, and so it is what is hashed. */
function jsonOf(values: readonly (string | null)[]): string {
  const text = JSON.stringify(values)
  return text.includes('\\ud') ? JSON.stringify(values.map((value) => value?.toWellFormed() ?? null)) : text
}
