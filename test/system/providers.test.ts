// Where answers come from: vendor keys of the environment, the operator's YAML, and never this very server.
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import type { ModelJson } from '../../src/contract/control-api.ts'
import type { ProviderJson } from '../../src/contract/providers-api.ts'
import { makeKeyText } from '../../src/keys/key-format.ts'
import { startFaultProvider, type FaultProvider } from '../faults/fault-provider.ts'
import { startServe } from './serve-folder.ts'
import { acmeYaml, runCli, startRouter } from './start-router.ts'

const root = mkdtempSync(join(tmpdir(), 'nexorouter-providers-'))
let upstream: FaultProvider
before(async () => {
  upstream = await startFaultProvider()
})
after(async () => {
  await upstream.close()
  rmSync(root, { recursive: true, force: true })
})

/** The file of the documentation, letter by letter. */
const documented = `providers:
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

test('the documented file serves as it is: the credential goes upstream, the price is charged, the limits hold', async () => {
  const yaml = documented.replace('127.0.0.1:9000', `127.0.0.1:${upstream.port}`)
  await using router = await startRouter({ yaml, env: { ACME_KEY: 'acme-made-up-key' } })
  const calls = upstream.calls.length
  const response = await router.chat({ model: 'deepseek-v4-flash', messages: [{ role: 'user', content: 'x' }] })
  assert.equal(((await response.json()) as { model: string }).model, 'deepseek-v4-flash')
  assert.deepEqual(
    [upstream.calls[calls]?.headers['authorization'], upstream.calls[calls]?.model],
    ['Bearer acme-made-up-key', 'deepseek-chat'],
  )
  // 10 x $0.14 + 2 x $0.28 per million.
  assert.equal(response.headers.get('x-nexorouter-cost-usd'), '0.00000196')
  assert.equal(response.headers.get('x-ratelimit-limit'), '600')
  const listed = await router.cli('models', 'list', '--json')
  assert.ok(!`${listed.stdout}${router.log()}`.includes('acme-made-up-key'))
  const models = JSON.parse(listed.stdout) as ModelJson[]
  const prices = models.find(({ id }) => id === 'deepseek-v4-flash')?.price_usd_per_million
  assert.deepEqual(prices, { input: '0.14', output: '0.28', cached_input: '0.014' })
  assert.equal(
    models.some(({ id }) => id.startsWith('nexo-demo')),
    false,
    'the demo provider is off once a real one exists',
  )
})

async function refusedYaml(yaml: string, env: Record<string, string> = {}): Promise<string> {
  const cwd = mkdtempSync(join(root, 'case-'))
  const config = join(cwd, 'nexorouter.yaml')
  writeFileSync(config, yaml)
  await using serving = await startServe(join(cwd, 'data'), { NEXOROUTER_CONFIG: config, ...env })
  assert.equal(await serving.ended, 6, serving.log())
  return serving.log()
}

test('a variable that the file names and nobody set is reported with its file, line and column', async () => {
  assert.match(await refusedYaml(documented), /nexorouter\.yaml:5:14: the environment variable ACME_KEY is not set/)
})

test('vendor keys in the environment, also from files, bring their providers and models up and the demo down', async () => {
  const file = join(root, 'deepseek.key')
  writeFileSync(file, 'made-up-deepseek-key\n')
  await using router = await startRouter({
    env: { OPENAI_API_KEY: 'made-up-openai-key', DEEPSEEK_API_KEY_FILE: file, OPENAI_BASE_URL: 'http://127.0.0.1:1/v1' },
  })
  const providers = await router.json<ProviderJson[]>('providers', 'list')
  assert.deepEqual(providers.map((one) => [one.id, one.base_url, one.status, one.simulated].join(' ')).toSorted(), [
    'deepseek https://api.deepseek.com ready false',
    'openai https://api.openai.com/v1 ready false',
  ])
  const models = await router.json<ModelJson[]>('models', 'list')
  for (const id of ['gpt-4o-mini', 'deepseek-v4-flash']) assert.equal(models.find((one) => one.id === id)?.status, 'Available', id)
  assert.equal(models.find((one) => one.id === 'Qwen/Qwen-Plus')?.status, 'Unavailable')
  assert.equal(
    models.some(({ id }) => id.startsWith('nexo-demo')),
    false,
  )
  assert.match(router.log(), /OPENAI_BASE_URL is for clients; the server ignores it/)
  assert.doesNotMatch(router.log(), /made-up/)
})

test('a key of ours in a vendor variable is not taken as a credential: a warning, and the demo stays', async () => {
  const ours = makeKeyText((alphabet, length) => (alphabet[7] as string).repeat(length))
  await using router = await startRouter({ env: { OPENAI_API_KEY: ours } })
  assert.match(router.log(), /OPENAI_API_KEY holds a key of this server; it is not used as a credential/)
  assert.ok(!router.log().includes(ours))
  assert.deepEqual(
    (await router.json<ProviderJson[]>('providers', 'list')).map(({ id }) => id),
    ['demo', 'demo-responses', 'demo-messages', 'demo-gemini'],
  )
})

test('a provider at this very address is refused at the start, under each name of it', async () => {
  for (const host of ['localhost', '127.0.0.1', '127.0.0.2', '[::1]', 'router.localhost']) {
    const log = await refusedYaml(acmeYaml(`http://${host}:3999/v1`, ['a']), { PORT: '3999' })
    assert.match(log, /nexorouter\.yaml:4:15: base_url points at this very server/, host)
  }
  const byPublicUrl = await refusedYaml(acmeYaml('https://router.example/v1', ['a']), { NEXOROUTER_PUBLIC_URL: 'https://router.example' })
  assert.match(byPublicUrl, /points at this very server/)
  const cwd = mkdtempSync(join(root, 'case-'))
  const local = await runCli(['serve'], { PORT: '3999', NEXOROUTER_DATA_DIR: join(cwd, 'data'), OLLAMA_BASE_URL: 'localhost:3999' }, cwd)
  assert.equal(local.code, 6)
  assert.match(local.stderr, /OLLAMA_BASE_URL: the address points at this very server/)
})

interface Forwarder {
  readonly baseUrl: string
  count(): number
  to(target: { baseUrl: string; key: string }): void
  close(): Promise<void>
}

/** Another name for a server: passes requests on with a key of that server, as a proxy in front would. */
async function startForwarder(): Promise<Forwarder> {
  let target: { baseUrl: string; key: string } | undefined
  let count = 0
  async function forward(request: IncomingMessage, response: ServerResponse): Promise<void> {
    count += 1
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    const headers = new Headers()
    for (const [name, value] of Object.entries(request.headers)) {
      if (typeof value === 'string' && !['host', 'connection', 'content-length', 'authorization'].includes(name)) headers.set(name, value)
    }
    headers.set('authorization', `Bearer ${target?.key}`)
    // A circle that is not broken ends here, so that the test does.
    if (count > 50) return void response.writeHead(500).end()
    const answer = await fetch(`${target?.baseUrl}/chat/completions`, { method: 'POST', headers, body: Buffer.concat(chunks) })
    response.writeHead(answer.status, { 'content-type': answer.headers.get('content-type') ?? 'application/json' }).end(await answer.text())
  }
  const server = createServer((request, response) => void forward(request, response))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    count: () => count,
    to: (next) => void (target = next),
    close: () => {
      server.closeAllConnections()
      return new Promise((resolve) => server.close(() => resolve()))
    },
  }
}

const ask = { model: 'a', messages: [{ role: 'user', content: 'x' }] }

test('a provider that leads back here under another name is found at the second pass', async () => {
  const forwarder = await startForwarder()
  try {
    await using router = await startRouter({ yaml: acmeYaml(forwarder.baseUrl, ['a']) })
    forwarder.to(router)
    const response = await router.chat(ask)
    assert.equal(response.status, 503)
    assert.equal(forwarder.count(), 1)
    const records = await router.usage((all) => all.length === 2)
    assert.deepEqual(records.map((one) => `${one.error_code} ${one.cost_usd}`).toSorted(), ['not_found 0', 'upstream_unavailable 0'])
  } finally {
    await forwarder.close()
  }
})

test("two servers that are each other's provider do not send a request round in a circle", async () => {
  const once = 'upstream: { attempts_max: 1 }\n'
  const [there, back] = [await startForwarder(), await startForwarder()]
  try {
    await using first = await startRouter({ yaml: acmeYaml(there.baseUrl, ['a'], once) })
    await using second = await startRouter({ yaml: acmeYaml(back.baseUrl, ['a'], once) })
    there.to(second)
    back.to(first)
    const response = await first.chat(ask)
    assert.ok(response.status >= 500)
    assert.deepEqual([there.count(), back.count()], [1, 1])
  } finally {
    await there.close()
    await back.close()
  }
})
