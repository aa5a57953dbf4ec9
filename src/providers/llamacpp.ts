// llama.cpp on this machine or network, as data. Knows no models, no prices, no requests.
// A key is needed only where llama-server was started with --api-key; its model is declared in the YAML.
import { asId, type ProviderId } from '../contract/ids.ts'
import type { ProviderRecord } from './provider.ts'

export const llamacpp: ProviderRecord = {
  id: asId<ProviderId>('llamacpp'),
  name: 'llama.cpp',
  dialect: 'openai-chat',
  baseUrl: 'http://127.0.0.1:8080/v1',
  auth: { kind: 'bearer' },
  env: ['LLAMACPP_API_KEY'],
  baseUrlEnv: 'LLAMACPP_BASE_URL',
  allowPrivate: true,
  outputCapField: 'max_tokens',
  takesStreamOptions: true,
  sendsFinishReason: true,
  dropsParams: [],
  docs: 'https://github.com/ggml-org/llama.cpp/blob/master/tools/server/README.md',
}
