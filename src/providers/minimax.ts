// MiniMax as data. Knows no models, no prices, no requests.
// The international address; keys of the Chinese one are for api.minimaxi.com, which the YAML names as base_url.
import { asId, type ProviderId } from '../contract/ids.ts'
import type { ProviderRecord } from './provider.ts'

export const minimax: ProviderRecord = {
  id: asId<ProviderId>('minimax'),
  name: 'MiniMax',
  dialect: 'openai-chat',
  baseUrl: 'https://api.minimax.io/v1',
  auth: { kind: 'bearer' },
  env: ['MINIMAX_API_KEY'],
  allowPrivate: false,
  outputCapField: 'max_tokens',
  takesStreamOptions: true,
  sendsFinishReason: true,
  dropsParams: [],
  docs: 'https://platform.minimax.io/docs/api-reference/text-openai-api',
}
