// The price book in SQLite. Knows no rules: a version is appended when the price differs from the one in force.
import type { DatabaseSync } from 'node:sqlite'
import type { PriceEvidence } from '../../catalog/model.ts'
import type { DeclaredPrice, NewPrice, PublishedPrice } from '../../catalog/price-store.ts'
import type { ModelId, PriceVersion } from '../../contract/ids.ts'
import { priceFromText, priceText } from '../price-text.ts'

export function priceWrites(db: DatabaseSync) {
  const current = db.prepare(
    'SELECT version, price FROM prices WHERE model = ? AND effective_from_ms <= ? ORDER BY effective_from_ms DESC, number DESC LIMIT 1',
  )
  const byOperator = db.prepare(`SELECT 1 FROM prices WHERE model = ? AND evidence ->> '$.publishedBy' IS NOT NULL LIMIT 1`)
  const last = db.prepare('SELECT max(number) AS number FROM prices WHERE model = ?')
  const insert = db.prepare(
    'INSERT INTO prices (version, model, number, price, evidence, effective_from_ms, published_at_ms) VALUES (?, ?, ?, ?, ?, ?, ?)',
  )

  function append(price: NewPrice, nowMs: number): PublishedPrice {
    const { model, effectiveFromMs } = price
    const number = Number(last.get(model)?.['number'] ?? 0) + 1
    const version = `${model}@${number}` as PriceVersion
    insert.run(version, model, number, priceText(price.price), JSON.stringify(price.evidence), effectiveFromMs, nowMs)
    return { ...price, version, publishedAtMs: nowMs }
  }

  return {
    publishPrices(prices: readonly DeclaredPrice[], nowMs: number): ReadonlyMap<ModelId, PriceVersion> {
      const versions = new Map<ModelId, PriceVersion>()
      for (const { yields, ...offered } of prices) {
        const { model } = offered
        const found = current.get(model, nowMs)
        const settled = yields && byOperator.get(model) !== undefined
        if (settled || found?.['price'] === priceText(offered.price)) {
          if (found !== undefined) versions.set(model, found['version'] as PriceVersion)
          continue
        }
        versions.set(model, append({ ...offered, effectiveFromMs: nowMs }, nowMs).version)
      }
      return versions
    },
    /** One command, so one transaction. */
    appendPrices: (prices: readonly NewPrice[], nowMs: number): readonly PublishedPrice[] => prices.map((price) => append(price, nowMs)),
  }
}

export function priceReads(db: DatabaseSync) {
  const columns = 'version, model, price, evidence, effective_from_ms, published_at_ms'
  const history = db.prepare(`SELECT ${columns} FROM prices WHERE model = ? ORDER BY number`)
  const all = db.prepare(`SELECT ${columns} FROM prices ORDER BY model, number`)
  return {
    priceHistory: (model: ModelId): readonly PublishedPrice[] => history.all(model).map(publishedOf),
    allPrices(): ReadonlyMap<ModelId, readonly PublishedPrice[]> {
      return Map.groupBy(all.all().map(publishedOf), ({ model }) => model)
    },
  }
}

function publishedOf(row: Record<string, unknown>): PublishedPrice {
  const effectiveFromMs = Number(row['effective_from_ms'])
  return {
    version: row['version'] as PriceVersion,
    model: row['model'] as ModelId,
    price: priceFromText(row['price'] as string),
    evidence: JSON.parse(row['evidence'] as string) as PriceEvidence,
    effectiveFromMs,
    publishedAtMs: Number(row['published_at_ms'] ?? effectiveFromMs),
  }
}
