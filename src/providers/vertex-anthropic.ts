// Google Vertex AI (Claude) as data. Knows no models, no prices, no requests.
// Its credential shares its variable with the other ones, so only the YAML brings it up.
import { asId, type ProviderId } from '../contract/ids.ts'
import type { ProviderRecord } from './provider.ts'

export const vertexAnthropic: ProviderRecord = {
  id: asId<ProviderId>('vertex-anthropic'),
  name: 'Google Vertex AI (Claude)',
  dialect: 'anthropic-messages',
  baseUrl: 'https://{location}-aiplatform.googleapis.com/v1/projects/{project}/locations/{location}/publishers/anthropic',
  baseUrlParts: [
    { name: 'project', env: ['GOOGLE_CLOUD_PROJECT'], means: 'the ID of the Google Cloud project' },
    { name: 'location', env: ['GOOGLE_CLOUD_LOCATION'], fallback: 'global', means: 'the region, or global' },
  ],
  baseUrlWhen: [
    {
      part: 'location',
      is: 'global',
      baseUrl: 'https://aiplatform.googleapis.com/v1/projects/{project}/locations/global/publishers/anthropic',
    },
  ],
  endpoint: {
    path: { whole: '/models/{model}:rawPredict', stream: '/models/{model}:streamRawPredict' },
    omits: ['model'],
    adds: { anthropic_version: 'vertex-2023-10-16' },
    intoBody: {},
    omitsHeaders: ['anthropic-version'],
  },
  modelsPath: null,
  auth: { kind: 'google', scope: 'https://www.googleapis.com/auth/cloud-platform' },
  env: [],
  allowPrivate: false,
  outputCapField: 'max_tokens',
  takesStreamOptions: false,
  sendsFinishReason: true,
  dropsParams: [],
  docs: 'https://cloud.google.com/vertex-ai/generative-ai/docs/partner-models/claude/use-claude',
}
