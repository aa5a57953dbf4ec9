// OpenAI as data. Knows no models, no prices, no requests.
// Reasoning models refuse max_tokens, every model takes max_completion_tokens.
import { asId, type ProviderId } from '../contract/ids.ts'
import type { ProviderRecord } from './provider.ts'

export const openai: ProviderRecord = {
  id: asId<ProviderId>('openai'),
  name: 'OpenAI',
  dialect: 'openai-chat',
  alsoSpeaks: ['openai-responses'],
  baseUrl: 'https://api.openai.com/v1',
  auth: { kind: 'bearer' },
  env: ['OPENAI_API_KEY'],
  allowPrivate: false,
  outputCapField: 'max_completion_tokens',
  takesStreamOptions: true,
  sendsFinishReason: true,
  dropsParams: [],
  docs: 'https://platform.openai.com/docs/api-reference/chat',
}
