// Mistral AI as data. Knows no models, no prices, no requests.
// Answers 422 to every field it does not know, stream_options among them; usage comes in the last chunk unasked.
import { asId, type ProviderId } from '../contract/ids.ts'
import type { ProviderRecord } from './provider.ts'

export const mistral: ProviderRecord = {
  id: asId<ProviderId>('mistral'),
  name: 'Mistral AI',
  dialect: 'openai-chat',
  baseUrl: 'https://api.mistral.ai/v1',
  auth: { kind: 'bearer' },
  env: ['MISTRAL_API_KEY'],
  allowPrivate: false,
  outputCapField: 'max_tokens',
  takesStreamOptions: false,
  sendsFinishReason: true,
  dropsParams: ['user', 'store', 'service_tier', 'verbosity', 'prompt_cache_key', 'safety_identifier', 'seed'],
  docs: 'https://docs.mistral.ai/api/endpoint/chat',
}
