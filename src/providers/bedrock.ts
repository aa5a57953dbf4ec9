// Amazon Bedrock as data. Knows no models, no prices, no requests.
// The OpenAI dialects of bedrock-runtime. Access key pairs come from the YAML or the control API: in an environment they may serve another purpose.
import { asId, type ProviderId } from '../contract/ids.ts'
import type { ProviderRecord } from './provider.ts'

export const bedrock: ProviderRecord = {
  id: asId<ProviderId>('bedrock'),
  name: 'Amazon Bedrock',
  dialect: 'openai-chat',
  alsoSpeaks: ['openai-responses'],
  baseUrl: 'https://bedrock-runtime.{region}.amazonaws.com/openai/v1',
  baseUrlParts: [{ name: 'region', env: ['AWS_REGION', 'AWS_DEFAULT_REGION'], means: 'the AWS region, such as eu-central-1' }],
  modelsPath: null,
  auth: { kind: 'aws', service: 'bedrock', region: '{region}' },
  env: ['AWS_BEARER_TOKEN_BEDROCK'],
  allowPrivate: false,
  outputCapField: 'max_completion_tokens',
  takesStreamOptions: true,
  sendsFinishReason: true,
  dropsParams: [],
  docs: 'https://docs.aws.amazon.com/bedrock/latest/userguide/inference-responses-api.html',
}
