// SGLang on this machine or network, as data. Knows no models, no prices, no requests.
// A key is needed only where the server was started with --api-key; its models are declared in the YAML.
import { asId, type ProviderId } from '../contract/ids.ts'
import type { ProviderRecord } from './provider.ts'

export const sglang: ProviderRecord = {
  id: asId<ProviderId>('sglang'),
  name: 'SGLang',
  dialect: 'openai-chat',
  baseUrl: 'http://127.0.0.1:30000/v1',
  auth: { kind: 'bearer' },
  env: ['SGLANG_API_KEY'],
  baseUrlEnv: 'SGLANG_BASE_URL',
  allowPrivate: true,
  outputCapField: 'max_tokens',
  takesStreamOptions: true,
  sendsFinishReason: true,
  dropsParams: [],
  docs: 'https://docs.sglang.ai/basic_usage/openai_api.html',
}
