// NVIDIA's hosted NIM endpoints as data. Knows no models, no prices, no requests.
// Trial credits rather than a price list.
import { asId, type ProviderId } from '../contract/ids.ts'
import type { ProviderRecord } from './provider.ts'

export const nvidia: ProviderRecord = {
  id: asId<ProviderId>('nvidia'),
  name: 'NVIDIA NIM',
  dialect: 'openai-chat',
  baseUrl: 'https://integrate.api.nvidia.com/v1',
  auth: { kind: 'bearer' },
  env: ['NVIDIA_API_KEY', 'NIM_API_KEY'],
  allowPrivate: false,
  outputCapField: 'max_tokens',
  takesStreamOptions: true,
  sendsFinishReason: true,
  dropsParams: [],
  docs: 'https://docs.api.nvidia.com/nim/reference/llm-apis',
}
