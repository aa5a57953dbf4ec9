// DeepSeek as data. Knows no models, no prices, no requests.
// Sends reasoning_content; the base URL carries no version segment.
import { asId, type ProviderId } from '../contract/ids.ts'
import type { ProviderRecord } from './provider.ts'

export const deepseek: ProviderRecord = {
  id: asId<ProviderId>('deepseek'),
  name: 'DeepSeek',
  dialect: 'openai-chat',
  baseUrl: 'https://api.deepseek.com',
  auth: { kind: 'bearer' },
  env: ['DEEPSEEK_API_KEY'],
  allowPrivate: false,
  outputCapField: 'max_tokens',
  takesStreamOptions: true,
  sendsFinishReason: true,
  dropsParams: [],
  docs: 'https://api-docs.deepseek.com/api/create-chat-completion',
}
