// What a key may see: models by scope, IDs with slashes, its own limits and spend, and its own requests only.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { parseUsd } from '../../src/contract/money.ts'
import { startFaultProvider, type FaultProvider } from '../faults/fault-provider.ts'
import { startRouter, type Router } from './start-router.ts'

const priced = 'price_usd_per_million: { input: 0.14, output: 0.28 }'
const entry = (id: string, more: string): string => `
  - { id: ${id}, context_length: 131072, max_output_tokens: 8192, offers: [{ provider: acme, upstream_model: up }], ${more} }`

let upstream: FaultProvider
let router: Router
before(async () => {
  upstream = await startFaultProvider()
  router = await startRouter({
    yaml: `providers:
  - { id: acme, base_url: "${upstream.baseUrl}", api_key: secret, allow_private: true }
models:${entry('Qwen/Qwen-Plus', `${priced}, capabilities: [chat]`)}${entry('qwen-plus', `${priced}, capabilities: [chat]`)}${entry('ears', `${priced}, capabilities: [audio]`)}${entry('hidden', `${priced}, public: false`)}${entry('pending', 'capabilities: [chat]')}
limits: { requests_per_minute: 600, tokens_per_minute: 1000000, concurrent_requests: 200 }
`,
  })
})
after(async () => {
  await router?.[Symbol.asyncDispose]()
  await upstream.close()
})

async function get(path: string, key = router.key): Promise<{ status: number; body: Record<string, unknown>; headers: Headers }> {
  const response = await fetch(`http://127.0.0.1:${router.port}${path}`, { headers: { authorization: `Bearer ${key}` } })
  return { status: response.status, body: (await response.json()) as Record<string, unknown>, headers: response.headers }
}

async function listed(path: string, key?: string): Promise<string[]> {
  const { status, body } = await get(path, key)
  assert.equal(status, 200)
  assert.equal(body['object'], 'list')
  return (body['data'] as { id: string }[])
    .map(({ id }) => id)
    .filter((id) => ['Qwen/Qwen-Plus', 'qwen-plus', 'ears', 'hidden', 'pending'].includes(id))
}

test('the list has what a key may call: neither hidden models nor those without a price, and nothing outside its scope', async () => {
  const scopes = {
    all: ['Qwen/Qwen-Plus', 'qwen-plus', 'ears'],
    chat: ['Qwen/Qwen-Plus', 'qwen-plus'],
    'Qwen/Qwen-Plus': ['Qwen/Qwen-Plus'],
  }
  for (const [scope, models] of Object.entries(scopes)) {
    const { key } = await router.createKey('--name', scope, '--models', scope)
    for (const path of ['/v1/models', '/api/v1/models']) assert.deepEqual((await listed(path, key)).sort(), models.toSorted())
    const outside = await router.chat({ model: 'ears', messages: [{ role: 'user', content: 'x' }] }, { key })
    assert.equal(outside.status, models.includes('ears') ? 200 : 404)
    for (const id of ['Qwen/Qwen-Plus', 'qwen-plus', 'ears']) {
      assert.equal((await get(`/v1/models/${id}`, key)).status, models.includes(id) ? 200 : 404, `${id} for ${scope}`)
    }
  }
})

test('a model ID with a slash is found encoded or not, under both prefixes, and its case counts', async () => {
  for (const path of [
    '/v1/models/Qwen/Qwen-Plus',
    '/v1/models/Qwen%2FQwen-Plus',
    '/v1/models/Qwen%2fQwen-Plus',
    '/api/v1/models/Qwen/Qwen-Plus',
  ]) {
    const { status, body, headers } = await get(path)
    assert.equal(status, 200, path)
    assert.equal(body['id'], 'Qwen/Qwen-Plus')
    assert.equal(body['object'], 'model')
    assert.equal(typeof body['created'], 'number')
    assert.equal(typeof body['owned_by'], 'string')
    assert.ok(Number(headers.get('x-ratelimit-limit')) > 0 && headers.get('x-request-id'))
  }
  for (const id of ['qwen/qwen-plus', 'Qwen', 'Qwen/', 'Qwen%252FQwen-Plus', 'hidden', 'pending']) {
    const { status, body } = await get(`/v1/models/${id}`)
    assert.equal(status, 404, id)
    assert.equal((body['error'] as { code: string }).code, 'model_not_found')
  }
  const answer = await router.chat({ model: 'Qwen/Qwen-Plus', messages: [{ role: 'user', content: 'x' }] })
  assert.equal(((await answer.json()) as { model: string }).model, 'Qwen/Qwen-Plus')
})

test('a model without a price is not callable and says so; a hidden one is unknown', async () => {
  const ask = async (model: string): Promise<string> => {
    const response = await router.chat({ model, messages: [{ role: 'user', content: 'x' }] })
    assert.equal(response.status, 404)
    return response.text()
  }
  assert.match(await ask('pending'), /Price pending/)
  assert.match(await ask('hidden'), /unknown to this server/)
  const models = await router.json<{ id: string; status: string }[]>('models', 'list')
  assert.equal(models.find(({ id }) => id === 'pending')?.status, 'Price pending')
})

test('a key sees its own limits, budget and spend, and its request by the ID of the answer', async () => {
  const { key } = await router.createKey(
    '--name',
    'mine',
    '--budget-usd',
    '1.5',
    '--expires',
    '30d',
    '--rpm',
    '7',
    '--tpm',
    'none',
    '--concurrency',
    '3',
  )
  const response = await router.chat({ model: 'qwen-plus', messages: [{ role: 'user', content: 'x' }], user: 'u-1' }, { key })
  const [id, cost] = [String(response.headers.get('x-request-id')), String(response.headers.get('x-nexorouter-cost-usd'))]
  await router.usage((all) => all.some((one) => one.request_id === id))
  for (const prefix of ['/v1', '/api/v1']) {
    const { status, body } = await get(`${prefix}/key`, key)
    assert.equal(status, 200)
    const data = body['data'] as Record<string, unknown>
    assert.deepEqual(
      [data['label'], data['last_four'], data['budget_usd'], data['spent_usd'], data['limits']],
      ['mine', key.slice(-4), '1.5', cost, { requests_per_minute: 7, tokens_per_minute: null, concurrent_requests: 3 }],
    )
    assert.equal(parseUsd(String(data['budget_left_usd'])), (parseUsd('1.5') as bigint) - (parseUsd(cost) as bigint))
    assert.ok(Date.parse(String(data['expires_at'])) > 0)
    assert.ok(!JSON.stringify(body).includes(key))
    const generation = await get(`${prefix}/generation?id=${id}`, key)
    const shown = generation.body['data'] as Record<string, unknown>
    assert.deepEqual(
      [shown['id'], shown['model'], shown['status'], shown['cost_usd'], shown['total_cost'], shown['user']],
      [id, 'qwen-plus', 'success', cost, Number(cost), 'u-1'],
    )
  }
  for (const bad of ['', '?id=', '?id=nonsense']) assert.equal((await get(`/v1/generation${bad}`, key)).status, 400)
  assert.equal((await get('/v1/generation?id=00000000-0000-7000-8000-000000000000', key)).status, 404)
  assert.equal((await get(`/v1/generation?id=${id}`, 'sk-nxr-nonsense')).status, 401)
})
