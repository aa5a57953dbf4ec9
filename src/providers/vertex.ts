// Google Vertex AI (Gemini) as data. Knows no models, no prices, no requests.
// The credential is the JSON key of a service account, or an access token.
import { asId, type ProviderId } from '../contract/ids.ts'
import type { ProviderRecord } from './provider.ts'

export const vertex: ProviderRecord = {
  id: asId<ProviderId>('vertex'),
  name: 'Google Vertex AI (Gemini)',
  dialect: 'gemini',
  baseUrl: 'https://{location}-aiplatform.googleapis.com/v1/projects/{project}/locations/{location}/publishers/google',
  baseUrlParts: [
    { name: 'project', env: ['GOOGLE_CLOUD_PROJECT'], means: 'the ID of the Google Cloud project' },
    { name: 'location', env: ['GOOGLE_CLOUD_LOCATION'], fallback: 'global', means: 'the region, or global' },
  ],
  baseUrlWhen: [
    {
      part: 'location',
      is: 'global',
      baseUrl: 'https://aiplatform.googleapis.com/v1/projects/{project}/locations/global/publishers/google',
    },
  ],
  modelsPath: null,
  auth: { kind: 'google', scope: 'https://www.googleapis.com/auth/cloud-platform' },
  env: ['VERTEX_SERVICE_ACCOUNT'],
  allowPrivate: false,
  outputCapField: 'max_tokens',
  takesStreamOptions: true,
  sendsFinishReason: true,
  dropsParams: [],
  docs: 'https://cloud.google.com/vertex-ai/generative-ai/docs/model-reference/inference',
}
