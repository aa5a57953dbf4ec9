// Google Gemini through its own API, as data. Knows no models, no prices, no requests.
import { asId, type ProviderId } from '../contract/ids.ts'
import type { ProviderRecord } from './provider.ts'

export const gemini: ProviderRecord = {
  id: asId<ProviderId>('gemini'),
  name: 'Google Gemini',
  dialect: 'gemini',
  baseUrl: 'https://generativelanguage.googleapis.com/v1beta',
  auth: { kind: 'header', header: 'x-goog-api-key' },
  env: ['GEMINI_API_KEY', 'GOOGLE_API_KEY'],
  allowPrivate: false,
  outputCapField: 'max_tokens',
  takesStreamOptions: true,
  sendsFinishReason: true,
  dropsParams: [],
  docs: 'https://ai.google.dev/api/generate-content',
}
