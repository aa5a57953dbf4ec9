// Azure OpenAI by deployment paths and an api-version, as data. Knows no models, no prices, no requests.
// For resources that do not serve the v1 API yet. Its key shares its variable with the other one, so only the YAML brings it up.
import { asId, type ProviderId } from '../contract/ids.ts'
import type { ProviderRecord } from './provider.ts'

export const azureDeployments: ProviderRecord = {
  id: asId<ProviderId>('azure-deployments'),
  name: 'Azure OpenAI (deployment paths)',
  dialect: 'openai-chat',
  baseUrl: 'https://{resource}.openai.azure.com/openai',
  baseUrlParts: [
    { name: 'resource', env: ['AZURE_OPENAI_RESOURCE', 'AZURE_RESOURCE_NAME'], means: 'the name of the Azure OpenAI resource' },
    { name: 'api_version', env: ['AZURE_OPENAI_API_VERSION'], fallback: '2024-10-21', means: 'the version of the API' },
  ],
  endpoint: {
    path: {
      whole: '/deployments/{model}/chat/completions?api-version={api_version}',
      stream: '/deployments/{model}/chat/completions?api-version={api_version}',
    },
    omits: ['model'],
    adds: {},
    intoBody: {},
    omitsHeaders: [],
  },
  modelsPath: '/models?api-version=2024-10-21',
  auth: { kind: 'entra', header: 'api-key', scope: 'https://cognitiveservices.azure.com/.default' },
  env: [],
  allowPrivate: false,
  outputCapField: 'max_completion_tokens',
  takesStreamOptions: true,
  sendsFinishReason: true,
  dropsParams: [],
  docs: 'https://learn.microsoft.com/en-us/azure/ai-services/openai/reference',
}
