// Cloudflare Workers AI as data. Knows no models, no prices, no requests.
// The model list of this address is not of the OpenAI form; a chat is what tells whether the token works.
import { asId, type ProviderId } from '../contract/ids.ts'
import type { ProviderRecord } from './provider.ts'

export const cloudflare: ProviderRecord = {
  id: asId<ProviderId>('cloudflare'),
  name: 'Cloudflare Workers AI',
  dialect: 'openai-chat',
  baseUrl: 'https://api.cloudflare.com/client/v4/accounts/{account_id}/ai/v1',
  auth: { kind: 'bearer' },
  env: ['CLOUDFLARE_API_TOKEN', 'CLOUDFLARE_API_KEY'],
  baseUrlParts: [{ name: 'account_id', env: ['CLOUDFLARE_ACCOUNT_ID'], means: 'the account ID of the Cloudflare dashboard' }],
  modelsPath: null,
  allowPrivate: false,
  outputCapField: 'max_tokens',
  takesStreamOptions: true,
  sendsFinishReason: true,
  dropsParams: [],
  docs: 'https://developers.cloudflare.com/workers-ai/configuration/open-ai-compatibility/',
}
