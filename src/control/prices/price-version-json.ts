// A version of a price as the control API shows it. Knows no storage and no HTTP.
import type { Model } from '../../catalog/model.ts'
import { inForce, type PriceSchedule } from '../../catalog/price-schedule.ts'
import type { PublishedPrice } from '../../catalog/price-store.ts'
import { priceJson } from '../../contract/price-json.ts'
import type { PriceVersionJson } from '../../contract/prices-api.ts'

/** Ascending in effect. A model of the YAML follows its own price: what an operator once scheduled for it never comes into force. */
export function stateOf(version: PublishedPrice, model: Model, schedule: PriceSchedule, nowMs: number): PriceVersionJson['state'] {
  const current = model.provenance === 'yaml' ? model.priceVersion : inForce(schedule, nowMs)?.version
  if (version.version === current) return 'in_force'
  return version.effectiveFromMs > nowMs ? 'scheduled' : 'past'
}

export function priceVersionJson(model: Model, version: PublishedPrice, state: PriceVersionJson['state']): PriceVersionJson {
  const { evidence } = version
  return {
    model: model.id,
    version: version.version,
    state,
    price: priceJson(version.price),
    source: evidence.source,
    approved_by: evidence.approvedBy,
    as_of: evidence.asOf ?? null,
    effective_from: new Date(version.effectiveFromMs).toISOString(),
    published_at: new Date(version.publishedAtMs).toISOString(),
    ...originOf(model),
  }
}

export function pendingJson(model: Model): PriceVersionJson {
  const nothing = { version: null, price: null, source: null, approved_by: null, as_of: null, effective_from: null, published_at: null }
  return { model: model.id, state: 'pending', ...nothing, ...originOf(model) }
}

function originOf(model: Model) {
  const { provenance } = model
  return { provenance, read_only: provenance === 'yaml', offers: offersOf(model) }
}

/** Who serves it and under what name: what a public price list can know of it. */
export function offersOf({ offers }: Model): PriceVersionJson['offers'] {
  return offers.map(({ provider, upstreamModel }) => ({ provider, upstream_model: upstreamModel }))
}
