// Anthropic through its own Messages API, as data. Knows no models, no prices, no requests.
// Which sampling settings a model still takes, and how it is told to think, stands with its offers in catalog/.
import { asId, type ProviderId } from '../contract/ids.ts'
import type { ProviderRecord } from './provider.ts'

export const anthropic: ProviderRecord = {
  id: asId<ProviderId>('anthropic'),
  name: 'Anthropic',
  dialect: 'anthropic-messages',
  baseUrl: 'https://api.anthropic.com/v1',
  auth: { kind: 'header', header: 'x-api-key' },
  env: ['ANTHROPIC_API_KEY'],
  allowPrivate: false,
  outputCapField: 'max_tokens',
  takesStreamOptions: false,
  sendsFinishReason: true,
  dropsParams: [],
  docs: 'https://platform.claude.com/docs/en/api/messages',
}
