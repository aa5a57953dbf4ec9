// What an OpenAI-compatible server does unless its operator says otherwise: the defaults for providers of the YAML and for the
// built-in simulated one. Names no vendor.
import type { ProviderRecord } from './provider.ts'

/** The quirk fields of a provider that no record here knows. */
export const genericProvider = {
  dialect: 'openai-chat',
  auth: { kind: 'bearer' },
  env: [],
  allowPrivate: false,
  outputCapField: 'max_tokens',
  takesStreamOptions: true,
  sendsFinishReason: true,
  dropsParams: [],
  docs: '',
} as const satisfies Omit<ProviderRecord, 'id' | 'name' | 'baseUrl'>
