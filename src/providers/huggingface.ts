// Hugging Face router as data. Knows no models, no prices, no requests.
// A router itself: `model:provider` fixes the host, and with it the cost. HF_TOKEN stands in many shells for downloads only.
import { asId, type ProviderId } from '../contract/ids.ts'
import type { ProviderRecord } from './provider.ts'

export const huggingface: ProviderRecord = {
  id: asId<ProviderId>('huggingface'),
  name: 'Hugging Face router',
  dialect: 'openai-chat',
  baseUrl: 'https://router.huggingface.co/v1',
  auth: { kind: 'bearer' },
  env: ['HUGGINGFACE_API_KEY'],
  allowPrivate: false,
  outputCapField: 'max_tokens',
  takesStreamOptions: true,
  sendsFinishReason: true,
  dropsParams: [],
  docs: 'https://huggingface.co/docs/inference-providers/tasks/chat-completion',
}
