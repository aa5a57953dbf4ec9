// Azure OpenAI as data. Knows no models, no prices, no requests.
// The v1 API: no api-version, and an upstream model is the name of a deployment.
import { asId, type ProviderId } from '../contract/ids.ts'
import type { ProviderRecord } from './provider.ts'

export const azure: ProviderRecord = {
  id: asId<ProviderId>('azure'),
  name: 'Azure OpenAI',
  dialect: 'openai-chat',
  alsoSpeaks: ['openai-responses'],
  baseUrl: 'https://{resource}.openai.azure.com/openai/v1',
  auth: { kind: 'entra', header: 'api-key', scope: 'https://cognitiveservices.azure.com/.default' },
  env: ['AZURE_OPENAI_API_KEY'],
  baseUrlParts: [
    { name: 'resource', env: ['AZURE_OPENAI_RESOURCE', 'AZURE_RESOURCE_NAME'], means: 'the name of the Azure OpenAI resource' },
  ],
  allowPrivate: false,
  outputCapField: 'max_completion_tokens',
  takesStreamOptions: true,
  sendsFinishReason: true,
  dropsParams: [],
  docs: 'https://learn.microsoft.com/en-us/azure/ai-foundry/openai/api-version-lifecycle',
}
