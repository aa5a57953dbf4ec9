// What a caller may wish of providers and models, seen from both ends: which provider was asked, what it was sent, what was charged.
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { asId, type ModelId, type PriceVersion } from '../../src/contract/ids.ts'
import type { Asked } from './ask.ts'
import { nanoPerToken, openTestGateway, type TestGateway, type TestOptions } from './open-test-gateway.ts'
import { hello } from './open-test-streams.ts'

const open: TestGateway[] = []
async function gatewayWith(options: TestOptions): Promise<TestGateway> {
  const gateway = await openTestGateway(options)
  open.push(gateway)
  return gateway
}
after(() => Promise.all(open.map((gateway) => gateway.close())))

/** Three times the price of the first. */
const dear = {
  id: asId<ModelId>('dear-model'),
  price: { input: 3_000_000n, output: 3_000_000n },
  priceVersion: asId<PriceVersion>('dear-model@1'),
}

async function refusalOf(asked: Asked) {
  const reply = await asked.reply
  assert.ok(reply.kind === 'problem')
  return reply.problem
}

const calls = (house: TestGateway): string => house.providers.map((provider) => provider.calls.length).join(' ')

const wishes: [string, object, string][] = [
  ['order', { order: ['provider-3', 'provider-2'] }, '0 0 1'],
  ['only', { only: ['Provider-2'] }, '0 1 0'],
  ['ignore', { ignore: ['provider-1', 'provider-2/upstream-model'] }, '0 0 1'],
  ['a region', { regions: ['eu'] }, '0 1 0'],
  ['no collection of data', { data_collection: 'deny' }, '0 0 1'],
  ['all parameters', { require_parameters: true }, '0 1 0'],
]
for (const [name, provider, expected] of wishes) {
  for (const stream of [false, true]) {
    test(`${name} decides which provider is asked, ${stream ? 'streamed' : 'buffered'}`, async () => {
      const offers = [{ dropsParams: ['seed'] }, { region: 'eu' }, { collectsData: false, dropsParams: ['seed'] }]
      const house = await gatewayWith({ providers: 3, offers })
      const asked = house.chat({ ...hello, stream, seed: 1, provider })
      await asked.text
      assert.equal(calls(house), expected)
      for (const call of house.providers.flatMap((one) => one.calls)) assert.doesNotMatch(call.bodyText, /"provider"/)
      await house.assertAtRest()
    })
  }
}

test('without fallbacks a provider that fails is the end of it', async () => {
  const house = await gatewayWith({ providers: 2 })
  house.providers[0]?.script('*', { then: { kind: 'html' } })
  const asked = house.chat({ ...hello, provider: { allow_fallbacks: false } })
  assert.equal((await refusalOf(asked)).code, 'upstream_error')
  assert.equal(calls(house), '1 0')
  await house.assertAtRest()
})

test('sorted by latency, the provider that was measured as the fastest is asked', async () => {
  // What a busy machine adds to either of them is not the matter here.
  const measured: TestOptions['deps'] = ({ speeds }) => ({
    speeds: { ...speeds, answered: (offer, _ms, nowMs) => speeds.answered(offer, offer.startsWith('provider-1/') ? 60 : 5, nowMs) },
  })
  const house = await gatewayWith({ providers: 2, deps: measured })
  const body = { ...hello, stream: true, provider: { sort: 'latency' } }
  for (let call = 0; call < 4; call++) await house.chat(body).text
  assert.equal(calls(house), '1 3')
})

const refusals: [string, object, string, RegExp][] = [
  ['an `only` that names nobody', { only: ['nobody'] }, 'provider.only', /provider-1\/upstream-model is not in `provider.only`/],
  ['a price that nobody serves at', { max_price: { completion: 0.5 } }, 'provider.max_price', /costs more than `provider.max_price`/],
  ['a policy that nobody is known to keep', { zdr: true }, 'provider.zdr', /is not known to keep nothing/],
]
for (const [name, provider, param, says] of refusals) {
  test(`${name} is refused by its field, and nothing is held or sent`, async () => {
    const house = await gatewayWith({ providers: 2 })
    const refusal = await refusalOf(house.chat({ ...hello, provider }))
    assert.deepEqual([refusal.code, refusal.param], ['invalid_request', param])
    assert.match(refusal.message, says)
    assert.equal(calls(house), '0 0')
    assert.equal(house.settled.length, 0)
    await house.assertAtRest()
  })
}

for (const stream of [false, true]) {
  test(`a fallback model answers at its own price, ${stream ? 'streamed' : 'buffered'}`, async () => {
    const house = await gatewayWith({ others: [dear] })
    house.providers[0]?.script('upstream-model', { next: [{ kind: 'status', code: 400 }] })
    const asked = house.chat({ ...hello, stream, models: ['dear-model'] })
    assert.match(await asked.text, /"model":"dear-model"/)
    const reply = await asked.reply
    assert.ok(reply.kind !== 'gone')
    assert.equal(reply.kind === 'problem' ? '' : reply.headers['x-nexorouter-price-version'], 'dear-model@1')
    const record = await house.record(asked.call.requestId)
    const { tokens } = record ?? { tokens: { prompt: 0, completion: 0 } }
    assert.equal(record?.costNano, 3n * nanoPerToken * BigInt(tokens.prompt + tokens.completion))
    assert.deepEqual([record?.model, record?.priceVersion, record?.attempts.length], ['dear-model', 'dear-model@1', 2])
    await house.assertAtRest()
  })
}

test('the hold covers the dearest model that can answer, and the charge is that of the one that did', async () => {
  const held: bigint[] = []
  const watch: TestOptions['deps'] = (deps) => ({
    ledger: { ...deps.ledger, reserve: (ask) => (held.push(ask.fullNano), deps.ledger.reserve(ask)) },
  })
  const house = await gatewayWith({ others: [dear], deps: watch })
  const body = { ...hello, max_tokens: 100 }
  await house.chat(body).text
  await house.chat({ ...body, models: ['dear-model'] }).text
  await house.chat({ ...body, models: ['dear-model'], provider: { max_price: { prompt: 1 } } }).text
  assert.equal(held[1], 3n * (held[0] ?? 0n))
  assert.equal(held[2], held[0], 'a model that cannot be chosen is not held for')
  const costs = house.settled.map(({ record }) => record.costNano)
  assert.equal(new Set(costs).size, 1, 'the first model answered, at its own price')
  await house.assertAtRest()
})

test('a fallback model that does not exist is refused before anything is held, by its place in the list', async () => {
  const house = await gatewayWith({ others: [dear] })
  const refusal = await refusalOf(house.chat({ ...hello, models: ['dear-model', 'nobody'] }))
  assert.deepEqual([refusal.code, refusal.param], ['model_not_found', 'models[1]'])
  await house.assertAtRest()
})

test('a model that is not connected is passed over for the next of the list', async () => {
  const house = await gatewayWith({ others: [{ ...dear, id: asId<ModelId>('without-offers'), offers: [] }, dear] })
  const asked = house.chat({ ...hello, model: 'without-offers', models: ['dear-model'] })
  assert.match(await asked.text, /"model":"dear-model"/)
  await house.assertAtRest()
})

test('what holds for a key holds for all of its requests, beside what they wish themselves', async () => {
  const routing = { regions: ['eu', 'us'], denyCollection: true, zeroRetention: false, continueStreams: false }
  const offers = [{ region: 'eu' }, { region: 'us', collectsData: false }, { region: 'eu', collectsData: false }]
  const house = await gatewayWith({ providers: 3, offers, key: { routing } })
  await house.chat(hello).text
  assert.equal(calls(house), '0 1 0')
  await house.chat({ ...hello, provider: { regions: ['eu'], data_collection: 'allow' } }).text
  assert.equal(calls(house), '0 1 1')
  const refusal = await refusalOf(house.chat({ ...hello, provider: { regions: ['cn'] } }))
  assert.equal(refusal.code, 'invalid_request')
  assert.match(refusal.message, /is in none of the regions that the request and its key allow/)
  await house.assertAtRest()
})

test('a caller that asks is told why, in a header; one that does not is not', async () => {
  const house = await gatewayWith({ providers: 2 })
  const explained = { headers: { 'x-nexorouter-explain': 'true' } }
  const asked = house.chat({ ...hello, provider: { order: ['provider-2'] } }, explained)
  const reply = await asked.reply
  assert.ok(reply.kind === 'json')
  const route = '{"why":"order","try":["provider-2/upstream-model","provider-1/upstream-model"],"not":[]}'
  assert.equal(reply.headers['x-nexorouter-route'], route)
  assert.equal((await house.record(asked.call.requestId))?.routing, route)
  const refused = await house.chat({ ...hello, provider: { only: ['nobody'] } }, explained).reply
  assert.ok(refused.kind === 'problem')
  assert.match(refused.headers['x-nexorouter-route'] ?? '', /"why":"none"/)
  const plain = await house.chat(hello).reply
  assert.ok(plain.kind === 'json' && plain.headers['x-nexorouter-route'] === undefined)
})

test('a budget of the fallback model holds, too', async () => {
  const modelBudgets = [{ model: dear.id, limitNano: 10_000n }]
  const house = await gatewayWith({ others: [dear], key: { modelBudgets } })
  const refusal = await refusalOf(house.chat({ ...hello, models: ['dear-model'] }))
  assert.equal(refusal.code, 'insufficient_quota')
  await house.chat(hello).text
  await house.assertAtRest()
})

test('a conversation stays with the provider that answered it; another one is drawn anew', async () => {
  let chance = 0
  const house = await gatewayWith({ providers: 2, deps: () => ({ random: () => chance }) })
  const first = { role: 'user', content: 'first' }
  await house.chat({ ...hello, messages: [first] }).text
  chance = 0.99
  await house.chat({ ...hello, messages: [first, { role: 'assistant', content: 'x' }, { role: 'user', content: 'next' }] }).text
  assert.equal(calls(house), '2 0')
  await house.chat({ ...hello, messages: [{ role: 'user', content: 'other' }] }).text
  await house.chat(hello, { headers: { 'x-session-id': 's' } }).text
  chance = 0
  await house.chat({ ...hello, messages: [{ role: 'user', content: 'of the same session' }] }, { headers: { 'x-session-id': 's' } }).text
  assert.equal(calls(house), '2 3')
  await house.assertAtRest()
})

test('a conversation moves on when its provider fails', async () => {
  const house = await gatewayWith({ providers: 2 })
  house.providers[0]?.script('upstream-model', { next: [{ kind: 'answer' }, { kind: 'html' }] })
  for (let turn = 0; turn < 3; turn++) await house.chat(hello).text
  assert.equal(calls(house), '2 2')
  await house.assertAtRest()
})
