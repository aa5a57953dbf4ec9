// Z.ai (GLM), international platform, as data. Knows no models, no prices, no requests.
import { asId, type ProviderId } from '../contract/ids.ts'
import type { ProviderRecord } from './provider.ts'

export const zai: ProviderRecord = {
  id: asId<ProviderId>('zai'),
  name: 'Z.ai',
  dialect: 'openai-chat',
  baseUrl: 'https://api.z.ai/api/paas/v4',
  auth: { kind: 'bearer' },
  env: ['ZAI_API_KEY', 'Z_AI_API_KEY'],
  allowPrivate: false,
  outputCapField: 'max_tokens',
  takesStreamOptions: true,
  sendsFinishReason: true,
  dropsParams: [],
  docs: 'https://docs.z.ai/api-reference/llm/chat-completion',
}
