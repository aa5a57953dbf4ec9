// Cohere as data. Knows no models, no prices, no requests.
// The address that speaks the OpenAI dialect; the native one has a wire of its own.
import { asId, type ProviderId } from '../contract/ids.ts'
import type { ProviderRecord } from './provider.ts'

export const cohere: ProviderRecord = {
  id: asId<ProviderId>('cohere'),
  name: 'Cohere',
  dialect: 'openai-chat',
  baseUrl: 'https://api.cohere.ai/compatibility/v1',
  auth: { kind: 'bearer' },
  env: ['CO_API_KEY', 'COHERE_API_KEY'],
  allowPrivate: false,
  outputCapField: 'max_tokens',
  takesStreamOptions: true,
  sendsFinishReason: true,
  dropsParams: ['store', 'metadata', 'service_tier', 'user', 'prompt_cache_key', 'safety_identifier', 'verbosity'],
  docs: 'https://docs.cohere.com/docs/compatibility-api',
}
