// Time-ordered identifiers (RFC 9562, section 5.7). Knows nothing of what they name.
import { randomFillSync } from 'node:crypto'

const pool = Buffer.alloc(16 * 256)
let used = pool.length
const hex = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'))

/** What the latest identifier was asked for, and the instant and counter it carries: a held clock must not make them sort by chance. */
let askedMs = -1
let carriedMs = -1
let counter = 0

/** 12 bits between the instant and the random part (RFC 9562, section 6.2, method 1); when they are used up, the next millisecond is borrowed. */
function step(nowMs: number, randomByte: number): void {
  if (nowMs < askedMs || nowMs > carriedMs) {
    carriedMs = nowMs
    counter = randomByte
  } else if (++counter > 0xfff) {
    carriedMs += 1
    counter = randomByte
  }
  askedMs = nowMs
}

/**
 * A UUIDv7 for the given wall-clock instant (milliseconds since 1970). As long as the instants do not decrease, neither do the identifiers,
 * however many are made in one millisecond. Random bits come from a pool refilled by the kernel.
 */
export function uuid7(nowMs: number): string {
  if (used === pool.length) {
    randomFillSync(pool)
    used = 0
  }
  const at = used
  used += 16
  step(nowMs, pool[at] ?? 0)
  const high = Math.floor(carriedMs / 0x1_0000_0000)
  const low = carriedMs >>> 0
  const byte = (index: number): string => hex[pool[at + index] ?? 0] as string
  const h = (value: number): string => hex[value & 255] as string
  return (
    h(high >>> 8) +
    h(high) +
    h(low >>> 24) +
    h(low >>> 16) +
    '-' +
    h(low >>> 8) +
    h(low) +
    '-' +
    h(0x70 | (counter >>> 8)) +
    h(counter) +
    '-' +
    h(0x80 | ((pool[at + 8] ?? 0) & 63)) +
    byte(9) +
    '-' +
    byte(10) +
    byte(11) +
    byte(12) +
    byte(13) +
    byte(14) +
    byte(15)
  )
}

/** Whether a text has the form of a UUID of any version, in lower case. */
export function isUuid(text: string): boolean {
  return /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/.test(text)
}
