// An offer as the control API shows it. Decides nothing.
import type { Catalog } from '../../catalog/catalog.ts'
import type { Offer } from '../../catalog/offer.ts'
import type { OfferSetting } from '../../catalog/offer-setting-store.ts'
import type { OfferJson } from '../../contract/offers-api.ts'
import type { ControlDeps } from '../control-deps.ts'

/** Each offer once, however many models it serves, in the order of the catalog. */
export function offersOf(catalog: Catalog): ReadonlyMap<string, { readonly offer: Offer; readonly models: readonly string[] }> {
  const found = new Map<string, { offer: Offer; models: string[] }>()
  for (const model of catalog.models.values()) {
    for (const offer of model.offers) {
      const known = found.get(offer.id)
      if (known === undefined) found.set(offer.id, { offer, models: [model.id] })
      else known.models.push(model.id)
    }
  }
  return found
}

export function offerJson(offer: Offer, models: readonly string[], setting: OfferSetting | undefined, deps: ControlDeps): OfferJson {
  const nowMs = deps.clock.now()
  const { coolingUntilMs, reason } = deps.routing.healthOf(offer.id)
  const { firstByteMs, tokensPerSecond } = deps.routing.speedOf(offer.id)
  return {
    offer: offer.id,
    provider: offer.provider,
    upstream_model: offer.upstreamModel,
    models,
    weight: offer.weight,
    drained: offer.drained ?? false,
    region: offer.region ?? null,
    collects_data: offer.collectsData ?? null,
    retains_data: offer.retainsData ?? null,
    cooling: coolingUntilMs > nowMs ? { reason: reason ?? 'cooling', until: instantOf(coolingUntilMs) } : null,
    first_byte_ms: firstByteMs,
    tokens_per_second: tokensPerSecond,
    note: setting?.note ?? '',
    changed_at: setting === undefined ? null : new Date(setting.changedAtMs).toISOString(),
    changed_by: setting?.changedBy ?? null,
  }
}

/** Null: until somebody acts. */
function instantOf(ms: number): string | null {
  return Number.isFinite(ms) ? new Date(ms).toISOString() : null
}
