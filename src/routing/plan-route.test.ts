// Order, omission and explanation of offers, as tables and as properties.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { Model } from '../catalog/model.ts'
import type { Offer } from '../catalog/offer.ts'
import { asId } from '../contract/ids.ts'
import { noPreferences, type RoutePreferences } from '../contract/route-preferences.ts'
import { healthy, type OfferHealth, type OfferSpeed, unknownSpeed } from './health.ts'
import { explanationBytesMax } from './explanation.ts'
import { planRoute } from './plan-route.ts'
import type { Wishes } from './wishes.ts'

const nowMs = 1_000_000

function offer(id: string, weight: number, provider = 'p', more: Partial<Offer> = {}): Offer {
  return {
    id,
    provider: asId(provider),
    upstreamModel: id,
    weight,
    dialect: 'openai-chat',
    outputCapField: 'max_tokens',
    takesStreamOptions: true,
    sendsFinishReason: true,
    streamOnly: false,
    dropsParams: [],
    ...more,
  }
}

function model(offers: readonly Offer[], id = 'm'): Model {
  return {
    id: asId(id),
    name: 'M',
    capabilities: new Set(['chat']),
    contextLength: 1,
    maxOutputTokens: 1,
    slow: false,
    public: true,
    created: 0,
    ownedBy: 'x',
    provenance: 'demo',
    offers,
  }
}

function plan(offers: readonly Offer[], health: Record<string, OfferHealth>, random = 0) {
  return planRoute({ model: model(offers), healthOf: (id) => health[id] ?? healthy, servable: (id) => id === 'p', nowMs, random })
}

const cooling = (reason: string, seconds: number): OfferHealth => ({ coolingUntilMs: nowMs + seconds * 1_000, reason })
const a = offer('a', 1)
const b = offer('b', 3)
const c = offer('c', 0)

const draws: [number, string][] = [
  [0, 'a b c'],
  [0.249, 'a b c'],
  [0.25, 'b a c'],
  [0.999999, 'b a c'],
]
for (const [random, order] of draws) {
  test(`with weights 1, 3 and 0, chance ${random} gives ${order}`, () => {
    assert.equal(
      plan([a, b, c], {}, random)
        .offers.map(({ id }) => id)
        .join(' '),
      order,
    )
  })
}

const cases: [string, Record<string, OfferHealth>, string, number][] = [
  ['a cool-down that is over counts no more', { a: cooling('outlier', 0) }, 'a b', 0],
  ['cooling offers are left out beside open ones', { a: cooling('outlier', 5) }, 'b', 0],
  ['with outliers only, the one that is back soonest is tried', { a: cooling('outlier', 9), b: cooling('outlier', 5) }, 'b', 0],
  ['an outlier is less bad than a refused credential', { a: cooling('outlier', 99), b: cooling('unauthorized', 5) }, 'a', 0],
  ['a refused credential alone is still tried once', { a: cooling('rate_limited', 9), b: cooling('unauthorized', 5) }, 'b', 0],
  ['a silent rate limit is still tried once', { a: cooling('rate_limited', 9), b: cooling('rate_limited_silent', 5) }, 'b', 0],
  [
    'with announced rate limits only, nobody is asked before the first is over',
    { a: cooling('rate_limited', 9), b: cooling('rate_limited', 5) },
    '',
    5_000,
  ],
]
for (const [name, health, order, retryAfterMs] of cases) {
  test(name, () => {
    const { offers, retryAfterMs: wait } = plan([a, b], health)
    assert.deepEqual([offers.map(({ id }) => id).join(' '), wait], [order, retryAfterMs])
  })
}

test('offers of providers that are not set up are never planned', () => {
  const { offers, retryAfterMs, explanation } = plan([offer('x', 1, 'absent')], {})
  assert.deepEqual([offers, retryAfterMs], [[], 0])
  assert.equal(explanation, '{"why":"none","try":[],"not":[["x","not_configured"]]}')
})

test('the explanation says who is tried, who is not, and why', () => {
  assert.equal(plan([a, b, c], { c: cooling('outlier', 12) }).explanation, '{"why":"weight","try":["a","b"],"not":[["c","outlier 12s"]]}')
})

const anyOffers = fc.uniqueArray(
  fc.record({
    id: fc.string({ unit: 'grapheme', minLength: 1, maxLength: 300 }),
    weight: fc.oneof(fc.double(), fc.integer({ min: 0, max: 9 })),
    set: fc.boolean(),
    reason: fc.constantFrom('outlier', 'rate_limited', 'unauthorized', 'spend_limit', 'rate_limited_silent'),
    seconds: fc.integer({ min: -50, max: 500 }),
  }),
  { selector: ({ id }) => id, maxLength: 40 },
)

test('whatever the state: no offer twice, none closed, one whenever one may be asked, and an explanation that fits', () => {
  fc.assert(
    fc.property(anyOffers, fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), (states, random) => {
      const health = new Map(states.map(({ id, reason, seconds }) => [id, cooling(reason, seconds)]))
      const offers = states.map(({ id, weight, set }) => offer(id, weight, set ? 'p' : 'absent'))
      const healthOf = (id: string): OfferHealth => health.get(id) ?? healthy
      const result = planRoute({ model: model(offers), healthOf, servable: (id) => id === 'p', nowMs, random })
      const usable = states.filter(({ set }) => set)
      const open = usable.filter(({ seconds }) => seconds <= 0)
      const closed = usable.filter(({ seconds, reason }) => seconds > 0 && reason === 'rate_limited')
      const ids = result.offers.map(({ id }) => id)
      assert.equal(new Set(ids).size, ids.length)
      if (open.length > 0) assert.deepEqual(new Set(ids), new Set(open.map(({ id }) => id)))
      else assert.equal(ids.length, usable.length > closed.length ? 1 : 0)
      assert.ok(!closed.some(({ id }) => ids.includes(id)))
      assert.equal(
        result.retryAfterMs,
        ids.length > 0 || closed.length === 0 ? 0 : Math.min(...closed.map(({ seconds }) => seconds)) * 1_000,
      )
      assert.ok(Buffer.byteLength(result.explanation) <= explanationBytesMax)
      JSON.parse(result.explanation)
    }),
    { numRuns: 500 },
  )
})

test('over many draws each offer is first as often as its weight says', () => {
  const offers = [offer('a', 1), offer('b', 2), offer('c', 5)]
  const firsts: Record<string, number> = { a: 0, b: 0, c: 0 }
  for (let step = 0; step < 8_000; step++) {
    const first = plan(offers, {}, step / 8_000).offers[0]?.id ?? ''
    firsts[first] = (firsts[first] ?? 0) + 1
  }
  assert.deepEqual(firsts, { a: 1_000, b: 2_000, c: 5_000 })
})

// Wishes. Three models of three offers each: their prices are 1, 2 and 3 USD per million tokens each way.
const usd = 1_000_000n
const eu = offer('acme/x', 1, 'acme', { region: 'eu', collectsData: false, retainsData: false, cost: { input: usd, output: usd } })
const us = offer('beta/x', 3, 'beta', { region: 'us', collectsData: false, cost: { input: 1n, output: 1n } })
const cheap = offer('gamma/x', 0, 'gamma', { cost: { input: usd, output: usd } })
const first = model([eu, us, cheap], 'm1')
const second = model([offer('acme/y', 1, 'acme'), offer('beta/y', 1, 'beta')], 'm2')
const third = model([offer('gamma/z', 1, 'gamma', { region: 'eu', collectsData: false })], 'm3')

interface Scene {
  readonly fallbacks?: readonly Model[]
  readonly health?: Record<string, OfferHealth>
  readonly speeds?: Record<string, OfferSpeed>
  readonly random?: number
  readonly sticky?: string
}

function wished(preferences: Partial<RoutePreferences>, { fallbacks = [], health = {}, speeds = {}, random = 0, sticky }: Scene = {}) {
  const wishes: Wishes = {
    preferences: { ...noPreferences, ...preferences },
    fallbacks,
    priceOf: ({ id }) => {
      const pico = usd * BigInt(id.slice(1))
      return { promptPico: pico, completionPico: pico, requestNano: 0n }
    },
    speedOf: (id) => speeds[id] ?? unknownSpeed,
    missingOf: ({ id }) => (id === 'beta/x' ? 'seed' : null),
  }
  const healthOf = (id: string): OfferHealth => health[id] ?? healthy
  return planRoute({ model: first, healthOf, servable: () => true, nowMs, random, wishes, sticky })
}

const all = [second, third]
const speed = (firstByteMs: number | null, tokensPerSecond: number | null): OfferSpeed => ({ firstByteMs, tokensPerSecond })
const wishCases: [string, Partial<RoutePreferences>, Scene, string, string][] = [
  ['no wish: by weight', {}, {}, 'acme/x beta/x gamma/x', 'weight'],
  ['a list of models: model by model', {}, { fallbacks: all }, 'acme/x beta/x gamma/x acme/y beta/y gamma/z', 'weight'],
  ['order: those first, the others behind', { order: ['gamma', 'beta'] }, {}, 'gamma/x beta/x acme/x', 'order'],
  ['order: a provider that nobody has is passed over', { order: ['nobody', 'Beta'] }, {}, 'beta/x acme/x gamma/x', 'order'],
  ['order without fallbacks: those only', { order: ['gamma', 'beta'], allowFallbacks: false }, {}, 'gamma/x beta/x', 'order'],
  ['no fallbacks: the first choice only', { allowFallbacks: false }, {}, 'acme/x', 'weight'],
  ['no fallbacks: the first choice of each model', { allowFallbacks: false }, { fallbacks: all }, 'acme/x acme/y gamma/z', 'weight'],
  ['only', { only: ['beta', 'gamma/x'] }, {}, 'beta/x gamma/x', 'weight'],
  ['only one offer of a provider', { only: ['acme/y'] }, { fallbacks: all }, 'acme/y', 'only_open'],
  ['only a provider in a region', { only: ['acme/eu'] }, { fallbacks: all }, 'acme/x', 'only_open'],
  ['ignore', { ignore: ['acme'] }, { fallbacks: all }, 'beta/x gamma/x beta/y gamma/z', 'weight'],
  ['ignore wins over order and only', { ignore: ['acme'], order: ['acme'], only: ['acme', 'beta'] }, {}, 'beta/x', 'only_open'],
  ['price, within a model: what it costs the operator', { sort: 'price' }, {}, 'beta/x acme/x gamma/x', 'price'],
  [
    'price over all models',
    { sort: 'price', acrossModels: true },
    { fallbacks: [third, second] },
    'beta/x acme/x gamma/x acme/y beta/y gamma/z',
    'price',
  ],
  [
    'latency: unknown ones are asked first, then the fastest',
    { sort: 'latency' },
    { speeds: { 'acme/x': speed(90, 1), 'beta/x': speed(50, 1) } },
    'gamma/x beta/x acme/x',
    'latency',
  ],
  [
    'throughput: the most tokens a second first',
    { sort: 'throughput' },
    { speeds: { 'acme/x': speed(1, 9), 'beta/x': speed(1, 90), 'gamma/x': speed(1, 50) } },
    'beta/x gamma/x acme/x',
    'throughput',
  ],
  ['too slow goes to the end', { maxLatencyMs: 60 }, { speeds: { 'acme/x': speed(90, 1) } }, 'beta/x gamma/x acme/x', 'weight'],
  [
    'too few tokens a second go to the end',
    { minTokensPerSecond: 10 },
    { speeds: { 'acme/x': speed(1, 9) } },
    'beta/x gamma/x acme/x',
    'weight',
  ],
  [
    'a price limit is per model',
    { maxPrice: { promptPico: 2n * usd } },
    { fallbacks: all },
    'acme/x beta/x gamma/x acme/y beta/y',
    'weight',
  ],
  ['data policy: only those known to be strict', { denyCollection: true }, { fallbacks: all }, 'acme/x beta/x gamma/z', 'weight'],
  ['no retention', { zeroRetention: true }, { fallbacks: all }, 'acme/x', 'only_open'],
  ['regions', { regions: ['EU'] }, { fallbacks: all }, 'acme/x gamma/z', 'weight'],
  ['all parameters', { requireParameters: true }, {}, 'acme/x gamma/x', 'weight'],
  ['a conversation stays where its prompt is cached', {}, { sticky: 'gamma/x' }, 'gamma/x acme/x beta/x', 'sticky'],
  ['an order of the caller outranks the cache', { order: ['beta'] }, { sticky: 'gamma/x' }, 'beta/x acme/x gamma/x', 'order'],
  [
    'cooling offers are left out, also when ordered',
    { order: ['acme'] },
    { health: { 'acme/x': cooling('outlier', 9) } },
    'beta/x gamma/x',
    'order',
  ],
]
for (const [name, preferences, scene, order, why] of wishCases) {
  test(`wishes: ${name}`, () => {
    const { offers, models, explanation } = wished(preferences, scene)
    assert.equal(offers.map(({ id }) => id).join(' '), order)
    assert.equal((JSON.parse(explanation) as { why: string }).why, why)
    if (scene.fallbacks === undefined) assert.equal(models, undefined)
    else for (const [at, one] of (models ?? []).entries()) assert.ok(one.offers.includes(offers[at] as Offer))
  })
}

test('what nobody can fulfil is no plan, and says of each offer why', () => {
  const { offers, retryAfterMs, unwanted } = wished({ only: ['acme'], ignore: ['acme'] })
  assert.deepEqual([offers, retryAfterMs], [[], 0])
  assert.deepEqual(unwanted, [
    ['acme/x', 'ignored'],
    ['beta/x', 'not_in_only'],
    ['gamma/x', 'not_in_only'],
  ])
})

test('a wish never sends a request to an offer that does not fit, even when all that fit are cooling', () => {
  const { offers } = wished({ only: ['beta'] }, { health: { 'beta/x': cooling('outlier', 9) } })
  assert.deepEqual(
    offers.map(({ id }) => id),
    ['beta/x'],
  )
})

test('the explanation names fallback models and the figures of the order', () => {
  const { explanation } = wished({ sort: 'latency', ignore: ['gamma'] }, { fallbacks: [second], speeds: { 'acme/x': speed(90, 1) } })
  assert.deepEqual(JSON.parse(explanation), {
    why: 'latency',
    try: ['beta/x', 'acme/x', ['acme/y', 'm2'], ['beta/y', 'm2']],
    not: [['gamma/x', 'ignored']],
    by: [null, 90, null, null],
  })
})

test('a drained offer gets nothing, whoever asks for it', () => {
  const drained = model([offer('a', 1, 'p', { drained: true }), offer('b', 1)], 'm1')
  const input = { model: drained, healthOf: () => healthy, servable: () => true, nowMs, random: 0 }
  assert.equal(planRoute(input).explanation, '{"why":"only_open","try":["b"],"not":[["a","drained"]]}')
  const alone = { ...input, model: model([offer('a', 1, 'p', { drained: true })]) }
  assert.deepEqual(planRoute(alone).offers, [])
})

const names = fc.constantFrom('acme', 'beta', 'gamma', 'acme/x', 'beta/y', 'acme/eu', 'nobody')
const list = fc.array(names, { maxLength: 4 })
const anyPreferences = fc.record({
  models: fc.constant([]),
  order: list,
  only: fc.option(fc.array(names, { minLength: 1, maxLength: 4 })),
  ignore: list,
  sort: fc.option(fc.constantFrom('price', 'latency', 'throughput')),
  acrossModels: fc.boolean(),
  maxPrice: fc.option(
    fc.record({ promptPico: fc.bigInt({ min: 0n, max: 4n * usd }), completionPico: fc.bigInt({ min: 0n, max: 4n * usd }) }),
  ),
  allowFallbacks: fc.boolean(),
  requireParameters: fc.boolean(),
  denyCollection: fc.boolean(),
  zeroRetention: fc.boolean(),
  regions: fc.option(fc.array(fc.constantFrom('eu', 'us'), { minLength: 1, maxLength: 2 })),
  maxLatencyMs: fc.option(fc.integer({ min: 1, max: 100 })),
  minTokensPerSecond: fc.option(fc.integer({ min: 1, max: 100 })),
})
const offerIds = [first, second, third].flatMap((one) => one.offers.map(({ id }) => id))
const anyScene = fc.record({
  fallbacks: fc.subarray([second, third]),
  health: fc.dictionary(
    fc.constantFrom(...offerIds),
    fc.constantFrom(cooling('outlier', 9), cooling('rate_limited', 9), cooling('outlier', 0)),
  ),
  speeds: fc.dictionary(fc.constantFrom(...offerIds), fc.constantFrom(speed(10, 90), speed(90, 10), speed(null, 50))),
  random: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
  sticky: fc.constantFrom(...offerIds),
})

test('whatever is wished: nothing ignored, nothing above the price, nothing outside the policy, no offer twice for a model', () => {
  fc.assert(
    fc.property(anyPreferences, anyScene, (preferences, scene) => {
      const { offers, models, explanation, unwanted } = wished(preferences, scene)
      const { only, ignore, maxPrice, order } = preferences
      const meant = (list: readonly string[], { id, provider, region }: Offer): boolean =>
        list.some((name) => name === id || name === provider || name === `${provider}/${region}`)
      for (const [at, one] of offers.entries()) {
        const own = models?.[at] ?? first
        assert.ok(own.offers.includes(one), 'an offer stands beside its own model')
        assert.ok(!meant(ignore, one), 'an ignored offer was planned')
        assert.ok(only === null || meant(only, one), 'an offer outside `only` was planned')
        const pico = usd * BigInt(own.id.slice(1))
        assert.ok(maxPrice === null || (pico <= maxPrice.promptPico && pico <= maxPrice.completionPico), 'a dearer model was planned')
        assert.ok(!preferences.denyCollection || one.collectsData === false)
        assert.ok(!preferences.zeroRetention || one.retainsData === false)
        assert.ok(preferences.regions === null || preferences.regions.includes(one.region as 'eu'))
        assert.ok(!preferences.requireParameters || one.id !== 'beta/x')
        assert.ok(preferences.allowFallbacks || order.length === 0 || meant(order, one))
        assert.ok((scene.health[one.id]?.reason ?? '') !== 'rate_limited', 'a closed offer was planned')
      }
      const places = offers.map(({ id }, at) => `${models?.[at]?.id ?? 'm1'} ${id}`)
      assert.equal(new Set(places).size, places.length)
      if (!preferences.allowFallbacks && order.length === 0) assert.ok(places.length <= scene.fallbacks.length + 1)
      if (unwanted !== undefined) assert.equal(offers.length, 0)
      assert.ok(Buffer.byteLength(explanation) <= explanationBytesMax)
      JSON.parse(explanation)
    }),
    { numRuns: 1_000 },
  )
})
