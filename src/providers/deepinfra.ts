// DeepInfra as data. Knows no models, no prices, no requests.
import { asId, type ProviderId } from '../contract/ids.ts'
import type { ProviderRecord } from './provider.ts'

export const deepinfra: ProviderRecord = {
  id: asId<ProviderId>('deepinfra'),
  name: 'DeepInfra',
  dialect: 'openai-chat',
  alsoSpeaks: ['openai-completions'],
  baseUrl: 'https://api.deepinfra.com/v1/openai',
  auth: { kind: 'bearer' },
  env: ['DEEPINFRA_API_KEY', 'DEEPINFRA_TOKEN'],
  allowPrivate: false,
  outputCapField: 'max_tokens',
  takesStreamOptions: true,
  sendsFinishReason: true,
  dropsParams: [],
  docs: 'https://deepinfra.com/docs/openai_api',
}
