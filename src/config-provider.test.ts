// Providers as an operator describes them: the parts of a base URL, vendors under other IDs, several credentials.
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { type Config, loadConfig } from './config.ts'
import { providerRegistry } from './providers/registry.ts'

const folder = mkdtempSync(join(tmpdir(), 'nexorouter-config-provider-'))
after(() => rmSync(folder, { recursive: true, force: true }))

function load(yaml: string | null, env: Record<string, string>) {
  writeFileSync(join(folder, 'nexorouter.yaml'), yaml ?? '')
  return loadConfig({ flags: {}, env, cwd: folder, registry: providerRegistry })
}

function accepted(yaml: string | null, env: Record<string, string> = {}): Config {
  const result = load(yaml, env)
  assert.ok(result.ok, result.ok ? '' : JSON.stringify(result.problem))
  return result.value
}

function mistakes(yaml: string): string[] {
  const result = load(yaml, {})
  return result.ok ? [] : result.problem.map(({ where, message }) => `${where}: ${message}`)
}

const parted: readonly [what: string, yaml: string, env: Record<string, string>, baseUrl: string][] = [
  [
    'its own words',
    'providers: [{ id: bedrock, api_key: ABSKx, base_url_parts: { region: eu-west-1 } }]\n',
    {},
    'https://bedrock-runtime.eu-west-1.amazonaws.com/openai/v1',
  ],
  [
    'the environment',
    'providers: [{ id: bedrock, api_key: ABSKx }]\n',
    { AWS_REGION: 'eu-west-2' },
    'https://bedrock-runtime.eu-west-2.amazonaws.com/openai/v1',
  ],
  [
    'an ID of its own',
    'providers: [{ id: azure-two, vendor: azure, api_key: x, base_url_parts: { resource: two } }]\n',
    { AZURE_OPENAI_RESOURCE: 'one' },
    'https://two.openai.azure.com/openai/v1',
  ],
]

for (const [what, yaml, env, baseUrl] of parted) {
  test(`a base URL gets its parts from ${what}`, () => {
    assert.equal(accepted(yaml, env).providers[0]?.record.baseUrl, baseUrl)
  })
}

test('a key without the parts of its base URL is a warning in the environment and a mistake in the file', () => {
  const config = accepted(null, { AWS_BEARER_TOKEN_BEDROCK: 'ABSKx' })
  assert.deepEqual(config.providers, [])
  assert.match(config.warnings.join(), /AWS_BEARER_TOKEN_BEDROCK is set, but Amazon Bedrock needs the AWS region.*set AWS_REGION/)
  const [mistake] = mistakes('providers:\n  - {id: bedrock, api_key: ABSKx}\n')
  assert.match(mistake ?? '', /^nexorouter\.yaml:2:\d+: needs region: the AWS region/)
})

test('several credentials come up with their names and weights, or with a mistake each that repeats none of them', () => {
  const yaml = (keys: string): string => `providers:\n  - id: openai\n    api_keys: [${keys}]\n`
  const { credentials = [] } = accepted(yaml('{name: a, value: k1, weight: 3}, {value: k2}')).providers[0] ?? {}
  assert.deepEqual(
    credentials.map(({ name, weight, secret }) => [name, weight, secret.reveal()]),
    [
      ['a', 3, 'k1'],
      ['key-2', 1, 'k2'],
    ],
  )
  const found = mistakes(yaml('{name: a, value: k1}, {name: a, value: k2}, {name: c, value: "hush hush"}, {name: d, value: sk-nxr-hush}'))
  assert.equal(found.length, 3)
  assert.match(found.join(), /two entries called a.*holds a blank.*key of this server/)
  assert.doesNotMatch(found.join(), /hush/)
})

test('a provider of Amazon may sign with the role of the machine, and then keeps no credential', () => {
  const yaml = 'providers: [{ id: nova, vendor: bedrock-converse, auth: aws-role, base_url_parts: { region: eu-west-1 } }]\n'
  const [provider] = accepted(yaml).providers
  assert.deepEqual(provider?.record.auth, { kind: 'aws-role', service: 'bedrock', region: 'eu-west-1' })
  assert.deepEqual(provider?.credentials, [])
})

const noRole: readonly (readonly [entry: string, says: RegExp])[] = [
  ['{ id: openai, auth: aws-role }', /1:33: aws-role is for the providers of Amazon: set vendor to bedrock-converse/],
  [
    '{ id: bedrock, auth: aws-role, api_key: ABSKx, base_url_parts: { region: eu-west-1 } }',
    /aws-role takes the keys of the machine: leave api_key out/,
  ],
  [
    '{ id: bedrock, auth: aws-role, base_url: "https://amazonaws.com.example/v1", base_url_parts: { region: eu-west-1 } }',
    /aws-role signs requests to Amazon only: leave base_url out/,
  ],
  ['{ id: bedrock, auth: role, api_key: x, base_url_parts: { region: eu-west-1 } }', /must be bearer, none, aws-role or/],
]

for (const [entry, says] of noRole) {
  test(`${entry} is a mistake that names its fix`, () => assert.match(mistakes(`providers: [${entry}]\n`).join('\n'), says))
}
