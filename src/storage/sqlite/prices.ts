// The price book in SQLite. Knows no rules: a version is appended when the price differs from the latest one.
import type { DatabaseSync } from 'node:sqlite'
import type { Price, PriceEvidence } from '../../catalog/model.ts'
import type { PublishedPrice } from '../../catalog/price-store.ts'
import type { ModelId, PriceVersion } from '../../contract/ids.ts'
import { priceFromText, priceText } from '../price-text.ts'

export interface OfferedPrice {
  readonly model: ModelId
  readonly price: Price
  readonly evidence: PriceEvidence
}

export function priceWrites(db: DatabaseSync) {
  const latest = db.prepare('SELECT version, number, price FROM prices WHERE model = ? ORDER BY number DESC LIMIT 1')
  const insert = db.prepare('INSERT INTO prices (version, model, number, price, evidence, effective_from_ms) VALUES (?, ?, ?, ?, ?, ?)')
  return {
    publishPrices(prices: readonly OfferedPrice[], nowMs: number): ReadonlyMap<ModelId, PriceVersion> {
      const inForce = new Map<ModelId, PriceVersion>()
      for (const { model, price, evidence } of prices) {
        const text = priceText(price)
        const found = latest.get(model)
        if (found !== undefined && found['price'] === text) {
          inForce.set(model, found['version'] as PriceVersion)
          continue
        }
        const number = found === undefined ? 1 : Number(found['number']) + 1
        const version = `${model}@${number}` as PriceVersion
        insert.run(version, model, number, text, JSON.stringify(evidence), nowMs)
        inForce.set(model, version)
      }
      return inForce
    },
  }
}

export function priceReads(db: DatabaseSync) {
  const history = db.prepare('SELECT version, price, evidence, effective_from_ms FROM prices WHERE model = ? ORDER BY number')
  return {
    priceHistory(model: ModelId): readonly PublishedPrice[] {
      return history.all(model).map((row) => ({
        version: row['version'] as PriceVersion,
        model,
        price: priceFromText(row['price'] as string),
        evidence: JSON.parse(row['evidence'] as string) as PriceEvidence,
        effectiveFromMs: Number(row['effective_from_ms']),
      }))
    },
  }
}
