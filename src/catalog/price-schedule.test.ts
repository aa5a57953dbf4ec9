// Which version holds at which instant, and when the catalog changes next.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { asId, type ModelId, type PriceVersion } from '../contract/ids.ts'
import { notCallableReason } from './catalog.ts'
import type { Model } from './model.ts'
import { catalogAt, inForce, priceInForce, scheduleFrom } from './price-schedule.ts'
import type { PublishedPrice } from './price-store.ts'

const id = asId<ModelId>('m')
const hour = 3_600_000
const evidence = { source: 's', approvedBy: 'a' }

/** Versions `m@1`, `m@2`, ... with these effects; the input price is the version's number. */
function versions(...effects: readonly number[]): PublishedPrice[] {
  return effects.map((effectiveFromMs, index) => ({
    version: asId<PriceVersion>(`m@${index + 1}`),
    model: id,
    price: { input: BigInt(index + 1), output: 0n },
    evidence,
    effectiveFromMs,
    publishedAtMs: 0,
  }))
}

const offer = {
  id: 'acme/m',
  provider: 'acme',
  upstreamModel: 'm',
  weight: 1,
} as unknown as Model['offers'][number]
const declared: Model = {
  id,
  name: 'm',
  capabilities: new Set(['chat']),
  contextLength: 10,
  maxOutputTokens: 1,
  price: { input: 99n, output: 99n },
  slow: false,
  public: true,
  created: 0,
  ownedBy: 'acme',
  provenance: 'catalog',
  offers: [offer],
}

function at(nowMs: number, history: readonly PublishedPrice[], model: Model = declared, own = new Map<ModelId, PriceVersion>()) {
  const schedules = new Map([[id, scheduleFrom(history, nowMs)]])
  const { catalog, untilMs } = catalogAt({ models: new Map([[id, model]]) }, { own, schedules }, nowMs)
  const found = catalog.models.get(id)
  assert.ok(found)
  return { model: found, untilMs }
}

test('the version in force is the one with the latest effect that has come; of two, the one published later', () => {
  const schedule = scheduleFrom(versions(10, 30, 20, 30), 0)
  assert.deepEqual(
    [9, 10, 19, 20, 29, 30, 99].map((instant) => inForce(schedule, instant)?.version),
    [undefined, 'm@1', 'm@1', 'm@3', 'm@3', 'm@4', 'm@4'],
  )
})

test('a schedule goes back as far as a request that is still on its way in', () => {
  const history = versions(0, hour, 2 * hour, 5 * hour)
  assert.deepEqual(
    scheduleFrom(history, 3 * hour).map(({ version }) => version),
    ['m@3', 'm@4'],
  )
  assert.deepEqual(
    scheduleFrom(history, 3 * hour - 1).map(({ version }) => version),
    ['m@2', 'm@3', 'm@4'],
  )
})

test('the catalog shows the price in force and says when it changes next', () => {
  const history = versions(0, 50, 40)
  const early = at(39, history)
  assert.deepEqual([early.model.priceVersion, early.model.price?.input, early.untilMs], ['m@1', 1n, 40])
  const late = at(40, history)
  assert.deepEqual([late.model.priceVersion, late.untilMs], ['m@3', 50])
  assert.deepEqual([at(50, history).model.priceVersion, at(50, history).untilMs], ['m@2', Number.POSITIVE_INFINITY])
})

test('the instant of the hold decides, whatever the catalog already shows', () => {
  const { model } = at(50, versions(0, 50))
  assert.equal(model.priceVersion, 'm@2')
  assert.deepEqual(priceInForce(model, 49).version, 'm@1')
  assert.deepEqual(priceInForce(model, 50).version, 'm@2')
})

test('a model is pending until its first price comes, and is never free', () => {
  const history = versions(40)
  const { model, untilMs } = at(39, history)
  assert.equal(notCallableReason(model), 'price_pending')
  assert.equal('price' in model, false)
  assert.equal(untilMs, 40)
  assert.equal(notCallableReason(at(40, history).model), null)
  const late = at(40, versions(40, 50)).model
  assert.equal(priceInForce(late, 39).version, 'm@1', 'a request that was let in pays the price that let it in')
})

test('a model whose price stands in the YAML follows no schedule', () => {
  const yaml: Model = { ...declared, provenance: 'yaml' }
  const { model, untilMs } = at(60, versions(0, 50), yaml, new Map([[id, asId<PriceVersion>('m@1')]]))
  assert.deepEqual([model.priceVersion, model.price?.input, model.schedule, untilMs], ['m@1', 99n, undefined, Number.POSITIVE_INFINITY])
  assert.equal(priceInForce(model, 0).version, 'm@1')
  assert.equal(notCallableReason(at(60, [], yaml).model), 'price_pending', 'a price that was not recorded is none')
})
