// OpenRouter as data. Knows no models, no prices, no requests.
// A router itself; its own prices per model move with its hosts.
import { asId, type ProviderId } from '../contract/ids.ts'
import type { ProviderRecord } from './provider.ts'

export const openrouter: ProviderRecord = {
  id: asId<ProviderId>('openrouter'),
  name: 'OpenRouter',
  dialect: 'openai-chat',
  alsoSpeaks: ['openai-completions'],
  baseUrl: 'https://openrouter.ai/api/v1',
  auth: { kind: 'bearer' },
  env: ['OPENROUTER_API_KEY'],
  allowPrivate: false,
  outputCapField: 'max_tokens',
  takesStreamOptions: true,
  sendsFinishReason: true,
  // These choose other models, hosts and paid extras than the ones whose price the caller was told.
  dropsParams: ['models', 'route', 'provider', 'plugins', 'transforms'],
  docs: 'https://openrouter.ai/docs/api-reference/chat-completion',
}
