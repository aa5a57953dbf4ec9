// All models by ID. Immutable: a change of the catalog is a new catalog. Knows nothing of keys or requests.
import type { ModelId } from '../contract/ids.ts'
import type { Model } from './model.ts'

export interface Catalog {
  readonly models: ReadonlyMap<ModelId, Model>
}

/** Why a model is not callable; null when it is. */
export function notCallableReason(model: Model): 'not_public' | 'price_pending' | 'no_offer' | null {
  if (!model.public) return 'not_public'
  if (model.price === undefined || model.priceVersion === undefined) return 'price_pending'
  if (model.offers.length === 0) return 'no_offer'
  return null
}
