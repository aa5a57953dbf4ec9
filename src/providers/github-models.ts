// GitHub Models as data. Knows no models, no prices, no requests.
// GITHUB_TOKEN stands in too many shells for another purpose to bring a provider up; the model list is at another path.
import { asId, type ProviderId } from '../contract/ids.ts'
import type { ProviderRecord } from './provider.ts'

export const githubModels: ProviderRecord = {
  id: asId<ProviderId>('github-models'),
  name: 'GitHub Models',
  dialect: 'openai-chat',
  baseUrl: 'https://models.github.ai/inference',
  auth: { kind: 'bearer' },
  env: ['GITHUB_MODELS_TOKEN'],
  modelsPath: null,
  allowPrivate: false,
  outputCapField: 'max_tokens',
  takesStreamOptions: true,
  sendsFinishReason: true,
  dropsParams: [],
  docs: 'https://docs.github.com/en/rest/models/inference',
}
