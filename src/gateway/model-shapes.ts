// A model as the lists of each dialect show it. Knows no caller and no prices of others.
import type { Model } from '../catalog/model.ts'
import { provenCapabilities, verificationShown } from '../catalog/verification.ts'
import { formatPrice } from '../contract/money.ts'
import { priceJson } from '../contract/price-json.ts'

export interface ModelShapes {
  one(model: Model): object
  /** All on one page: a key may call hundreds of models, not thousands. */
  list(models: readonly Model[]): object
}

export const openaiShapes: ModelShapes = {
  one: modelJson,
  list: (models) => ({ object: 'list', data: models.map(modelJson) }),
}

export const anthropicShapes: ModelShapes = {
  one: anthropicModel,
  list: (models) => ({
    data: models.map(anthropicModel),
    has_more: false,
    first_id: models[0]?.id ?? null,
    last_id: models.at(-1)?.id ?? null,
  }),
}

export const geminiShapes: ModelShapes = {
  one: geminiModel,
  list: (models) => ({ models: models.map(geminiModel) }),
}

function anthropicModel({ id, name, created, contextLength, maxOutputTokens }: Model): object {
  const createdAt = new Date(created * 1_000).toISOString().replace('.000Z', 'Z')
  return { type: 'model', id, display_name: name, created_at: createdAt, max_input_tokens: contextLength, max_tokens: maxOutputTokens }
}

function geminiModel({ id, name, contextLength, maxOutputTokens, capabilities }: Model): object {
  return {
    name: `models/${id}`,
    version: '1',
    displayName: name,
    inputTokenLimit: contextLength,
    outputTokenLimit: maxOutputTokens,
    supportedGenerationMethods: capabilities.has('embeddings')
      ? ['embedContent', 'batchEmbedContents']
      : ['generateContent', 'countTokens'],
    thinking: capabilities.has('reasoning'),
  }
}

/** OpenAI's fields, then what agents size their prompts by, then prices as decimal strings per token's million. */
function modelJson(model: Model): object {
  const { price } = model
  return {
    id: model.id,
    object: 'model',
    created: model.created,
    owned_by: model.ownedBy,
    name: model.name,
    context_length: model.contextLength,
    max_model_len: model.contextLength,
    max_output_tokens: model.maxOutputTokens,
    capabilities: provenCapabilities(model),
    ...verificationShown(model),
    simulated: model.provenance === 'demo',
    ...(price === undefined
      ? {}
      : {
          price_usd_per_million: { ...priceJson(price), cached_input: formatPrice(price.cachedInput ?? price.input) },
          price_version: model.priceVersion,
        }),
  }
}
