// Counts, durations and shares as people read them. Knows no money.

import { grouped } from './money.ts'

/** Whole numbers, by text alone: the first use of the browser's own formats costs more than everything else on a page. */
export function count(value: number): string {
  return grouped(String(Math.round(value)))
}

const units = ['', 'K', 'M', 'B', 'T'] as const

/** `131072` -> `131.1K`: for axes and tight cells. */
export function compact(value: number): string {
  if (value < 10_000) return count(value)
  const power = Math.min(Math.floor(Math.log10(Math.round(value)) / 3), units.length - 1)
  const tenths = Math.round(value / 10 ** (power * 3 - 1))
  // 999 950 is a million, not a thousand thousands.
  return tenths < 10_000 || power === units.length - 1 ? `${grouped(String(tenths / 10))}${units[power]}` : `1${units[power + 1]}`
}

/** A context window in its own unit: `131072` -> `128K`, `1000000` -> `1M`, `200000` -> `200K`. */
export function contextSize(tokens: number): string {
  const unit = tokens % 1_024 === 0 && tokens % 1_000 !== 0 ? 1_024 : 1_000
  if (tokens >= unit * unit) return `${trim(tokens / (unit * unit))}M`
  return tokens >= unit ? `${trim(tokens / unit)}K` : String(tokens)
}

function trim(value: number): string {
  return String(Math.floor(value * 10) / 10)
}

export function duration(ms: number | null): string {
  if (ms === null) return '–'
  if (ms < 1_000) return `${Math.round(ms)} ms`
  if (ms < 60_000) return `${(ms / 1_000).toFixed(ms < 10_000 ? 2 : 1)} s`
  const minutes = Math.floor(ms / 60_000)
  return `${minutes} min ${Math.round((ms - minutes * 60_000) / 1_000)} s`
}

/** `3 of 200` -> `1.5 %`; nothing of nothing is no share. */
export function share(part: number, all: number): string {
  if (all === 0) return '–'
  const percent = (part / all) * 100
  if (percent > 0 && percent < 0.1) return '< 0.1 %'
  return `${percent >= 10 || Number.isInteger(percent) ? Math.round(percent) : percent.toFixed(1)} %`
}

export function plural(value: number, one: string, many = `${one}s`): string {
  return `${count(value)} ${value === 1 ? one : many}`
}
