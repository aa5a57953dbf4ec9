// Amazon Bedrock (Claude) as data. Knows no models, no prices, no requests.
// InvokeModel with Anthropic bodies; streams come in the framing of AWS. Its key shares its variable, so only the YAML brings it up.
import { asId, type ProviderId } from '../contract/ids.ts'
import type { ProviderRecord } from './provider.ts'

export const bedrockAnthropic: ProviderRecord = {
  id: asId<ProviderId>('bedrock-anthropic'),
  name: 'Amazon Bedrock (Claude)',
  dialect: 'anthropic-messages',
  baseUrl: 'https://bedrock-runtime.{region}.amazonaws.com',
  baseUrlParts: [{ name: 'region', env: ['AWS_REGION', 'AWS_DEFAULT_REGION'], means: 'the AWS region, such as eu-central-1' }],
  endpoint: {
    path: { whole: '/model/{model}/invoke', stream: '/model/{model}/invoke-with-response-stream' },
    omits: ['model', 'stream'],
    adds: { anthropic_version: 'bedrock-2023-05-31' },
    intoBody: { 'anthropic-beta': 'anthropic_beta' },
    omitsHeaders: ['anthropic-version'],
  },
  framing: 'aws_event_stream',
  modelsPath: null,
  auth: { kind: 'aws', service: 'bedrock', region: '{region}' },
  env: [],
  allowPrivate: false,
  outputCapField: 'max_tokens',
  takesStreamOptions: false,
  sendsFinishReason: true,
  dropsParams: [],
  docs: 'https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters-anthropic-claude-messages.html',
}
