// What the configuration accepts, what it refuses and where it points. Tables: a file, an environment, flags -> values or mistakes.
import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { asId, type ProviderId } from './contract/ids.ts'
import { type Config, type ConfigInput, loadConfig } from './config.ts'
import { settings } from './config-settings.ts'
import type { ProviderRecord } from './providers/provider.ts'

let folder = ''
before(() => {
  folder = mkdtempSync(join(tmpdir(), 'nexorouter-config-'))
})
after(() => rmSync(folder, { recursive: true, force: true }))

function vendor(id: string, more: Partial<ProviderRecord> = {}): ProviderRecord {
  return {
    id: asId<ProviderId>(id),
    name: id,
    dialect: 'openai-chat',
    baseUrl: `https://api.${id}.example/v1`,
    auth: { kind: 'bearer' },
    env: [`${id.toUpperCase()}_API_KEY`],
    allowPrivate: false,
    outputCapField: 'max_tokens',
    takesStreamOptions: true,
    sendsFinishReason: true,
    dropsParams: [],
    docs: '',
    ...more,
  }
}
const registry = [vendor('openai'), vendor('deepseek'), vendor('ollama', { env: [], baseUrlEnv: 'OLLAMA_BASE_URL', allowPrivate: true })]

let count = 0
function load(yaml: string | null, env: ConfigInput['env'] = {}, flags: ConfigInput['flags'] = {}) {
  const cwd = join(folder, `case-${(count += 1)}`)
  mkdirSync(cwd)
  if (yaml !== null) writeFileSync(join(cwd, 'nexorouter.yaml'), yaml)
  return { cwd, result: loadConfig({ cwd, env, flags, registry }) }
}

function accepted(yaml: string | null, env: ConfigInput['env'] = {}, flags: ConfigInput['flags'] = {}): Config {
  const { result } = load(yaml, env, flags)
  assert.ok(result.ok, result.ok ? '' : JSON.stringify(result.problem))
  return result.value
}

function mistakes(yaml: string | null, env: ConfigInput['env'] = {}, flags: ConfigInput['flags'] = {}): string[] {
  const { result } = load(yaml, env, flags)
  assert.ok(!result.ok, 'accepted')
  return result.problem.map(({ where, message }) => `${where}: ${message}`)
}

const documented = `
providers:
  - id: acme
    dialect: openai-chat
    base_url: http://127.0.0.1:9000/v1
    api_key: \${ACME_KEY}
    allow_private: true
models:
  - id: deepseek-v4-flash
    capabilities: [chat]
    context_length: 131072
    max_output_tokens: 8192
    price_usd_per_million: { input: 0.14, output: 0.28, cached_input: 0.014 }
    offers:
      - provider: acme
        upstream_model: deepseek-chat
limits: { requests_per_minute: 600, tokens_per_minute: 1000000, concurrent_requests: 200 }
`

test('nothing at all is a complete configuration', () => {
  const config = accepted(null)
  assert.equal(config.values.port, 3001)
  assert.equal(config.values.host, '127.0.0.1')
  assert.ok(config.dataFolder.endsWith('/data'))
  assert.equal(config.configFile, null)
  assert.deepEqual(config.providers, [])
})

test('the documented file works exactly as it is written', () => {
  const config = accepted(documented, { ACME_KEY: 'acme-secret' })
  const [provider] = config.providers
  assert.equal(provider?.record.baseUrl, 'http://127.0.0.1:9000/v1')
  assert.equal(provider?.credentials[0]?.secret.reveal(), 'acme-secret')
  const [model] = config.models
  assert.deepEqual(model?.price, { input: 140_000n, output: 280_000n, cachedInput: 14_000n })
  assert.deepEqual(model?.offers[0]?.upstreamModel, 'deepseek-chat')
  assert.deepEqual(config.gateway.keyLimits, { requestsPerMinute: 600, tokensPerMinute: 1_000_000, concurrentRequests: 200 })
  assert.ok(!JSON.stringify(config, (_, value) => (typeof value === 'bigint' ? String(value) : value)).includes('acme-secret'))
})

test('flags win over environment, environment over the file, the file over defaults', () => {
  const yaml = 'server: { port: 4001, host: 127.0.0.2 }\nlog_level: warn\n'
  const config = accepted(yaml, { PORT: '5001', LOG_LEVEL: 'error' }, { port: '6001' })
  assert.deepEqual(
    [config.values.port, config.values.host, config.values.logLevel, config.values.demo],
    [6001, '127.0.0.2', 'error', 'auto'],
  )
  assert.equal(accepted(yaml, { PORT: '' }).values.port, 4001)
})

test('every setting of the table is reachable by its variable and, where it has one, by its YAML path', () => {
  const samples: Record<string, string> = {
    host: '127.0.0.9',
    metricsHost: '127.0.0.8',
    stripeApiUrl: 'http://127.0.0.1:9',
    metricsToken: 't'.repeat(20),
    publicUrl: 'https://x.example',
    secretKey: 'k'.repeat(40),
    durability: 'relaxed',
    holdBound: 'worst_case',
    logLevel: 'debug',
    demo: 'off',
    reveal: 'off',
    stripeSecretKey: 'sk_test_0123456789',
    stripeWebhookSecret: 'whsec_0123456789',
    privateWebhooks: 'allow',
    signUp: 'on',
    smtpUrl: 'smtps://router:p%40ss@mail.example.com:465',
    mailFrom: 'NexoRouter <router@example.com>',
    mailTls: 'when_offered',
    oidcIssuer: 'https://login.example.com/realms/main',
    oidcClientId: 'nexorouter',
    oidcClientSecret: 'anything',
    oidcName: 'Login',
  }
  for (const [name, setting] of Object.entries(settings)) {
    if (['dataFolder', 'configFile', 'databaseUrl', 'redisUrl'].includes(name)) continue
    const text =
      samples[name] ??
      (['sliceTokens'].includes(name) || setting.expects.includes('none') ? '17' : (/from (\d+)/.exec(setting.expects)?.[1] ?? ''))
    const value = (config: Config) => String(config.values[name as keyof Config['values']])
    assert.equal(value(accepted(null, { [setting.env]: text })), text, setting.env)
    if (setting.yaml === null) continue
    const [section, key] = setting.yaml.split('.')
    assert.equal(value(accepted(key === undefined ? `${section}: ${text}\n` : `${section}:\n  ${key}: ${text}\n`)), text, setting.yaml)
  }
})

test('a price keeps every digit that was written, and is never read as a float', () => {
  const yaml = (price: string) =>
    `models:\n  - { id: m, context_length: 10, max_output_tokens: 5, price_usd_per_million: { input: ${price}, output: 0 }, offers: [] }\n`
  for (const [written, pico] of [
    ['0.14', 140_000n],
    ['0.1', 100_000n],
    ['1.000001', 1_000_001n],
    ['"2.50"', 2_500_000n],
    ['0', 0n],
    ['123456789.123456', 123_456_789_123_456n],
  ] as const) {
    assert.equal(accepted(yaml(written)).models[0]?.price?.input, pico, written)
  }
  for (const wrong of ['1e-3', '-1', '0.0000001', '.nan', '1_000', 'free', 'true', '']) {
    assert.match(mistakes(yaml(wrong))[0] as string, /^nexorouter\.yaml:2:\d+: models\[0\]\.price_usd_per_million\.input .*decimal/, wrong)
  }
})

test('services that sign people in stand in a list, with their secrets from the environment', () => {
  const yaml =
    'oidc_services:\n  - {id: gitlab, issuer: "https://gitlab.example.com", client_id: router, client_secret: "${GITLAB_SECRET}", name: GitLab}\n  - {id: google, issuer: google, client_id: x, client_secret: y}\n'
  const { oidcServices } = accepted(yaml, { GITLAB_SECRET: 'from the environment'.replaceAll(' ', '-') })
  assert.deepEqual(
    oidcServices.map(({ id, issuer, name, clientSecret }) => [id, issuer, name, clientSecret.reveal()]),
    [
      ['gitlab', 'https://gitlab.example.com', 'GitLab', 'from-the-environment'],
      ['google', 'https://accounts.google.com', '', 'y'],
    ],
  )
  assert.ok(!JSON.stringify(oidcServices).includes('from-the-environment'))
})

test('all mistakes come together, each with its file, line and column, its variable or its flag', () => {
  const yaml = `server:\n  prot: 3001\n  host: 127.0.0.1\nlimits: { requests_per_minute: lots }\nproviders:\n  - id: acme\n    base_url: ftp://x/v1\n    api_key: \${NOT_SET}\nnonsense: 1\n`
  assert.deepEqual(mistakes(yaml, { LOG_LEVEL: 'loud' }, { port: '99999' }).sort(), [
    '--port: must be a whole number from 0 to 65535 (it is "99999")',
    'LOG_LEVEL: must be one of debug, info, warn, error, silent (it is "loud")',
    'nexorouter.yaml:2:3: unknown setting server.prot; did you mean port?',
    'nexorouter.yaml:4:32: limits.requests_per_minute must be a whole number from 1 to 1000000000, or none',
    'nexorouter.yaml:7:15: base_url must begin with http:// or https://, not ftp://',
    'nexorouter.yaml:8:14: the environment variable NOT_SET is not set; set it (or NOT_SET_FILE), or write ${NOT_SET:-default}',
    'nexorouter.yaml:9:1: unknown setting nonsense',
  ])
})

for (const [what, yaml, expected] of [
  ['broken YAML', 'limits: { a: 1\n', /^nexorouter\.yaml:\d+:\d+: not valid YAML/],
  ['a key twice', 'demo: on\ndemo: off\n', /^nexorouter\.yaml:2:1: this key stands twice/],
  ['a tab', 'server:\n\tport: 1\n', /^nexorouter\.yaml:2:1: .*(tab|YAML)/],
  ['a setting outside of its map', 'port: 4000\n', /^nexorouter\.yaml:1:1: unknown setting port; did you mean .*server\.port/],
  [
    'a base URL with the path of a request',
    'providers:\n  - {id: a, base_url: "https://a.example/v1/chat/completions"}\n',
    /^nexorouter\.yaml:2:23: base_url ends with \/chat\/completions, the path of a request: leave that out/,
  ],
  ...['$ACME_KEY', 'os.environ/ACME_KEY', '{{ env.ACME_KEY }}', '%ACME_KEY%'].map((text): [string, string, RegExp] => [
    `a variable written as ${text}`,
    `providers:\n  - {id: a, base_url: "https://a.example/v1", api_key: "${text}"}\n`,
    /api_key is the name of a variable, not a key; in nexorouter\.yaml write \$\{ACME_KEY\}/,
  ]),
  ['a list instead of a map', '- a\n', /^nexorouter\.yaml:1:1: the file must hold a map/],
  [
    'two providers of one id',
    'providers:\n  - {id: a, base_url: "https://a.example"}\n  - {id: a, base_url: "https://b.example"}\n',
    /^nexorouter\.yaml:3:10: the provider id a is used twice/,
  ],
  [
    'two sign-in services of one id',
    'oidc_services:\n  - {id: a, issuer: "https://a.example", client_id: x, client_secret: y}\n  - {id: a, issuer: "https://b.example", client_id: x, client_secret: y}\n',
    /^nexorouter\.yaml:3:10: the service id a is used twice/,
  ],
  [
    'two sign-in services of one issuer',
    'oidc: {issuer: google}\noidc_services:\n  - {id: a, issuer: "https://accounts.google.com", client_id: x, client_secret: y}\n',
    /^nexorouter\.yaml:3:21: the issuer https:\/\/accounts\.google\.com is set up twice/,
  ],
  [
    'a sign-in service without TLS',
    'oidc_services:\n  - {id: a, issuer: "http://a.example", client_id: x, client_secret: y}\n',
    /^nexorouter\.yaml:2:21: oidc_services\[0\]\.issuer must be `google`, or the https address/,
  ],
  [
    'a sign-in service under the name of the single one',
    'oidc_services:\n  - {id: default, issuer: google, client_id: x, client_secret: y}\n',
    /^nexorouter\.yaml:2:10: oidc_services\[0\]\.id must not be `default`/,
  ],
  [
    'two models of one id',
    'models:\n  - {id: m, context_length: 1, max_output_tokens: 1, offers: []}\n  - {id: m, context_length: 1, max_output_tokens: 1, offers: []}\n',
    /^nexorouter\.yaml:3:10: the model id m is used twice/,
  ],
  [
    'an offer without its provider',
    'providers:\n  - {id: acme, base_url: "https://a.example"}\nmodels:\n  - {id: m, context_length: 1, max_output_tokens: 1, offers: [{provider: acne}]}\n',
    /^nexorouter\.yaml:4:\d+: there is no provider acne; did you mean acme\?/,
  ],
  [
    'a missing field',
    'models:\n  - {id: m, max_output_tokens: 1, offers: []}\n',
    /models\[0\]\.context_length is missing; it must be a whole number/,
  ],
  [
    'a misspelt field in a list',
    'models:\n  - {id: m, context_lenght: 1, context_length: 2, max_output_tokens: 1, offers: []}\n',
    /^nexorouter\.yaml:2:13: unknown setting models\[0\]\.context_lenght; did you mean context_length\?/,
  ],
  ['credentials in a URL', 'providers:\n  - {id: a, base_url: "https://u:p@a.example"}\n', /must not carry credentials/],
  ['a private address', 'providers:\n  - {id: a, base_url: "http://10.0.0.7/v1"}\n', /private or loopback.*allow_private: true/],
  ['a private address in IPv6 clothes', 'providers:\n  - {id: a, base_url: "http://[::ffff:169.254.169.254]/v1"}\n', /private or loopback/],
  ['a short loopback address', 'providers:\n  - {id: a, base_url: "http://127.1/v1"}\n', /private or loopback/],
  [
    'a provider that is this server',
    'providers:\n  - {id: a, base_url: "http://localhost:3001/v1", allow_private: true}\n',
    /points at this very server/,
  ],
  ['an unknown vendor without a URL', 'providers:\n  - {id: opnai, api_key: x}\n', /needs a base_url.*did you mean openai\?/],
  ['one of our keys as a credential', 'providers:\n  - {id: openai, api_key: sk-nxr-abc}\n', /api_key is a key of this server/],
  ['an alias that holds itself', 'limits: &a\n  x: *a\n', /nested deeper|unknown setting|not valid/],
] as const) {
  test(`refused with its place: ${what}`, () => {
    const found = mistakes(yaml)
    assert.ok(
      found.some((line) => expected.test(line)),
      found.join('\n'),
    )
  })
}

test('vendor keys bring vendors up; our own keys and OPENAI_BASE_URL do not', () => {
  const config = accepted(null, {
    DEEPSEEK_API_KEY: 'sk-deep',
    OPENAI_API_KEY: 'sk-nxr-0123',
    OPENAI_BASE_URL: 'http://127.0.0.1:3001/v1',
    OLLAMA_BASE_URL: 'http://127.0.0.1:11434/v1/',
  })
  assert.deepEqual(
    config.providers.map(({ record, from }) => [record.id, record.baseUrl, from]),
    [
      ['deepseek', 'https://api.deepseek.example/v1', 'DEEPSEEK_API_KEY'],
      ['ollama', 'http://127.0.0.1:11434/v1', 'OLLAMA_BASE_URL'],
    ],
  )
  assert.deepEqual(config.warnings, [
    'OPENAI_BASE_URL is for clients; the server ignores it',
    'OPENAI_API_KEY holds a key of this server; it is not used as a credential for openai',
  ])
})

test('a vendor listed by its id takes its key from the environment, but never to a host of another choice', () => {
  const env = { OPENAI_API_KEY: 'sk-real' }
  assert.equal(accepted('providers: [{ id: openai }]\n', env).providers[0]?.credentials[0]?.secret.reveal(), 'sk-real')
  assert.equal(accepted('providers: [{ id: openai, base_url: "https://other.example/v1" }]\n', env).providers[0]?.credentials[0], undefined)
})

test('secrets come from files too, and a variable beside its file is a mistake', () => {
  const file = join(folder, 'secret.txt')
  writeFileSync(file, `${'s'.repeat(44)}\n`)
  assert.equal(accepted(null, { NEXOROUTER_SECRET_KEY_FILE: file }).values.secretKey, 's'.repeat(44))
  assert.equal(accepted(null, { DEEPSEEK_API_KEY_FILE: file }).providers[0]?.credentials[0]?.secret.reveal(), 's'.repeat(44))
  assert.equal(accepted(documented, { ACME_KEY_FILE: file }).providers[0]?.credentials[0]?.secret.reveal(), 's'.repeat(44))
  assert.deepEqual(mistakes(null, { NEXOROUTER_SECRET_KEY_FILE: file, NEXOROUTER_SECRET_KEY: 'k'.repeat(40) }), [
    'NEXOROUTER_SECRET_KEY: set NEXOROUTER_SECRET_KEY or NEXOROUTER_SECRET_KEY_FILE, not both',
  ])
  assert.match(
    mistakes(null, { NEXOROUTER_SECRET_KEY_FILE: '/nowhere' })[0] as string,
    /^NEXOROUTER_SECRET_KEY_FILE: cannot read \/nowhere: there is no such file/,
  )
})

test('a secret file that is empty is a mistake: a mount that did not work must not look like a secret that nobody set', () => {
  const file = join(folder, 'empty.txt')
  writeFileSync(file, '\n')
  for (const name of ['NEXOROUTER_SECRET_KEY', 'NEXOROUTER_METRICS_TOKEN', 'STRIPE_SECRET_KEY', 'OPENAI_API_KEY']) {
    assert.deepEqual(mistakes(null, { [`${name}_FILE`]: file }), [
      `${name}_FILE: ${file} is empty; write the secret into it, or unset ${name}_FILE`,
    ])
  }
})

test('a file is named for what is no secret: said, because it is not read', () => {
  const { warnings } = accepted(null, { NEXOROUTER_PUBLIC_URL_FILE: '/run/url', PORT_FILE: '/run/port', OPENAI_API_KEY_FILE: '' })
  assert.deepEqual(warnings, [
    'PORT_FILE is not read: only secrets come from files; set PORT itself',
    'NEXOROUTER_PUBLIC_URL_FILE is not read: only secrets come from files; set NEXOROUTER_PUBLIC_URL itself',
  ])
})

test('a secret that is wrong is named, never repeated', () => {
  const found = mistakes(null, {
    NEXOROUTER_SECRET_KEY: 'hunter2',
    DATABASE_URL: 'postgres://u:hunter2@h/d',
    REDIS_URL: 'redis://:hunter2@h',
  })
  assert.equal(found.length, 3)
  assert.ok(!found.join('\n').includes('hunter2'))
  assert.ok(found.some((line) => line.startsWith('DATABASE_URL: ') && line.includes('Postgres store is not part of this version')))
})

test('an empty DATABASE_URL is the same as none', () => {
  assert.equal(accepted(null, { DATABASE_URL: '', REDIS_URL: '' }).values.databaseUrl, '')
})

test('variables in the file expand inside quotes, with defaults, as numbers, and can be escaped', () => {
  const yaml = 'server: { port: "${P}" }\n'
  assert.match(mistakes(yaml, { P: '4100' })[0] as string, /server\.port must be a whole number/)
  assert.equal(accepted('server:\n  port: ${P}\n', { P: '4100' }).values.port, 4100)
  assert.equal(accepted('server:\n  port: ${P:-4200}\n').values.port, 4200)
  const provider = accepted('providers:\n  - { id: openai, api_key: "a$${b}c" }\n').providers[0]
  assert.equal(provider?.credentials[0]?.secret.reveal(), 'a${b}c')
})

test('a file that is named must exist; the default one need not', () => {
  assert.match(
    mistakes(null, {}, { configFile: 'missing.yaml' })[0] as string,
    /^missing\.yaml: cannot read the configuration missing\.yaml: there is no such file/,
  )
  assert.equal(accepted(null, {}, { dataFolder: 'elsewhere/data' }).configFile, null)
})

test('the default file stands beside the data folder', () => {
  const { cwd } = load(null)
  mkdirSync(join(cwd, 'deep'))
  writeFileSync(join(cwd, 'deep', 'nexorouter.yaml'), 'log_level: error\n')
  const result = loadConfig({ cwd, env: {}, flags: { dataFolder: 'deep/data' }, registry })
  assert.ok(result.ok && result.value.values.logLevel === 'error')
})

test('a misspelt variable of ours is a warning; a variable for clients is not', () => {
  const config = accepted(null, { NEXOROUTER_DATA_DRI: 'x', NEXOROUTER_API_KEY: 'sk-nxr-x', NEXOROUTER_SOMETHING_ELSE: 'y' })
  assert.deepEqual(config.warnings, ['the environment variable NEXOROUTER_DATA_DRI is not a setting; did you mean NEXOROUTER_DATA_DIR?'])
})

test('the port of the figures is not that of the server itself, unless each has a host of its own', () => {
  for (const [env, same] of [
    [{ PORT: '4000', NEXOROUTER_METRICS_PORT: '4000' }, true],
    [{ NEXOROUTER_METRICS_PORT: '3001' }, true],
    [{ PORT: '4000', NEXOROUTER_METRICS_PORT: '4000', HOST: '0.0.0.0' }, true],
    [{ PORT: '4000', NEXOROUTER_METRICS_PORT: '4000', HOST: '10.0.0.7' }, false],
    [{ PORT: '4000', NEXOROUTER_METRICS_PORT: '4001' }, false],
    [{ PORT: '0' }, false],
  ] as const) {
    const { result } = load(null, env)
    const messages = result.ok ? [] : result.problem.map(({ where, message }) => `${where}: ${message}`)
    assert.equal(
      messages.some((one) => /metrics\.port.*the port of the server itself: choose another/.test(one)),
      same,
      JSON.stringify(env),
    )
  }
})
