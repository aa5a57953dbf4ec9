// Together AI as data. Knows no models, no prices, no requests.
import { asId, type ProviderId } from '../contract/ids.ts'
import type { ProviderRecord } from './provider.ts'

export const together: ProviderRecord = {
  id: asId<ProviderId>('together'),
  name: 'Together AI',
  dialect: 'openai-chat',
  alsoSpeaks: ['openai-completions'],
  baseUrl: 'https://api.together.xyz/v1',
  auth: { kind: 'bearer' },
  env: ['TOGETHER_API_KEY'],
  allowPrivate: false,
  outputCapField: 'max_tokens',
  takesStreamOptions: true,
  sendsFinishReason: true,
  dropsParams: [],
  docs: 'https://docs.together.ai/reference/chat-completions',
}
