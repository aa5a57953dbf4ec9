// Preferences as callers write them, in all four wire languages: what is taken over, what is refused, and that nothing of it goes upstream.
import { bufferOf } from '../base/byte-text.ts'
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { dialectNames } from '../contract/dialects.ts'
import { noPreferences, type RoutePreferences } from '../contract/route-preferences.ts'
import { readPreferences } from './read-preferences.ts'
import { dialectNamed } from './registry.ts'

const read: [string, object, Partial<RoutePreferences>][] = [
  ['an empty object wishes nothing', { provider: {} }, {}],
  ['null counts as absent', { provider: { order: null, sort: null, max_price: null }, models: null }, {}],
  ['models in order', { models: ['a', 'b'] }, { models: ['a', 'b'] }],
  ["Anthropic's word for models", { fallbacks: [{ model: 'a' }] }, { models: ['a'] }],
  [
    'order, only and ignore',
    { provider: { order: ['x'], only: ['x', 'y/eu'], ignore: ['z'] } },
    { order: ['x'], only: ['x', 'y/eu'], ignore: ['z'] },
  ],
  ['an empty `only` is no list', { provider: { only: [] } }, { only: null }],
  ['sort as a word', { provider: { sort: 'latency' } }, { sort: 'latency' }],
  ['sort over all models', { provider: { sort: { by: 'price', partition: 'none' } } }, { sort: 'price', acrossModels: true }],
  [
    'a price as number and as text',
    { provider: { max_price: { prompt: 0.14, completion: '2.5' } } },
    { maxPrice: { promptPico: 140_000n, completionPico: 2_500_000n } },
  ],
  ['a price per request', { provider: { max_price: { request: '0.01' } } }, { maxPrice: { requestNano: 10_000_000n } }],
  ['no fallbacks', { provider: { allow_fallbacks: false } }, { allowFallbacks: false }],
  ['all parameters', { provider: { require_parameters: true } }, { requireParameters: true }],
  ['no collection of data', { provider: { data_collection: 'deny' } }, { denyCollection: true }],
  ['no retention', { provider: { zdr: true } }, { zeroRetention: true }],
  ['regions', { provider: { regions: ['EU'] } }, { regions: ['EU'] }],
  [
    'speeds',
    { provider: { preferred_max_latency: 2, preferred_min_throughput: { p50: 100, p90: 50 } } },
    { maxLatencyMs: 2_000, minTokensPerSecond: 100 },
  ],
  ['what cannot be promised may be said not to matter', { provider: { quantizations: [], enforce_distillable_text: false } }, {}],
]
for (const [name, fields, expected] of read) {
  test(`preferences: ${name}`, () => assert.deepEqual(readPreferences({ ...fields }), { ...noPreferences, ...expected }))
}

const refused: [object, string, RegExp][] = [
  [{ provider: 'openai' }, 'provider', /object such as/],
  [{ provider: { oder: ['x'] } }, 'provider.oder', /is unknown; known are order, only, ignore/],
  [{ provider: { order: 'x' } }, 'provider.order', /array of at most 50 names/],
  [{ provider: { only: ['a b'] } }, 'provider.only', /array of at most 50 names/],
  [{ provider: { sort: 'cheap' } }, 'provider.sort', /"price", "latency" or "throughput"/],
  [{ provider: { sort: { by: 'price', partition: 'all' } } }, 'provider.sort', /partition/],
  [{ provider: { max_price: 3 } }, 'provider.max_price', /USD per million tokens/],
  [{ provider: { max_price: { prompt: -1 } } }, 'provider.max_price', /`prompt` that is not a decimal number/],
  [{ provider: { max_price: { image: 1 } } }, 'provider.max_price', /`image` is none of them/],
  [{ provider: { data_collection: 'none' } }, 'provider.data_collection', /"allow" or "deny"/],
  [{ provider: { allow_fallbacks: 'no' } }, 'provider.allow_fallbacks', /true or false/],
  [{ provider: { quantizations: ['fp8'] } }, 'provider.quantizations', /cannot be promised here/],
  [{ provider: { preferred_max_latency: { p42: 1 } } }, 'provider.preferred_max_latency', /p50, p75, p90 and p99/],
  [{ models: 'a' }, 'models', /array of at most 8 model IDs/],
  [{ models: ['a', 1] }, 'models', /array of at most 8 model IDs/],
  [{ models: ['a'], fallbacks: [{ model: 'b' }] }, 'fallbacks', /keep one of them/],
  [{ fallbacks: [{ model: 'b', max_tokens: 1 }] }, 'fallbacks', /a `model` and nothing else/],
]
for (const [fields, param, says] of refused) {
  test(`refused: ${JSON.stringify(fields)}`, () => {
    const wrong = readPreferences({ ...fields })
    assert.ok('param' in wrong)
    assert.equal(wrong.param, param)
    assert.match(wrong.message, says)
  })
}

const bodies = {
  'openai-chat': { model: 'm', messages: [{ role: 'user', content: 'hi' }] },
  'openai-responses': { model: 'm', input: 'hi' },
  'anthropic-messages': { model: 'm', max_tokens: 9, messages: [{ role: 'user', content: 'hi' }] },
  gemini: { contents: [{ role: 'user', parts: [{ text: 'hi' }] }] },
} as const
const limits = { depthMax: 64, valuesMax: 1_000 }
const offer = { upstreamModel: 'u', outputCapField: 'max_tokens', takesStreamOptions: true, dropsParams: [] } as const

for (const name of dialectNames) {
  const dialect = dialectNamed(name)
  const named = name === 'gemini' ? { model: 'm', stream: false } : undefined
  const bytes = (more: object): Buffer => Buffer.from(JSON.stringify({ ...bodies[name], ...more }))

  test(`${name}: preferences are read, and the provider gets the same bytes as without them`, () => {
    const plain = dialect.readRequest(bytes({}), limits, named)
    const wished = dialect.readRequest(bytes({ models: ['n'], provider: { sort: 'price' } }), limits, named)
    assert.ok(plain.ok && wished.ok)
    assert.equal(plain.value.preferences, undefined)
    assert.deepEqual(wished.value.preferences, { ...noPreferences, models: ['n'], sort: 'price' })
    assert.equal(wished.value.asciiBytes, plain.value.asciiBytes)
    const sent = [plain.value, wished.value].map((request) =>
      bufferOf(dialect.writeRequest(request, offer, 5, false).body).toString('utf8'),
    )
    assert.equal(sent[1], sent[0])
    assert.deepEqual(dialect.requestToCommon(wished.value).left, dialect.requestToCommon(plain.value).left)
  })

  test(`${name}: a wrong preference is refused by its name`, () => {
    const result = dialect.readRequest(bytes({ provider: { order: 1 } }), limits, named)
    assert.ok(!result.ok)
    assert.equal(result.problem.param, 'provider.order')
  })
}

test('a request that names models only means the first of them', () => {
  const { model: _model, ...unnamed } = bodies['openai-chat']
  const result = dialectNamed('openai-chat').readRequest(Buffer.from(JSON.stringify({ ...unnamed, models: ['a', 'b'] })), limits)
  assert.ok(result.ok)
  assert.equal(result.value.model, 'a')
  assert.deepEqual(result.value.preferences?.models, ['b'])
})
