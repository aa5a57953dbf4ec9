// A price as one comparable text: the same price always gives the same text. Knows no storage.
import type { Price } from '../catalog/model.ts'

const parts = ['input', 'output', 'cachedInput', 'cacheWrite', 'reasoning', 'perCallNano'] as const

/** JSON with the parts in a fixed order and integers as decimal text; absent parts stay absent. */
export function priceText(price: Price): string {
  const said: Record<string, string> = {}
  for (const part of parts) {
    const value = price[part]
    if (value !== undefined) said[part] = value.toString()
  }
  return JSON.stringify(said)
}

export function priceFromText(text: string): Price {
  const said = JSON.parse(text) as Record<string, string>
  return Object.fromEntries(Object.entries(said).map(([part, value]) => [part, BigInt(value)])) as unknown as Price
}
