// LM Studio on this machine or network, as data. Knows no models, no prices, no requests.
// The key is optional; its models are declared in the YAML.
import { asId, type ProviderId } from '../contract/ids.ts'
import type { ProviderRecord } from './provider.ts'

export const lmstudio: ProviderRecord = {
  id: asId<ProviderId>('lmstudio'),
  name: 'LM Studio',
  dialect: 'openai-chat',
  alsoSpeaks: ['openai-completions'],
  baseUrl: 'http://127.0.0.1:1234/v1',
  auth: { kind: 'bearer' },
  env: ['LMSTUDIO_API_KEY', 'LM_API_TOKEN'],
  baseUrlEnv: 'LMSTUDIO_BASE_URL',
  allowPrivate: true,
  outputCapField: 'max_tokens',
  takesStreamOptions: true,
  sendsFinishReason: true,
  dropsParams: [],
  docs: 'https://lmstudio.ai/docs/developer/openai-compat',
}
