// The price book in memory. Knows no rules: a version is appended when the price differs from the one in force.
import type { PriceStore, PublishedPrice } from '../../catalog/price-store.ts'
import type { ModelId, PriceVersion } from '../../contract/ids.ts'
import { priceText } from '../price-text.ts'

export function memoryPrices(): PriceStore {
  const book = new Map<ModelId, PublishedPrice[]>()
  const historyOf = (model: ModelId): readonly PublishedPrice[] => book.get(model) ?? []

  function append(price: Omit<PublishedPrice, 'version'>): PublishedPrice {
    const history = historyOf(price.model)
    const published = { ...price, version: `${price.model}@${history.length + 1}` as PriceVersion }
    book.set(price.model, [...history, published])
    return published
  }

  function inForce(model: ModelId, nowMs: number): PublishedPrice | undefined {
    return historyOf(model)
      .filter(({ effectiveFromMs }) => effectiveFromMs <= nowMs)
      .toSorted((a, b) => a.effectiveFromMs - b.effectiveFromMs)
      .at(-1)
  }

  return {
    async publishPrices(prices, nowMs) {
      const versions = new Map<ModelId, PriceVersion>()
      for (const { yields, ...offered } of prices) {
        const settled = yields && historyOf(offered.model).some(({ evidence }) => evidence.publishedBy !== undefined)
        let now = inForce(offered.model, nowMs)
        if (!settled && (now === undefined || priceText(now.price) !== priceText(offered.price))) {
          now = append({ ...offered, effectiveFromMs: nowMs, publishedAtMs: nowMs })
        }
        if (now !== undefined) versions.set(offered.model, now.version)
      }
      return versions
    },
    appendPrices: async (prices, nowMs) => prices.map((price) => append({ ...price, publishedAtMs: nowMs })),
    priceHistory: async (model) => historyOf(model),
    allPrices: async () => new Map(book),
  }
}
