// Google Vertex AI (open models) as data. Knows no models, no prices, no requests.
// The OpenAI dialect, for models of other makers: meta/llama-4-..., google/gemini-... . Only the YAML brings it up.
import { asId, type ProviderId } from '../contract/ids.ts'
import type { ProviderRecord } from './provider.ts'

export const vertexOpenai: ProviderRecord = {
  id: asId<ProviderId>('vertex-openai'),
  name: 'Google Vertex AI (open models)',
  dialect: 'openai-chat',
  baseUrl: 'https://{location}-aiplatform.googleapis.com/v1/projects/{project}/locations/{location}/endpoints/openapi',
  baseUrlParts: [
    { name: 'project', env: ['GOOGLE_CLOUD_PROJECT'], means: 'the ID of the Google Cloud project' },
    { name: 'location', env: ['GOOGLE_CLOUD_LOCATION'], fallback: 'global', means: 'the region, or global' },
  ],
  baseUrlWhen: [
    {
      part: 'location',
      is: 'global',
      baseUrl: 'https://aiplatform.googleapis.com/v1/projects/{project}/locations/global/endpoints/openapi',
    },
  ],
  modelsPath: null,
  auth: { kind: 'google', scope: 'https://www.googleapis.com/auth/cloud-platform' },
  env: [],
  allowPrivate: false,
  outputCapField: 'max_tokens',
  takesStreamOptions: true,
  sendsFinishReason: true,
  dropsParams: [],
  docs: 'https://cloud.google.com/vertex-ai/generative-ai/docs/start/openai',
}
