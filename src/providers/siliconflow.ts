// SiliconFlow, international platform, as data. Knows no models, no prices, no requests.
// Model names keep the case of their authors: Qwen/Qwen3-32B.
import { asId, type ProviderId } from '../contract/ids.ts'
import type { ProviderRecord } from './provider.ts'

export const siliconflow: ProviderRecord = {
  id: asId<ProviderId>('siliconflow'),
  name: 'SiliconFlow',
  dialect: 'openai-chat',
  baseUrl: 'https://api.siliconflow.com/v1',
  auth: { kind: 'bearer' },
  env: ['SILICONFLOW_API_KEY'],
  allowPrivate: false,
  outputCapField: 'max_tokens',
  takesStreamOptions: true,
  sendsFinishReason: true,
  dropsParams: [],
  docs: 'https://docs.siliconflow.com/en/api-reference/chat-completions/chat-completions',
}
