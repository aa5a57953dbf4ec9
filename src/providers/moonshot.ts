// Moonshot AI (Kimi), international platform, as data. Knows no models, no prices, no requests.
// Its models fix the penalties themselves and refuse others.
import { asId, type ProviderId } from '../contract/ids.ts'
import type { ProviderRecord } from './provider.ts'

export const moonshot: ProviderRecord = {
  id: asId<ProviderId>('moonshot'),
  name: 'Moonshot AI',
  dialect: 'openai-chat',
  baseUrl: 'https://api.moonshot.ai/v1',
  auth: { kind: 'bearer' },
  env: ['MOONSHOT_API_KEY', 'KIMI_API_KEY'],
  allowPrivate: false,
  outputCapField: 'max_completion_tokens',
  takesStreamOptions: true,
  sendsFinishReason: true,
  dropsParams: ['frequency_penalty', 'presence_penalty'],
  docs: 'https://platform.kimi.ai/docs/api/chat',
}
