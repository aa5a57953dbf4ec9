// SambaNova as data. Knows no models, no prices, no requests.
// Every field that it does not know is refused by name, so those that say nothing about the answer are left out.
import { asId, type ProviderId } from '../contract/ids.ts'
import type { ProviderRecord } from './provider.ts'

export const sambanova: ProviderRecord = {
  id: asId<ProviderId>('sambanova'),
  name: 'SambaNova',
  dialect: 'openai-chat',
  baseUrl: 'https://api.sambanova.ai/v1',
  auth: { kind: 'bearer' },
  env: ['SAMBANOVA_API_KEY'],
  allowPrivate: false,
  outputCapField: 'max_tokens',
  takesStreamOptions: true,
  sendsFinishReason: true,
  dropsParams: ['store', 'metadata', 'service_tier', 'prompt_cache_key', 'safety_identifier', 'verbosity'],
  docs: 'https://docs.sambanova.ai/docs/en/features/openai-compatibility',
}
