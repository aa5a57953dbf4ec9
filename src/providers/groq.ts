// Groq as data. Knows no models, no prices, no requests.
// Answers 400 to logprobs, top_logprobs and logit_bias; those change what comes back, so they are refused, not dropped.
import { asId, type ProviderId } from '../contract/ids.ts'
import type { ProviderRecord } from './provider.ts'

export const groq: ProviderRecord = {
  id: asId<ProviderId>('groq'),
  name: 'Groq',
  dialect: 'openai-chat',
  baseUrl: 'https://api.groq.com/openai/v1',
  auth: { kind: 'bearer' },
  env: ['GROQ_API_KEY'],
  allowPrivate: false,
  outputCapField: 'max_completion_tokens',
  takesStreamOptions: true,
  sendsFinishReason: true,
  dropsParams: [],
  docs: 'https://console.groq.com/docs/openai',
}
