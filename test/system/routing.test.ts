// Routing of the whole product over sockets and its own command line: wishes, fallback models, draining across a restart, and explanations.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { OfferJson, RouteJson } from '../../src/contract/offers-api.ts'
import { type FaultProvider, startFaultProvider } from '../faults/fault-provider.ts'
import { type Router, startRouter } from './start-router.ts'

let acme: FaultProvider
let beta: FaultProvider
let router: Router
before(async () => {
  acme = await startFaultProvider()
  beta = await startFaultProvider()
  const facts = 'capabilities: [chat], context_length: 131072, max_output_tokens: 8192'
  router = await startRouter({
    yaml: `providers:
  - { id: acme, base_url: "${acme.baseUrl}", api_key: secret, allow_private: true, region: us }
  - { id: beta, base_url: "${beta.baseUrl}", api_key: secret, allow_private: true, region: eu, collects_data: false }
models:
  - { id: both, ${facts}, price_usd_per_million: { input: 1, output: 1 }, offers: [{ provider: acme, upstream_model: up, weight: 9 }, { provider: beta, upstream_model: up }] }
  - { id: dear, ${facts}, price_usd_per_million: { input: 3, output: 3 }, offers: [{ provider: beta, upstream_model: dear }] }
`,
  })
})
after(async () => {
  await router?.[Symbol.asyncDispose]()
  await acme.close()
  await beta.close()
})

const messages = [{ role: 'user', content: 'hello' }]
const explain = { 'x-nexorouter-explain': 'true' }

async function ask(body: object, headers: Record<string, string> = {}): Promise<{ response: Response; provider: string | null }> {
  const response = await router.chat({ model: 'both', messages, ...body }, { headers })
  await response.text()
  return { response, provider: response.headers.get('x-nexorouter-provider') }
}

test('what a request wishes decides who is asked, and a header says why', async () => {
  assert.equal((await ask({ provider: { order: ['beta'] } })).provider, 'beta')
  assert.equal((await ask({ provider: { regions: ['us'] } })).provider, 'acme')
  const { response, provider } = await ask({ provider: { data_collection: 'deny' } }, explain)
  assert.equal(provider, 'beta')
  assert.equal(response.headers.get('x-nexorouter-route'), '{"why":"only_open","try":["beta/up"],"not":[["acme/up","may_collect_data"]]}')
  const refused = await router.chat({ model: 'both', messages, provider: { only: ['nobody'] } })
  assert.equal(refused.status, 400)
  assert.equal(((await refused.json()) as { error: { param: string } }).error.param, 'provider.only')
})

test('a fallback model answers under its own name and at its own price', async () => {
  acme.script('up', { next: [{ kind: 'status', code: 400 }] })
  const response = await router.chat({ model: 'both', models: ['dear'], messages, provider: { order: ['acme'] } })
  assert.equal(((await response.json()) as { model: string }).model, 'dear')
  const id = response.headers.get('x-request-id')
  const [record] = (await router.usage((records) => records.some((one) => one.request_id === id))).filter((one) => one.request_id === id)
  const tokens = (record?.prompt_tokens ?? 0) + (record?.completion_tokens ?? 0)
  assert.deepEqual([record?.model, Number(record?.cost_usd)], ['dear', (3 * tokens) / 1e6])
})

test('a key that may only go to one region goes there', async () => {
  const { key } = await router.createKey('--name', 'european', '--region', 'eu', '--deny-collection')
  for (let call = 0; call < 4; call++) {
    const response = await router.chat({ model: 'both', messages: [{ role: 'user', content: `call ${call}` }] }, { key })
    await response.text()
    assert.equal(response.headers.get('x-nexorouter-provider'), 'beta')
  }
})

test('a drained offer gets nothing, also after a restart, until it is taken back', async () => {
  const drained = await router.json<OfferJson>('offers', 'drain', 'acme/up', '--note', 'maintenance')
  assert.deepEqual([drained.offer, drained.drained, drained.note], ['acme/up', true, 'maintenance'])
  const before = acme.calls.length
  for (let call = 0; call < 3; call++) assert.equal((await ask({ messages: [{ role: 'user', content: `x ${call}` }] })).provider, 'beta')
  assert.equal(acme.calls.length, before)
  const route = await router.json<RouteJson>('route', 'explain', '--model', 'both')
  assert.deepEqual(
    route.candidates.map(({ offer, place, reason }) => [offer, place, reason]),
    [
      ['beta/up', 1, null],
      ['acme/up', null, 'drained'],
    ],
  )
  assert.equal(await router.kill('SIGTERM'), 0)
  const stopped = await router.json<OfferJson[]>('offers', 'list')
  assert.equal(stopped.find(({ offer }) => offer === 'acme/up')?.drained, true)
  await router.start()
  assert.equal((await ask({ provider: { order: ['acme'] } })).provider, 'beta')
  await router.json('offers', 'resume', 'acme/up')
  assert.equal((await ask({ provider: { order: ['acme'] } })).provider, 'acme')
})

test('the command line explains in a table, and names what it does not understand', async () => {
  const shown = await router.cli('route', 'explain', '--model', 'both', '--provider', '{"order":["beta"]}')
  assert.equal(shown.code, 0)
  assert.match(shown.stdout, /1 {2}beta\/up +both +order/)
  const wrong = await router.cli('route', 'explain', '--model', 'both', '--provider', '{"sort":"luck"}')
  assert.notEqual(wrong.code, 0)
  assert.match(wrong.stderr, /provider\.sort/)
  assert.equal((await router.cli('route', 'explain', '--model', 'both', '--provider', 'x')).code, 2)
  assert.equal((await router.cli('offers', 'drain', 'nobody/x')).code, 3)
})
