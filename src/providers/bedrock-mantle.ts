// Amazon Bedrock (Mantle) as data. Knows no models, no prices, no requests.
// The compatible address for models that bedrock-runtime does not serve in the OpenAI dialect. Its key shares its variable, so only the YAML brings it up.
import { asId, type ProviderId } from '../contract/ids.ts'
import type { ProviderRecord } from './provider.ts'

export const bedrockMantle: ProviderRecord = {
  id: asId<ProviderId>('bedrock-mantle'),
  name: 'Amazon Bedrock (Mantle)',
  dialect: 'openai-chat',
  alsoSpeaks: ['openai-responses'],
  baseUrl: 'https://bedrock-mantle.{region}.api.aws/v1',
  baseUrlParts: [{ name: 'region', env: ['AWS_REGION', 'AWS_DEFAULT_REGION'], means: 'the AWS region, such as eu-central-1' }],
  auth: { kind: 'aws', service: 'bedrock-mantle', region: '{region}' },
  env: [],
  allowPrivate: false,
  outputCapField: 'max_completion_tokens',
  takesStreamOptions: true,
  sendsFinishReason: true,
  dropsParams: [],
  docs: 'https://docs.aws.amazon.com/bedrock/latest/userguide/bedrock-mantle.html',
}
