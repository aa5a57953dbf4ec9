// xAI as data. Knows no models, no prices, no requests.
// Its reasoning models refuse the penalties, which are hints, and stop, which is not.
import { asId, type ProviderId } from '../contract/ids.ts'
import type { ProviderRecord } from './provider.ts'

export const xai: ProviderRecord = {
  id: asId<ProviderId>('xai'),
  name: 'xAI',
  dialect: 'openai-chat',
  baseUrl: 'https://api.x.ai/v1',
  auth: { kind: 'bearer' },
  env: ['XAI_API_KEY'],
  allowPrivate: false,
  outputCapField: 'max_completion_tokens',
  takesStreamOptions: true,
  sendsFinishReason: true,
  dropsParams: ['frequency_penalty', 'presence_penalty'],
  docs: 'https://docs.x.ai/docs/api-reference',
}
