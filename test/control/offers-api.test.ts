// Offers over the control API: drained and taken back, their data policy, and why a request would go where it goes.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { handClock } from '../../src/base/clock.ts'
import { buildCatalog } from '../../src/catalog/load-catalog.ts'
import type { DeclaredModel } from '../../src/catalog/declared-model.ts'
import type { OfferJson, RouteJson } from '../../src/contract/offers-api.ts'
import { asId, type ModelId, type ProviderId } from '../../src/contract/ids.ts'
import { openPricedCatalog } from '../../src/main-prices.ts'
import { genericProvider } from '../../src/providers/generic.ts'
import { openMemoryStore } from '../../src/storage/memory/open.ts'
import { openTestControl } from './open-test-control.ts'

const acme = asId<ProviderId>('acme')
const beta = asId<ProviderId>('beta')

function declared(id: string, pico: bigint, ...offers: DeclaredModel['offers']): DeclaredModel {
  const facts = { capabilities: ['chat'], contextLength: 1_000, maxOutputTokens: 100 } as const
  return { id: asId<ModelId>(id), ...facts, price: { input: pico, output: pico }, offers }
}

async function openOffers() {
  const store = openMemoryStore()
  const { catalog } = buildCatalog({
    reviewed: [],
    demo: [],
    yaml: [
      declared(
        'm',
        5_000_000n,
        { provider: acme, upstreamModel: 'x', weight: 3, region: 'us' },
        { provider: beta, upstreamModel: 'lab/x' },
      ),
      declared('cheap', 1_000_000n, { provider: acme, upstreamModel: 'x' }),
    ],
    live: new Map([acme, beta].map((id) => [id, { ...genericProvider, id, name: id, baseUrl: '' }])),
    createdDefault: 0,
  })
  const prices = await openPricedCatalog(catalog, store, handClock())
  const control = await openTestControl({ store, catalog: prices.now, pricesChanged: prices.reload })
  const offers = async () => (await control.operator('/offers')).body as unknown as { data: OfferJson[] }
  const explain = async (body: object) => (await control.operator('/route/explain', { body })).body as unknown as RouteJson
  return { ...control, offers, explain, current: (id: string) => prices.now().models.get(asId<ModelId>(id)) }
}

test('an offer is listed once, with the models that it serves', async () => {
  const { offers } = await openOffers()
  const shown = (await offers()).data.map(({ offer, models, weight, region, drained }) => [offer, models.join(), weight, region, drained])
  assert.deepEqual(shown, [
    ['acme/x', 'm,cheap', 3, 'us', false],
    ['beta/lab/x', 'm', 1, null, false],
  ])
})

test('a drained offer is set aside in all its models at once, and comes back; what was said of its data stays', async () => {
  const { operator, current, offers } = await openOffers()
  const body = { offer: 'acme/x', drained: true, region: 'eu', collects_data: false, note: 'moving' }
  assert.equal((await operator('/offers', { body })).status, 200)
  for (const id of ['m', 'cheap']) assert.equal(current(id)?.offers[0]?.drained, true)
  await operator('/offers', { body: { offer: 'acme/x', drained: false } })
  const [first] = (await offers()).data
  assert.deepEqual([first?.drained, first?.region, first?.collects_data, first?.note], [false, 'eu', false, 'moving'])
  await operator('/offers', { body: { offer: 'acme/x', region: null } })
  assert.equal(current('m')?.offers[0]?.region, 'us')
})

test('an offer that is not there is refused with those that are', async () => {
  const { operator } = await openOffers()
  const { status, body } = await operator('/offers', { body: { offer: 'acme/y', drained: true } })
  assert.equal(status, 404)
  assert.match(body.error.message, /"acme\/y".*acme\/x, beta\/lab\/x/)
})

test('a route is explained as a request would take it, and nothing is sent', async () => {
  const { explain, operator } = await openOffers()
  const places = ({ candidates }: RouteJson) =>
    candidates.map(({ offer, model, place, reason, share_percent: share }) => [offer, model, place ?? reason, share])
  assert.deepEqual(places(await explain({ model: 'm' })), [
    ['acme/x', 'm', 1, 75],
    ['beta/lab/x', 'm', 2, 25],
  ])
  await operator('/offers', { body: { offer: 'beta/lab/x', drained: true } })
  const limited = await explain({ model: 'm', models: ['cheap'], provider: { max_price: { prompt: 2 } } })
  assert.deepEqual(places(limited), [
    ['acme/x', 'cheap', 1, null],
    ['acme/x', 'm', 'over_max_price', null],
    ['beta/lab/x', 'm', 'over_max_price', null],
  ])
  const nobody = await explain({ model: 'm', provider: { only: ['beta'] } })
  assert.deepEqual([nobody.why, places(nobody)[1]], ['none', ['beta/lab/x', 'm', 'drained', null]])
})

test('an explanation of what does not exist, or is not understood, is refused by name', async () => {
  const { operator } = await openOffers()
  const unknown = await operator('/route/explain', { body: { model: 'nobody' } })
  assert.deepEqual([unknown.status, unknown.body.error.param], [404, 'model'])
  const wrong = await operator('/route/explain', { body: { model: 'm', provider: { sort: 'luck' } } })
  assert.deepEqual([wrong.status, wrong.body.error.param], [400, 'provider.sort'])
})
