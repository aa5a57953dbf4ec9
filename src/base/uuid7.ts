// Time-ordered identifiers (RFC 9562, section 5.7). Knows nothing of what they name.
import { randomFillSync } from 'node:crypto'

const pool = Buffer.alloc(16 * 256)
let used = pool.length
const hexDigits = Buffer.from('0123456789abcdef')
/** The text being made, and where its sixteen bytes stand in it. */
const letters = Buffer.from('00000000-0000-0000-0000-000000000000')
const places = [0, 2, 4, 6, 9, 11, 14, 16, 19, 21, 24, 26, 28, 30, 32, 34]

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
  pool.writeUIntBE(carriedMs, at, 6)
  pool[at + 6] = 0x70 | (counter >>> 8)
  pool[at + 7] = counter
  pool[at + 8] = 0x80 | ((pool[at + 8] as number) & 63)
  for (let index = 0; index < 16; index++) {
    const byte = pool[at + index] as number
    const place = places[index] as number
    letters[place] = hexDigits[byte >>> 4] as number
    letters[place + 1] = hexDigits[byte & 15] as number
  }
  // In one piece: joined of twenty texts, it would be put together anew wherever it is used.
  return letters.toString('latin1')
}

/** Whether a text has the form of a UUID of any version, in lower case. */
export function isUuid(text: string): boolean {
  return /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/.test(text)
}
