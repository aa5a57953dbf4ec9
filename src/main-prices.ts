// The catalog with the prices of the price book: published at a start, rolled over at the instant of each change. Knows no requests.
import type { Clock } from './base/clock.ts'
import type { Catalog } from './catalog/catalog.ts'
import { pricesToPublish } from './catalog/load-catalog.ts'
import { type CatalogAt, catalogAt, scheduleFrom } from './catalog/price-schedule.ts'
import type { OfferSettingStore } from './catalog/offer-setting-store.ts'
import { withOfferSettings } from './catalog/offer-settings.ts'
import type { PriceStore } from './catalog/price-store.ts'

export interface PricedCatalog {
  /** As it is now. Cheap: a comparison, except at the instant of a change. */
  readonly now: () => Catalog
  /** Reads the price book and the settings of offers again, after something of them changed. */
  reload(): Promise<void>
  /** Other models are declared from now on. */
  redeclare(declared: Catalog): Promise<void>
}

/** Records the prices that were declared, and follows the book and what operators say of offers from then on. */
export async function openPricedCatalog(first: Catalog, store: PriceStore & OfferSettingStore, clock: Clock): Promise<PricedCatalog> {
  let declared = first
  let published = await store.publishPrices(pricesToPublish(declared), clock.now())
  const read = async (): Promise<{ readonly at: (nowMs: number) => CatalogAt }> => {
    const [histories, settings] = await Promise.all([store.allPrices(), store.offerSettings()])
    const running = withOfferSettings(declared, settings)
    const nowMs = clock.now()
    const schedules = new Map([...histories].map(([model, history]) => [model, scheduleFrom(history, nowMs)]))
    const own = published
    return { at: (instant) => catalogAt(running, { own, schedules }, instant) }
  }
  let book = await read()
  let current = book.at(clock.now())
  return {
    now() {
      const nowMs = clock.now()
      if (nowMs >= current.untilMs) current = book.at(nowMs)
      return current.catalog
    },
    async reload() {
      book = await read()
      current = book.at(clock.now())
    },
    async redeclare(next) {
      const own = await store.publishPrices(pricesToPublish(next), clock.now())
      declared = next
      published = own
      book = await read()
      current = book.at(clock.now())
    },
  }
}
