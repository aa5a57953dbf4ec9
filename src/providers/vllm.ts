// A vLLM server as data. Knows no models, no prices, no requests.
// The key is the one it was started with, if any; its models are declared in the YAML.
import { asId, type ProviderId } from '../contract/ids.ts'
import type { ProviderRecord } from './provider.ts'

export const vllm: ProviderRecord = {
  id: asId<ProviderId>('vllm'),
  name: 'vLLM',
  dialect: 'openai-chat',
  alsoSpeaks: ['openai-completions'],
  baseUrl: 'http://127.0.0.1:8000/v1',
  auth: { kind: 'bearer' },
  env: ['VLLM_API_KEY'],
  baseUrlEnv: 'VLLM_BASE_URL',
  allowPrivate: true,
  outputCapField: 'max_tokens',
  takesStreamOptions: true,
  sendsFinishReason: true,
  dropsParams: [],
  docs: 'https://docs.vllm.ai/en/latest/serving/openai_compatible_server.html',
}
