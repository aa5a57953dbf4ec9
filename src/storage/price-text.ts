// A price as one comparable text: the same price always gives the same text. Knows no storage.
import type { Price } from '../catalog/model.ts'

/** Fixed for good: a text that is written differently would look like another price. */
const parts = [
  'input',
  'output',
  'cachedInput',
  'cacheWrite',
  'reasoning',
  'perCallNano',
  'cacheWrite1h',
  'imageInput',
  'audioInput',
  'imageOutput',
  'audioOutput',
  'perToolCallNano',
  'tiers',
  'windows',
  'abovePromptTokens',
  'fromMinute',
  'untilMinute',
  'perUnitNano',
]

/** JSON with the parts in a fixed order and money as decimal text; absent parts stay absent. */
export function priceText(price: Price): string {
  return JSON.stringify(said(price))
}

function said(value: unknown): unknown {
  if (typeof value === 'bigint') return value.toString()
  if (Array.isArray(value)) return value.map(said)
  if (typeof value !== 'object' || value === null) return value
  const known = value as Record<string, unknown>
  const others = Object.keys(known).filter((name) => !parts.includes(name))
  const names = [...parts.filter((part) => known[part] !== undefined), ...others.toSorted()]
  return Object.fromEntries(names.map((name) => [name, said(known[name])]))
}

export function priceFromText(text: string): Price {
  return JSON.parse(text, (_name, value: unknown) => (typeof value === 'string' ? BigInt(value) : value)) as Price
}
