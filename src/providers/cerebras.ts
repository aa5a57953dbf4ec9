// Cerebras as data. Knows no models, no prices, no requests.
// Answers 400 to the penalties, to logit_bias and to service_tier; the penalties are only hints.
import { asId, type ProviderId } from '../contract/ids.ts'
import type { ProviderRecord } from './provider.ts'

export const cerebras: ProviderRecord = {
  id: asId<ProviderId>('cerebras'),
  name: 'Cerebras',
  dialect: 'openai-chat',
  baseUrl: 'https://api.cerebras.ai/v1',
  auth: { kind: 'bearer' },
  env: ['CEREBRAS_API_KEY'],
  allowPrivate: false,
  outputCapField: 'max_completion_tokens',
  takesStreamOptions: true,
  sendsFinishReason: true,
  dropsParams: ['frequency_penalty', 'presence_penalty', 'service_tier', 'prompt_cache_key', 'verbosity'],
  docs: 'https://inference-docs.cerebras.ai/resources/openai',
}
