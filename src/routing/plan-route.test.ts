// Order, omission and explanation of offers, as tables and as properties.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { Model } from '../catalog/model.ts'
import type { Offer } from '../catalog/offer.ts'
import { asId } from '../contract/ids.ts'
import { healthy, type OfferHealth } from './health.ts'
import { explanationBytesMax, planRoute } from './plan-route.ts'

const nowMs = 1_000_000

function offer(id: string, weight: number, provider = 'p'): Offer {
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
  }
}

function model(offers: readonly Offer[]): Model {
  return {
    id: asId('m'),
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
