// Random tokens for setup links and sessions. Knows no storage.
import { randomText } from '../../base/hash.ts'

const base62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'

/** 43 characters of base62 carry 256 bits: nothing to guess, so no checksum and no try limit is needed. */
export function makeToken(prefix: string): string {
  return prefix + randomText(base62, 43)
}
