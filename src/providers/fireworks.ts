// Fireworks AI as data. Knows no models, no prices, no requests.
// Model names are paths: accounts/fireworks/models/<name>.
import { asId, type ProviderId } from '../contract/ids.ts'
import type { ProviderRecord } from './provider.ts'

export const fireworks: ProviderRecord = {
  id: asId<ProviderId>('fireworks'),
  name: 'Fireworks AI',
  dialect: 'openai-chat',
  alsoSpeaks: ['openai-completions'],
  baseUrl: 'https://api.fireworks.ai/inference/v1',
  auth: { kind: 'bearer' },
  env: ['FIREWORKS_API_KEY'],
  allowPrivate: false,
  outputCapField: 'max_tokens',
  takesStreamOptions: true,
  sendsFinishReason: true,
  dropsParams: [],
  docs: 'https://docs.fireworks.ai/api-reference/post-chatcompletions',
}
