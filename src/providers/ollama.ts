// Ollama on this machine or network, as data. Knows no models, no prices, no requests.
// Takes any key or none; its models are declared in the YAML.
import { asId, type ProviderId } from '../contract/ids.ts'
import type { ProviderRecord } from './provider.ts'

export const ollama: ProviderRecord = {
  id: asId<ProviderId>('ollama'),
  name: 'Ollama',
  dialect: 'openai-chat',
  alsoSpeaks: ['openai-completions'],
  baseUrl: 'http://127.0.0.1:11434/v1',
  auth: { kind: 'none' },
  env: [],
  baseUrlEnv: 'OLLAMA_BASE_URL',
  allowPrivate: true,
  outputCapField: 'max_tokens',
  takesStreamOptions: true,
  sendsFinishReason: true,
  dropsParams: [],
  docs: 'https://docs.ollama.com/api/openai-compatibility',
}
