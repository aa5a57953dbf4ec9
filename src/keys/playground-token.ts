// The credential that the Playground page holds instead of a key: it names the key, says until when, and proves both. Keeps nothing.
import type { AccountId, KeyId } from '../contract/ids.ts'
import { asId } from '../contract/ids.ts'

export const playgroundTokenPrefix = 'nxr-play-'

/** Long enough for a conversation; the page asks for a new one when it is over. */
export const playgroundTokenMs = 15 * 60_000

/** What a token stands for: whatever the key may do at that moment, until then. */
export interface PlaygroundGrant {
  readonly accountId: AccountId
  readonly keyId: KeyId
  /** Milliseconds since 1970. */
  readonly expiresAtMs: number
}

/** The keyed hash of a text under the server's own secret. */
export type Sign = (text: string) => string

/**
 * Nothing is stored: the hash proves that this server made the token, and the key itself is looked up with every request. So a token ends
 * with its key, and there is no table that tokens could fill.
 */
export function makePlaygroundToken({ accountId, keyId, expiresAtMs }: PlaygroundGrant, sign: Sign): string {
  const grant = `${accountId}.${keyId}.${expiresAtMs.toString(36)}`
  return `${playgroundTokenPrefix}${grant}.${proof(grant, sign)}`
}

/** Undefined unless this server made it. Whether its time is over is for the caller to judge. */
export function readPlaygroundToken(text: string, sign: Sign): PlaygroundGrant | undefined {
  const match = /^nxr-play-((acct_[0-9A-Za-z]{1,64})\.(key_[0-9A-Za-z]{1,64})\.([0-9a-z]{1,11}))\.([0-9a-f]{64})$/.exec(text)
  if (match === null) return undefined
  const [, grant = '', account = '', key = '', expiry = '', shown = ''] = match
  // Hashed once more before they are compared: how long that takes says nothing about the right proof.
  if (sign(shown) !== sign(proof(grant, sign))) return undefined
  return { accountId: asId(account), keyId: asId(key), expiresAtMs: Number.parseInt(expiry, 36) }
}

/** The prefix keeps this hash apart from every other use of the same secret. */
function proof(grant: string, sign: Sign): string {
  return sign(`playground-token ${grant}`)
}
