// All public models with price and status, callable or not. Knows no HTTP and no health.
import { notCallableReason } from '../../catalog/catalog.ts'
import type { Model } from '../../catalog/model.ts'
import { provenCapabilities, verificationShown } from '../../catalog/verification.ts'
import type { ModelJson } from '../../contract/control-api.ts'
import { priceJson } from '../../contract/price-json.ts'
import type { ControlDeps } from '../control-deps.ts'
import type { ControlCall, Outcome } from '../endpoint.ts'
import { answerWhole } from '../page.ts'

export async function listModels(_call: ControlCall<unknown>, deps: ControlDeps): Promise<Outcome> {
  const servable = new Set(
    deps
      .providers()
      .filter((provider) => provider.status === 'ready')
      .map((provider) => provider.id),
  )
  const models = [...deps.catalog().models.values()].filter((model) => model.public)
  return answerWhole(models.map((model) => modelJson(model, servable)))
}

/** The whole price, steps and hours included; an offer on a provider that cannot be reached at all serves nobody. */
function modelJson(model: Model, servable: ReadonlySet<string>): ModelJson {
  const { price } = model
  return {
    id: model.id,
    name: model.name,
    status: statusOf(model, servable),
    capabilities: provenCapabilities(model),
    ...verificationShown(model),
    context_length: model.contextLength,
    max_output_tokens: model.maxOutputTokens,
    price_usd_per_million: price === undefined ? null : { ...priceJson(price), cached_input: priceJson(price).cached_input ?? null },
    price_version: model.priceVersion ?? null,
    price_source: model.evidence?.source ?? null,
    providers: [...new Set(model.offers.map((offer) => offer.provider))],
    provenance: model.provenance,
  }
}

function statusOf(model: Model, servable: ReadonlySet<string>): ModelJson['status'] {
  if (notCallableReason(model) === 'price_pending') return 'Price pending'
  return model.offers.some((offer) => servable.has(offer.provider)) ? 'Available' : 'Unavailable'
}
