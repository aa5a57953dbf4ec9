// Google Gemini through its OpenAI-compatible endpoint, as data. Knows no models, no prices, no requests.
import { asId, type ProviderId } from '../contract/ids.ts'
import type { ProviderRecord } from './provider.ts'

export const gemini: ProviderRecord = {
  id: asId<ProviderId>('gemini'),
  name: 'Google Gemini (OpenAI-compatible endpoint)',
  dialect: 'openai-chat',
  baseUrl: 'https://generativelanguage.googleapis.com/v1beta/openai',
  auth: { kind: 'bearer' },
  env: ['GEMINI_API_KEY', 'GOOGLE_API_KEY'],
  allowPrivate: false,
  outputCapField: 'max_tokens',
  takesStreamOptions: true,
  sendsFinishReason: true,
  dropsParams: [],
  docs: 'https://ai.google.dev/gemini-api/docs/openai',
}
