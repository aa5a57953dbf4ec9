// Money as people read it. Amounts arrive as decimal text and stay text or integers: no float ever holds one.
import { formatQuota, formatUsd, type Nano, nanoPerUsd, parseUsd } from '../../src/contract/money.ts'

/** Decimal text with an optional sign -> nano-dollars. Text that is no amount counts as nothing: the server never sends such. */
export function nanoOf(text: string): Nano {
  const negative = text.startsWith('-')
  const nano = parseUsd(negative ? text.slice(1) : text) ?? 0n
  return negative ? -nano : nano
}

/** Thousands separators by text alone: `-1234567.5` -> `-1,234,567.5`. */
export function grouped(text: string): string {
  return text.replace(/^-?\d+/, (whole) => whole.replace(/\B(?=(\d{3})+$)/g, ','))
}

/** Every digit, and at least cents: `0.000042` -> `$0.000042`, `5` -> `$5.00`. */
export function exactUsd(text: string): string {
  const negative = text.startsWith('-')
  const [whole = '0', fraction = ''] = (negative ? text.slice(1) : text).split('.')
  return `${negative ? '−' : ''}$${grouped(whole)}.${fraction.padEnd(2, '0')}`
}

/** For headings, cut (never rounded up): cents from $1 on, below that four digits behind the leading zeros. The exact amount stands in a title. */
export function shortUsd(text: string): string {
  const nano = nanoOf(text)
  const size = nano < 0n ? -nano : nano
  if (size === 0n) return '$0.00'
  if (size >= nanoPerUsd) return exactUsd(formatUsd(nano - (nano % 10_000_000n)))
  const digits = size.toString()
  const kept = digits.slice(0, 3) + '0'.repeat(Math.max(0, digits.length - 3))
  return exactUsd(formatUsd((nano < 0n ? -1n : 1n) * BigInt(kept)))
}

/** `2500000.5` -> `2,500,000.5`. */
export function quotaText(quota: string): string {
  return grouped(quota)
}

export function quotaOfUsd(text: string): string {
  return grouped(formatQuota(nanoOf(text)))
}

export function sumUsd(amounts: readonly string[]): string {
  return formatUsd(amounts.reduce((sum, text) => sum + nanoOf(text), 0n))
}

/** How full a budget is, in whole percent, 0 to 100; a budget of nothing is full. */
export function percentOf(part: string, whole: string): number {
  const all = nanoOf(whole)
  if (all <= 0n) return 100
  const percent = (nanoOf(part) * 100n) / all
  return percent > 100n ? 100 : percent < 0n ? 0 : Number(percent)
}

/** What a person typed as an amount -> decimal text, or what is wrong with it. */
export function readAmount(typed: string): { readonly usd: string } | { readonly wrong: string } {
  const text = typed.trim().replace(/^\$/, '').replaceAll(',', '')
  if (text === '') return { wrong: 'Enter an amount in USD, such as 5 or 12.50.' }
  const nano = parseUsd(text)
  return nano === undefined ? { wrong: 'Enter an amount in USD, such as 5 or 12.50, with at most 9 decimals.' } : { usd: formatUsd(nano) }
}

/** What can be paid by card: whole cents between two amounts. */
export function readPayment(typed: string, { min_usd, max_usd }: { readonly min_usd: string; readonly max_usd: string }) {
  const read = readAmount(typed)
  if ('wrong' in read) return read
  const nano = nanoOf(read.usd)
  const fits = nano >= nanoOf(min_usd) && nano <= nanoOf(max_usd) && nano % (nanoPerUsd / 100n) === 0n
  return fits ? read : { wrong: `That is not between ${exactUsd(min_usd)} and ${exactUsd(max_usd)} in whole cents.` }
}

/** For heights of bars only, where a pixel hides more than a float can lose. */
export function chartHeightOf(text: string): number {
  return Number(nanoOf(text))
}
