// Random tokens for setup links and sessions. Knows no storage.
import { randomText } from '../../base/hash.ts'

const base62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'

/** 43 characters of base62 carry 256 bits: nothing to guess. */
export function makeToken(prefix: string): string {
  return prefix + randomText(base62, 43)
}

/** Whether a text has the form of such a token; only then is it worth a look-up. */
export function isToken(prefix: string, text: string): boolean {
  return text.startsWith(prefix) && /^[0-9A-Za-z]{43}$/.test(text.slice(prefix.length))
}
