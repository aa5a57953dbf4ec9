// One-time codes by clock (RFC 6238 over RFC 4226): HMAC-SHA1, 6 digits, periods of 30 seconds. Knows no people and keeps nothing.
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'

const periodMs = 30_000
const base32Letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'

/** 160 bits, as RFC 4226 section 4 recommends. */
export function makeTotpSecret(): Uint8Array {
  return randomBytes(20)
}

export function totpStepAt(nowMs: number): number {
  return Math.floor(nowMs / periodMs)
}

export function totpCode(secret: Uint8Array, step: number): string {
  const counter = Buffer.alloc(8)
  counter.writeBigUInt64BE(BigInt(step))
  const mac = createHmac('sha1', secret).update(counter).digest()
  const offset = (mac[19] as number) & 0x0f
  return String((mac.readUInt32BE(offset) & 0x7fffffff) % 1_000_000).padStart(6, '0')
}

/** The period that a code of 6 digits is of, one before or behind included, as clocks differ; undefined for a wrong one. */
export function stepOfTotpCode(secret: Uint8Array, code: string, nowMs: number): number | undefined {
  if (!/^\d{6}$/.test(code)) return undefined
  const now = totpStepAt(nowMs)
  const given = Buffer.from(code)
  let found: number | undefined
  for (const step of [now - 1, now, now + 1]) if (timingSafeEqual(Buffer.from(totpCode(secret, step)), given)) found = step
  return found
}

/** RFC 4648 section 6, without padding: how authenticator apps want a secret. */
export function base32(bytes: Uint8Array): string {
  let text = ''
  let bits = 0
  let value = 0
  for (const byte of bytes) {
    value = (value << 8) | byte
    for (bits += 8; bits >= 5; bits -= 5) text += base32Letters[(value >>> (bits - 5)) & 31]
    value &= (1 << bits) - 1
  }
  return bits === 0 ? text : text + base32Letters[(value << (5 - bits)) & 31]
}
