// Which version of a model's price holds at an instant, and the catalog as it is then. Pure: the instant arrives as a number.
import { assert } from '../base/assert.ts'
import type { ModelId, PriceVersion } from '../contract/ids.ts'
import type { Catalog } from './catalog.ts'
import type { Model, Price } from './model.ts'
import type { PublishedPrice } from './price-store.ts'

/** Versions of one model, ascending in effect: the one in force at some instant and those that follow it. Never empty. */
export type PriceSchedule = readonly PublishedPrice[]

/** What may have arrived before a change and is held after it is no older: the longest body takes less. */
const lookBackMs = 3_600_000

/** The price and its version at the instant of a hold, milliseconds since 1970. Of callable models only. */
export function priceInForce(model: Model, atMs: number): { readonly price: Price; readonly version: PriceVersion } {
  const { schedule } = model
  if (schedule !== undefined) {
    // A request older than every version meets the first: it was let in because that one had come into force.
    return inForce(schedule, atMs) ?? (schedule[0] as PublishedPrice)
  }
  assert(model.price !== undefined && model.priceVersion !== undefined, 'a callable model has a price')
  return { price: model.price, version: model.priceVersion }
}

/** The last version that has come into force; undefined before the first. */
export function inForce(schedule: PriceSchedule, atMs: number): PublishedPrice | undefined {
  return schedule.findLast(({ effectiveFromMs }) => effectiveFromMs <= atMs)
}

/** Ascending in effect, and what a request that is still on its way in can meet: later publications win within one instant. */
export function scheduleFrom(history: readonly PublishedPrice[], nowMs: number): PriceSchedule {
  const ascending = history.toSorted((a, b) => a.effectiveFromMs - b.effectiveFromMs)
  const first = ascending.findLastIndex(({ effectiveFromMs }) => effectiveFromMs <= nowMs - lookBackMs)
  return ascending.slice(Math.max(0, first))
}

export interface CatalogAt {
  readonly catalog: Catalog
  /** When a price changes next, milliseconds since 1970; Infinity when none is due. */
  readonly untilMs: number
}

/**
 * The catalog with the prices in force at an instant. `own` are the versions of prices that stand in the YAML: those models follow no
 * schedule. A model whose first price is still to come is pending until then.
 */
export function catalogAt(
  catalog: Catalog,
  book: { readonly own: ReadonlyMap<ModelId, PriceVersion>; readonly schedules: ReadonlyMap<ModelId, PriceSchedule> },
  nowMs: number,
): CatalogAt {
  const models = new Map<ModelId, Model>()
  let untilMs = Number.POSITIVE_INFINITY
  for (const [id, declared] of catalog.models) {
    const { price, priceVersion: _version, evidence, ...rest } = declared
    if (declared.provenance === 'yaml') {
      const version = price && book.own.get(id)
      models.set(id, { ...rest, ...(price && { price }), ...(evidence && { evidence }), ...(version && { priceVersion: version }) })
      continue
    }
    const schedule = book.schedules.get(id) ?? []
    const now = inForce(schedule, nowMs)
    const next = schedule.find(({ effectiveFromMs }) => effectiveFromMs > nowMs)
    if (next !== undefined) untilMs = Math.min(untilMs, next.effectiveFromMs)
    models.set(id, {
      ...rest,
      ...(now && { price: now.price, evidence: now.evidence, priceVersion: now.version }),
      ...(schedule.length > 1 && { schedule }),
    })
  }
  return { catalog: { models }, untilMs }
}
