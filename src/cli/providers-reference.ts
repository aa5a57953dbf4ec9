// The reference page of all known vendors, written from their records. Knows no files and no catalog.
import type { ProviderRecord } from '../providers/provider.ts'
import { providerRegistry } from '../providers/registry.ts'

export const providersPage = 'docs/reference/providers.md'

/** How a provider with parts, a role, or a second account is written. */
const described: readonly string[] = [
  'What a base URL needs stands in `base_url_parts`, or in the environment:',
  '',
  '```yaml',
  'providers:',
  '  - id: vertex',
  '    api_key: ${VERTEX_SERVICE_ACCOUNT}        # the JSON key of a service account; VERTEX_SERVICE_ACCOUNT_FILE names its file',
  '    base_url_parts: { project: my-project, location: europe-west4 }',
  '  - id: azure-sweden',
  '    vendor: azure                             # a second resource of a known vendor',
  '    api_key: ${AZURE_SWEDEN_KEY}',
  '    base_url_parts: { resource: my-resource-sweden }',
  '  - id: azure-by-registration',
  '    vendor: azure',
  '    api_key: ${AZURE_REGISTRATION}            # {"tenant_id": "...", "client_id": "...", "client_secret": "..."} of Entra ID; tokens are fetched',
  '    base_url_parts: { resource: my-resource }',
  '  - id: bedrock-anthropic',
  '    api_key: ${AWS_ACCESS_KEY_ID}:${AWS_SECRET_ACCESS_KEY}   # signs each request; a Bedrock API key works too',
  '    base_url_parts: { region: eu-central-1 }',
  '  - id: bedrock-converse                    # Nova, Llama, Mistral, DeepSeek, Claude: offers name the model or the inference profile',
  '    api_key: ${AWS_BEARER_TOKEN_BEDROCK}',
  '    base_url_parts: { region: eu-central-1 }',
  '```',
  '',
  'On a machine, a container or a cluster of Amazon the providers of Amazon need no credential here: `auth: aws-role` signs each request with the keys of',
  'the role that the server runs in. They are looked for as the SDKs of AWS do, and renewed before they end: `AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY`',
  'and `AWS_SESSION_TOKEN`; `AWS_ROLE_ARN` with `AWS_WEB_IDENTITY_TOKEN_FILE` (EKS); `AWS_CONTAINER_CREDENTIALS_RELATIVE_URI` or `_FULL_URI` with',
  '`AWS_CONTAINER_AUTHORIZATION_TOKEN` or its `_FILE` (ECS, EKS Pod Identity); then the metadata of the instance (IMDSv2; `AWS_EC2_METADATA_DISABLED=true`',
  'leaves it out). The first of them that is set up counts. Files of profiles below `~/.aws` are not read. `nexorouter providers test` says what was',
  'tried and what each one lacked.',
  '',
  '```yaml',
  'providers:',
  '  - id: bedrock-converse',
  '    auth: aws-role',
  '    base_url_parts: { region: eu-central-1 }',
  '```',
  '',
  'Through `bedrock-converse` a model is told to think, and takes `top_k` and cache marks, by what its ID says of its maker (`eu.amazon.nova-...`,',
  '`anthropic.claude-...`). The ID of an application inference profile says nothing: there such wishes are left out and named.',
  '',
]

/** The whole page. */
export function providersPageText(): string {
  const hosted = providerRegistry.filter(({ baseUrlEnv }) => baseUrlEnv === undefined)
  const local = providerRegistry.filter(({ baseUrlEnv }) => baseUrlEnv !== undefined)
  return [
    '# Providers',
    '',
    'A vendor comes up when its variable stands in the environment, or when `nexorouter.yaml` lists its ID. One without a variable comes up',
    'through the YAML only. Any other server that speaks one of the dialects comes up with an ID of your own and a `base_url`.',
    '',
    '| ID | vendor | dialects | credential | variables | base URL needs |',
    '|---|---|---|---|---|---|',
    ...hosted.map(row),
    '',
    ...described,
    '## Local servers',
    '',
    'They come up when the variable of their address is set, and serve the models that `nexorouter.yaml` declares.',
    '',
    '| ID | server | address | variable of the address | variable of the key |',
    '|---|---|---|---|---|',
    ...local.map((one) => `| \`${one.id}\` | [${one.name}](${one.docs}) | ${one.baseUrl} | \`${one.baseUrlEnv}\` | ${codes(one.env)} |`),
    '',
    '## Several credentials',
    '',
    'A provider may have several credentials, with names and weights:',
    '',
    '```yaml',
    'providers:',
    '  - id: openai',
    '    api_keys:',
    '      - { name: team-a, value: "${OPENAI_KEY_A}", weight: 3 }',
    '      - { name: team-b, value: "${OPENAI_KEY_B}" }',
    '```',
    '',
    'Each request draws one by weight. One that answers 401, 402 or 429, or that has spent its limit, gives way to the next one before another',
    'offer is tried, and is spared until its time is over: a limit for the model in question only, an account that was refused for all of',
    'them. The offer itself is set aside when none of its credentials is left. The name stands on each attempt of a usage record, for the',
    'operator.',
    '',
  ].join('\n')
}

function row(record: ProviderRecord): string {
  const { id, name, docs, dialect, alsoSpeaks = [], auth, env, baseUrlParts = [] } = record
  const dialects = codes([dialect, ...alsoSpeaks])
  const parts = baseUrlParts.map(({ name: part, env: [variable], means, fallback }) => {
    const absent = fallback === undefined ? '' : `; \`${fallback}\` when absent`
    return `\`${part}\` (${variable === undefined ? '' : `\`${variable}\`: `}${means}${absent})`
  })
  return `| \`${id}\` | [${name}](${docs}) | ${dialects} | ${credentialWords(auth)} | ${codes(env)} | ${parts.join(', ')} |`
}

function credentialWords(auth: ProviderRecord['auth']): string {
  switch (auth.kind) {
    case 'bearer':
      return 'API key'
    case 'header':
      return `API key in \`${auth.header}\``
    case 'none':
      return 'none'
    case 'aws':
      return 'Bedrock API key, or a pair of access keys'
    case 'aws-role':
      return 'none: the role that the server runs in'
    case 'google':
      return 'JSON key of a service account, or an access token'
    case 'entra':
      return 'API key, or the app registration of Entra ID as JSON'
  }
}

function codes(words: readonly string[]): string {
  return words.map((word) => `\`${word}\``).join(', ')
}
