// The price book in memory. Knows no rules: a version is appended when the price differs from the latest one.
import type { PriceStore, PublishedPrice } from '../../catalog/price-store.ts'
import type { ModelId, PriceVersion } from '../../contract/ids.ts'
import { priceText } from '../price-text.ts'

export function memoryPrices(): PriceStore {
  const book = new Map<ModelId, PublishedPrice[]>()
  return {
    async publishPrices(prices, nowMs) {
      const inForce = new Map<ModelId, PriceVersion>()
      for (const { model, price, evidence } of prices) {
        const history = book.get(model) ?? []
        book.set(model, history)
        const latest = history.at(-1)
        if (latest === undefined || priceText(latest.price) !== priceText(price)) {
          const version = `${model}@${history.length + 1}` as PriceVersion
          history.push({ version, model, price, evidence, effectiveFromMs: nowMs })
        }
        inForce.set(model, (history.at(-1) as PublishedPrice).version)
      }
      return inForce
    },
    priceHistory: async (model) => [...(book.get(model) ?? [])],
  }
}
