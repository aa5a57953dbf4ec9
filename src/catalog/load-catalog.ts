// Builds the one catalog from what was declared and who is live. Pure: knows no files, no YAML, no clock, no price book.
import type { ModelId, ProviderId } from '../contract/ids.ts'
import type { Catalog } from './catalog.ts'
import type { DeclaredModel, DeclaredOffer } from './declared-model.ts'
import type { Model, PriceEvidence } from './model.ts'
import type { Offer } from './offer.ts'
import type { DeclaredPrice } from './price-store.ts'

/** What an offer takes over from its provider unless it says otherwise; a provider record fits. */
export type ProviderQuirks = Pick<
  Offer,
  | 'alsoSpeaks'
  | 'dialect'
  | 'endpoint'
  | 'outputCapField'
  | 'takesStreamOptions'
  | 'sendsFinishReason'
  | 'dropsParams'
  | 'region'
  | 'collectsData'
  | 'retainsData'
>

export interface CatalogSources {
  /** The reviewed catalog. Its offers to providers that are not live are left out without a word. */
  readonly reviewed: readonly DeclaredModel[]
  /** The simulated models, or none once a real provider is live. */
  readonly demo: readonly DeclaredModel[]
  /** The operator's own; they win over all others of the same ID. */
  readonly yaml: readonly DeclaredModel[]
  /** Published through the control API; those of the file win over them. Absent: none. */
  readonly published?: readonly DeclaredModel[]
  /** Providers that came up, with their quirks. */
  readonly live: ReadonlyMap<ProviderId, ProviderQuirks>
  /** Seconds since 1970, for models that do not say when they were made. */
  readonly createdDefault: number
}

/** Something in the declarations that cannot be as it is; the model or offer it names was left out. */
export interface CatalogMistake {
  readonly kind: 'duplicate_model' | 'duplicate_offer' | 'provider_not_live' | 'output_over_context'
  readonly model: ModelId
  /** Where it was declared, when known. */
  readonly declaredAt: string | undefined
  readonly sentence: string
}

type Provenance = Model['provenance']

/**
 * Reviewed, demo, published and YAML models as one catalog, in that order of precedence from low to high; IDs are case-sensitive.
 * A model none of whose offers is live stays listed without offers: "Unavailable", not callable. Mistakes are reported together.
 */
export function buildCatalog(sources: CatalogSources): { readonly catalog: Catalog; readonly mistakes: readonly CatalogMistake[] } {
  const models = new Map<ModelId, Model>()
  const mistakes: CatalogMistake[] = []
  const kinds = [
    ['catalog', sources.reviewed],
    ['demo', sources.demo],
    ['control', sources.published ?? []],
    ['yaml', sources.yaml],
  ] as const
  for (const [provenance, declared] of kinds) {
    const seen = new Set<ModelId>()
    for (const model of declared) {
      const wrong = mistakeOf(model, seen)
      if (wrong) mistakes.push(wrong)
      else models.set(model.id, modelFrom(model, provenance, sources, mistakes))
      seen.add(model.id)
    }
  }
  return { catalog: { models }, mistakes }
}

/** What the price book is to record: every priced model, with where its price comes from. */
export function pricesToPublish(catalog: Catalog): readonly DeclaredPrice[] {
  return [...catalog.models.values()].flatMap(({ id, price, evidence, provenance }) =>
    price && evidence ? [{ model: id, price, evidence, yields: provenance !== 'yaml' }] : [],
  )
}

function mistakeOf(model: DeclaredModel, seen: ReadonlySet<ModelId>): CatalogMistake | undefined {
  if (seen.has(model.id)) return mistake('duplicate_model', model, `the model ${model.id} is declared twice; IDs are unique`)
  if (model.maxOutputTokens > model.contextLength) {
    return mistake('output_over_context', model, `max_output_tokens of ${model.id} is larger than its context_length`)
  }
  return undefined
}

function modelFrom(model: DeclaredModel, provenance: Provenance, sources: CatalogSources, mistakes: CatalogMistake[]): Model {
  const evidence = model.evidence ?? defaultEvidence(provenance)
  return {
    id: model.id,
    name: model.name ?? model.id,
    capabilities: new Set(model.capabilities),
    contextLength: model.contextLength,
    maxOutputTokens: model.maxOutputTokens,
    ...(model.price && { price: model.price, evidence }),
    ...(model.imageTokensMax !== undefined && { imageTokensMax: model.imageTokensMax }),
    ...(model.streamsReasoning === true && { streamsReasoning: true }),
    slow: model.slow ?? false,
    ...(model.firstByteMs !== undefined && { firstByteMs: model.firstByteMs }),
    ...(model.idleMs !== undefined && { idleMs: model.idleMs }),
    ...(model.sort && { sort: model.sort }),
    ...(model.hedge === true && { hedge: true }),
    public: model.public ?? true,
    created: model.created ?? sources.createdDefault,
    ownedBy: model.ownedBy ?? model.offers[0]?.provider ?? 'nexorouter',
    provenance,
    offers: liveOffers(model, provenance, sources, mistakes),
  }
}

function liveOffers(model: DeclaredModel, provenance: Provenance, sources: CatalogSources, mistakes: CatalogMistake[]): Offer[] {
  const offers = new Map<string, Offer>()
  for (const offer of model.offers) {
    const quirks = sources.live.get(offer.provider)
    const id = `${offer.provider}/${offer.upstreamModel}`
    if (quirks === undefined) {
      const sentence = `${model.id} names the provider ${offer.provider}, which is not connected`
      if (provenance === 'yaml') mistakes.push(mistake('provider_not_live', model, sentence))
    } else if (offers.has(id)) {
      mistakes.push(mistake('duplicate_offer', model, `${model.id} has the offer ${id} twice`))
    } else {
      offers.set(id, offerFrom(id, offer, quirks))
    }
  }
  return [...offers.values()]
}

function offerFrom(id: string, offer: DeclaredOffer, quirks: ProviderQuirks): Offer {
  return {
    id,
    provider: offer.provider,
    upstreamModel: offer.upstreamModel,
    weight: offer.weight ?? 1,
    ...(offer.cost && { cost: offer.cost }),
    dialect: offer.dialect ?? quirks.dialect,
    outputCapField: offer.outputCapField ?? quirks.outputCapField,
    takesStreamOptions: offer.takesStreamOptions ?? quirks.takesStreamOptions,
    sendsFinishReason: offer.sendsFinishReason ?? quirks.sendsFinishReason,
    streamOnly: offer.streamOnly ?? false,
    dropsParams: offer.dropsParams ?? quirks.dropsParams,
    // A dialect that the operator names is the only one, under its usual paths.
    ...(offer.dialect === undefined && quirks.alsoSpeaks && { alsoSpeaks: quirks.alsoSpeaks }),
    ...(offer.dialect === undefined && quirks.endpoint && { endpoint: quirks.endpoint }),
    ...(offer.thinking && { thinking: offer.thinking }),
    ...policyOf(quirks),
    ...policyOf(offer),
    ...(offer.prefills !== undefined && { prefills: offer.prefills }),
  }
}

/** Where prompts go and what becomes of them: as the offer says, else as its provider does, else unknown. */
function policyOf({ region, collectsData, retainsData }: Pick<Offer, 'region' | 'collectsData' | 'retainsData'>) {
  return {
    ...(region !== undefined && { region }),
    ...(collectsData !== undefined && { collectsData }),
    ...(retainsData !== undefined && { retainsData }),
  }
}

function defaultEvidence(provenance: Provenance): PriceEvidence {
  switch (provenance) {
    case 'yaml':
      return { source: 'nexorouter.yaml', approvedBy: 'operator' }
    case 'control':
      return { source: 'control API', approvedBy: 'operator' }
    case 'demo':
      return { source: 'demo', approvedBy: 'nexorouter' }
    case 'catalog':
      return { source: 'catalog', approvedBy: 'nexorouter' }
  }
}

function mistake(kind: CatalogMistake['kind'], model: DeclaredModel, sentence: string): CatalogMistake {
  return { kind, model: model.id, declaredAt: model.declaredAt, sentence }
}
