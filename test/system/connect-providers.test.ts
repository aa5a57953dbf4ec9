// Providers connected while the server runs: through the control API, with several credentials, live, kept over a restart and never shown.
import assert from 'node:assert/strict'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, test } from 'node:test'
import type { ModelJson } from '../../src/contract/control-api.ts'
import type { ProviderJson, UpstreamModelJson, VendorJson } from '../../src/contract/providers-api.ts'
import { type Router, startRouter } from './start-router.ts'

interface Vendor {
  readonly baseUrl: string
  /** Credentials of chats, in order. */
  readonly seen: string[]
  /** Credentials that are refused. */
  readonly refused: Set<string>
}

const closing: (() => void)[] = []
after(() => closing.forEach((close) => close()))

async function openVendor(): Promise<Vendor> {
  const seen: string[] = []
  const refused = new Set<string>()
  const server = createServer((request, response) => void answer(request, response, { seen, refused }))
  server.listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  closing.push(() => {
    server.close()
    server.closeAllConnections()
  })
  return { baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`, seen, refused }
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  { seen, refused }: Pick<Vendor, 'seen' | 'refused'>,
): Promise<void> {
  await Array.fromAsync(request)
  const credential = (request.headers.authorization ?? '').replace('Bearer ', '')
  const json = (value: object, status = 200): void =>
    void response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value))
  if (request.method === 'POST') seen.push(credential)
  if (refused.has(credential)) return json({ error: { message: `the key ${credential} is wrong`, code: 'invalid_api_key' } }, 401)
  if (request.method === 'GET') return json({ object: 'list', data: [{ id: 'up-1', context_length: 8_192 }, { id: 'up-2' }] })
  const message = { role: 'assistant', content: 'Hi' }
  return json({
    ...{ id: 'c', object: 'chat.completion', created: 1, model: 'up-1' },
    choices: [{ index: 0, message, finish_reason: 'stop' }],
    usage: { prompt_tokens: 3, completion_tokens: 2, total_tokens: 5 },
  })
}

type Answered<T> = {
  readonly status: number
  readonly body: T & { readonly error?: { readonly code: string; readonly param: string; readonly message: string } }
}

async function control<T>(router: Router, method: string, path: string, body?: object): Promise<Answered<T>> {
  const response = await fetch(`http://127.0.0.1:${router.port}/control/v1${path}`, {
    method,
    headers: { authorization: `Bearer ${router.managementKey}`, ...(body && { 'content-type': 'application/json' }) },
    ...(body && { body: JSON.stringify(body) }),
  })
  return { status: response.status, body: (await response.json()) as Answered<T>['body'] }
}

const keyA = 'acme-key-aaaaaaaaaaaaaaaaaaaa1111'
const keyB = 'acme-key-bbbbbbbbbbbbbbbbbbbb2222'
const model = { id: 'acme-one', context_length: 8_192, max_output_tokens: 1_000, offers: [{ provider: 'acme', upstream_model: 'up-1' }] }
const hello = { model: 'acme-one', messages: [{ role: 'user', content: 'x' }] }

function filesHold(folder: string, text: string): boolean {
  return readdirSync(folder, { withFileTypes: true }).some((one) => one.isFile() && readFileSync(join(folder, one.name)).includes(text))
}

test('a server is connected, a model is published over it, chats run, credentials take turns, and a restart keeps all of it', async () => {
  const vendor = await openVendor()
  await using router = await startRouter()
  const api_keys = [
    { name: 'a', value: keyA, weight: 1_000_000 },
    { name: 'b', value: keyB },
  ]
  const connected = await control<ProviderJson>(router, 'POST', '/providers', {
    ...{ id: 'acme', name: 'Acme', base_url: vendor.baseUrl, allow_private: true, api_keys },
  })
  assert.equal(connected.status, 201, JSON.stringify(connected.body))
  assert.deepEqual(
    connected.body.credentials.map(({ name, weight, last_four, state }) => [name, weight, last_four, state]),
    [
      ['a', 1_000_000, '1111', 'ready'],
      ['b', 1, '2222', 'ready'],
    ],
  )
  const listed = await control<{ data: UpstreamModelJson[] }>(router, 'GET', '/providers/acme/models')
  assert.deepEqual(listed.body.data, [
    { id: 'up-1', context_length: 8_192, published_as: null },
    { id: 'up-2', context_length: null, published_as: null },
  ])
  const unpriced = await control<ModelJson>(router, 'POST', '/models', model)
  assert.equal(unpriced.body.status, 'Price pending')
  const published = await control<ModelJson>(router, 'POST', '/models', { ...model, price_usd_per_million: { input: '1', output: '2' } })
  assert.deepEqual([published.status, published.body.status, published.body.provenance], [201, 'Available', 'control'])
  const first = await router.chat(hello)
  assert.equal(first.status, 200)
  assert.equal(first.headers.get('x-nexorouter-cost-usd'), '0.000007')
  vendor.refused.add(keyA)
  assert.equal((await router.chat(hello)).status, 200)
  assert.deepEqual(vendor.seen, [keyA, keyA, keyB])
  const after401 = (await control<{ data: ProviderJson[] }>(router, 'GET', '/providers')).body.data.find(({ id }) => id === 'acme')
  assert.equal(after401?.credentials[0]?.state, 'unauthorized')
  const tested = await control<{ ok: boolean; result: string }>(router, 'POST', '/providers/acme/test', {})
  assert.deepEqual([tested.body.ok, tested.body.result.startsWith('with the credential a: it refuses the credential')], [false, true])
  const usage = await router.json<{ attempts: { credential?: string }[] }[]>('usage', 'list')
  assert.deepEqual(
    usage[0]?.attempts.map(({ credential }) => credential),
    ['a', 'b'],
  )

  await router.kill('SIGTERM')
  for (const key of [keyA, keyB]) {
    assert.equal(filesHold(router.folder, key), false, 'sealed on disk')
    assert.equal(router.log().includes(key), false)
  }
  await router.start()
  vendor.refused.clear()
  assert.equal((await router.chat(hello)).status, 200)
  assert.ok((await router.json<ModelJson[]>('models', 'list')).some(({ id }) => id === 'acme-one'))
})

test('credentials are added, disabled, deleted; a provider without a usable one is not asked; another host gets none of them', async () => {
  const [vendor, other] = [await openVendor(), await openVendor()]
  await using router = await startRouter()
  const entry = { id: 'acme', base_url: vendor.baseUrl, allow_private: true, api_key: keyA }
  const [first] = (await control<ProviderJson>(router, 'POST', '/providers', entry)).body.credentials
  await control(router, 'POST', '/models', { ...model, price_usd_per_million: { input: '1', output: '2' } })
  const added = await control<ProviderJson>(router, 'POST', '/providers/acme/credentials', { name: 'second', value: keyB })
  assert.equal(added.status, 201)
  assert.equal((await control(router, 'POST', '/providers/acme/credentials', { name: 'second', value: keyB })).body.error?.code, 'conflict')
  await control(router, 'PATCH', `/provider-credentials/${first?.id}`, { disabled: true })
  await router.chat(hello)
  assert.deepEqual(vendor.seen, [keyB])
  await control(router, 'DELETE', `/provider-credentials/${added.body.credentials[1]?.id}`)
  assert.equal((await router.chat(hello)).status, 503)
  const moved = await control<ProviderJson>(router, 'PATCH', '/providers/acme', { base_url: other.baseUrl })
  assert.deepEqual(moved.body.credentials, [])
  await control(router, 'POST', '/providers/acme/credentials', { name: 'new', value: keyB })
  assert.equal((await router.chat(hello)).status, 200)
  assert.deepEqual([vendor.seen.length, other.seen], [1, [keyB]])
  assert.equal((await control(router, 'DELETE', '/providers/acme')).status, 200)
  assert.equal((await router.chat(hello)).status, 404)
  const models = await router.json<ModelJson[]>('models', 'list')
  assert.equal(models.find(({ id }) => id === 'acme-one')?.status, 'Unavailable')
  assert.ok(
    models.some(({ id }) => id === 'nexo-demo'),
    'the simulation is back when the last real provider is gone',
  )
})

const wrong: readonly [what: string, body: object, param: string, sentence: RegExp][] = [
  ['a private address', { id: 'acme', base_url: 'http://127.0.0.1:9/v1' }, 'base_url', /allow_private/],
  ['an unknown vendor', { id: 'opnai', api_key: 'x' }, 'id', /did you mean openai/],
  ['a vendor without its region', { id: 'bedrock', api_key: 'ABSKabc' }, 'base_url_parts', /region: the AWS region/],
  [
    'a part that would leave its place',
    { id: 'bedrock', base_url_parts: { region: 'evil.example/' } },
    'base_url_parts',
    /letters, digits/,
  ],
  [
    'half a pair of access keys',
    { id: 'bedrock', base_url_parts: { region: 'eu-west-1' }, api_key: 'AKIAIOSFODNN7EXAMPLE' },
    'api_key',
    /half a pair/,
  ],
  [
    'half a service account',
    { id: 'vertex', base_url_parts: { project: 'p' }, api_key: '{"type":"service_account"}' },
    'api_key',
    /client_email/,
  ],
  ['one of our own keys', { id: 'openai', api_key: 'sk-nxr-abc' }, 'api_key', /key of this server/],
  ['two forms of credentials', { id: 'openai', api_key: 'a', api_keys: [{ name: 'b', value: 'c' }] }, 'api_keys', /keep one/],
]

test('what the YAML would refuse is refused here too, naming the field, and nothing of a secret is repeated', async () => {
  await using router = await startRouter()
  for (const [what, body, param, sentence] of wrong) {
    const refused = await control(router, 'POST', '/providers', body)
    assert.deepEqual([refused.status, refused.body.error?.param], [400, param], what)
    assert.match(refused.body.error?.message ?? '', sentence, what)
    assert.doesNotMatch(refused.body.error?.message ?? '', /AKIAIOSFODNN7|sk-nxr-abc/)
  }
  const vendors = (await control<{ data: VendorJson[] }>(router, 'GET', '/vendors')).body.data
  assert.deepEqual(
    vendors.find(({ id }) => id === 'bedrock')?.base_url_parts.map(({ name }) => name),
    ['region'],
  )
})

test('what the environment describes is not changed through the API', async () => {
  await using router = await startRouter({ env: { DEEPSEEK_API_KEY: 'deepseek-made-up-key' } })
  for (const [method, path, body] of [
    ['POST', '/providers', { id: 'deepseek', api_key: 'x' }],
    ['PATCH', '/providers/deepseek', { name: 'x' }],
    ['DELETE', '/providers/deepseek', undefined],
    ['POST', '/providers/deepseek/credentials', { name: 'x', value: 'y' }],
  ] as const) {
    const refused = await control(router, method, path, body)
    assert.equal(refused.body.error?.code, 'conflict', `${method} ${path}`)
    assert.match(refused.body.error?.message ?? '', /DEEPSEEK_API_KEY/)
  }
})
