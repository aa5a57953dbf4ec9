// Money as integers: nano-dollars for amounts, pico-dollars per token for prices. Never a float; no I/O.

/** Integer nano-dollars: 1 USD = 1 000 000 000. */
export type Nano = bigint
/** Integer pico-dollars per token = USD per million tokens x 1 000 000. */
export type Pico = bigint

export const nanoPerUsd = 1_000_000_000n
/** Amounts are stored as int64; beyond this a sum is a mistake of ours or an attack. */
export const nanoMax = 9_223_372_036_854_775_807n

/** Longer than any amount or price; the patterns below take quadratic time on a long run of zeros. */
const decimalLengthMax = 64

/** Decimal text to an integer with a fixed number of fractional digits; undefined unless exact. No sign, no exponent, no separators. */
export function parseDecimal(text: string, fractionDigits: number): bigint | undefined {
  if (text.length > decimalLengthMax) return undefined
  const match = /^(0|[1-9][0-9]{0,11})(?:\.([0-9]+))?$/.exec(text)
  if (!match) return undefined
  const fraction = (match[2] ?? '').replace(/0+$/, '')
  if (fraction.length > fractionDigits) return undefined
  return BigInt(match[1] as string) * 10n ** BigInt(fractionDigits) + BigInt(fraction.padEnd(fractionDigits, '0') || '0')
}

const zero = 0x30

function formatDecimal(value: bigint, fractionDigits: number): string {
  const sign = value < 0n ? '-' : ''
  const digits = (value < 0n ? -value : value).toString().padStart(fractionDigits + 1, '0')
  const point = digits.length - fractionDigits
  let end = digits.length
  while (end > point && digits.charCodeAt(end - 1) === zero) end -= 1
  const whole = sign + digits.slice(0, point)
  return end === point ? whole : `${whole}.${digits.slice(point, end)}`
}

/** `"5"`, `"0.000042"` -> nano-dollars; undefined unless it is exact to the nano-dollar. */
export function parseUsd(text: string): Nano | undefined {
  return parseDecimal(text, 9)
}

/** Nano-dollars -> `"0.000042"`: every digit, no rounding, no trailing zeros. */
export function formatUsd(nano: Nano): string {
  return formatDecimal(nano, 9)
}

/** Pico-dollars -> `"0.000000042"`: every digit, no rounding. For parts of a charge, which is rounded only as a whole. */
export function formatPicoUsd(pico: bigint): string {
  return formatDecimal(pico, 12)
}

/** Nano-dollars -> quota, the public accounting unit, as an exact decimal string: 1 USD = 500 000 quota, so 1 nano-dollar = 0.0005 quota. */
export function formatQuota(nano: Nano): string {
  return formatDecimal(nano * 5n, 4)
}

/** USD per million tokens as decimal text (`"0.14"`) -> pico-dollars per token; undefined unless exact. */
export function parsePrice(text: string): Pico | undefined {
  return parseDecimal(text, 6)
}

/** Pico-dollars per token -> USD per million tokens as decimal text. */
export function formatPrice(pico: Pico): string {
  return formatDecimal(pico, 6)
}

/** Pico-dollars -> nano-dollars, rounded up: the one rounding of a request, in favour of the books. */
export function nanoFromPico(pico: bigint): Nano {
  return (pico + 999n) / 1_000n
}
