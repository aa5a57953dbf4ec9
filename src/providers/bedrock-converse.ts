// Amazon Bedrock (Converse) as data. Knows no models, no prices, no requests.
// One wire for the models of all makers there: Nova, Claude, Llama, Mistral, DeepSeek. Its key shares its variable, so only the YAML brings it up.
import { asId, type ProviderId } from '../contract/ids.ts'
import type { ProviderRecord } from './provider.ts'

export const bedrockConverse: ProviderRecord = {
  id: asId<ProviderId>('bedrock-converse'),
  name: 'Amazon Bedrock (Converse)',
  dialect: 'bedrock-converse',
  baseUrl: 'https://bedrock-runtime.{region}.amazonaws.com',
  baseUrlParts: [{ name: 'region', env: ['AWS_REGION', 'AWS_DEFAULT_REGION'], means: 'the AWS region, such as eu-central-1' }],
  modelsPath: null,
  auth: { kind: 'aws', service: 'bedrock', region: '{region}' },
  env: [],
  allowPrivate: false,
  outputCapField: 'max_tokens',
  takesStreamOptions: false,
  sendsFinishReason: true,
  dropsParams: [],
  docs: 'https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_Converse.html',
}
