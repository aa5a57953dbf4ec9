// Perplexity as data. Knows no models, no prices, no requests.
// Charges a fee per search besides tokens; the base URL carries no version segment.
import { asId, type ProviderId } from '../contract/ids.ts'
import type { ProviderRecord } from './provider.ts'

export const perplexity: ProviderRecord = {
  id: asId<ProviderId>('perplexity'),
  name: 'Perplexity',
  dialect: 'openai-chat',
  baseUrl: 'https://api.perplexity.ai',
  auth: { kind: 'bearer' },
  env: ['PERPLEXITY_API_KEY', 'PPLX_API_KEY'],
  allowPrivate: false,
  outputCapField: 'max_tokens',
  takesStreamOptions: true,
  sendsFinishReason: true,
  dropsParams: [],
  docs: 'https://docs.perplexity.ai/api-reference/chat-completions-post',
}
