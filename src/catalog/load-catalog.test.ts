// How declarations and live providers become one catalog.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { asId, type ModelId, type PriceVersion, type ProviderId } from '../contract/ids.ts'
import { notCallableReason } from './catalog.ts'
import type { DeclaredModel } from './declared-model.ts'
import { declareDemoModels, demoProviderId } from './demo-models.ts'
import { buildCatalog, type CatalogSources, type ProviderQuirks, pricesToPublish } from './load-catalog.ts'

const id = (text: string): ModelId => asId<ModelId>(text)
const provider = (text: string): ProviderId => asId<ProviderId>(text)
const quirks: ProviderQuirks = {
  dialect: 'openai-chat',
  outputCapField: 'max_tokens',
  takesStreamOptions: true,
  sendsFinishReason: true,
  dropsParams: [],
}
const picky: ProviderQuirks = {
  dialect: 'openai-chat',
  outputCapField: 'max_completion_tokens',
  takesStreamOptions: false,
  sendsFinishReason: false,
  dropsParams: ['user'],
}

function declare(modelId: string, change: Partial<DeclaredModel> = {}): DeclaredModel {
  return {
    id: id(modelId),
    capabilities: ['chat'],
    contextLength: 1_000,
    maxOutputTokens: 100,
    price: { input: 140_000n, output: 280_000n },
    offers: [{ provider: provider('acme'), upstreamModel: 'm' }],
    ...change,
  }
}

function build(change: Partial<CatalogSources>) {
  const built = buildCatalog({
    reviewed: [],
    demo: [],
    published: [],
    yaml: [],
    live: new Map([[provider('acme'), quirks]]),
    createdDefault: 7,
    ...change,
  })
  return { ...built, model: (modelId: string) => built.catalog.models.get(id(modelId)) }
}

test('a YAML model replaces the reviewed one of the same ID as a whole, and only that one', () => {
  const reviewed = [declare('qwen-plus', { slow: true, ownedBy: 'alibaba' }), declare('Qwen-Plus')]
  const yaml = [declare('qwen-plus', { price: { input: 1n, output: 2n }, name: 'Mine' })]
  const { model, mistakes } = build({ reviewed, yaml })
  assert.deepEqual(mistakes, [])
  assert.equal(model('qwen-plus')?.provenance, 'yaml')
  assert.equal(model('qwen-plus')?.name, 'Mine')
  assert.equal(model('qwen-plus')?.slow, false)
  assert.equal(model('qwen-plus')?.ownedBy, 'acme')
  assert.deepEqual(model('qwen-plus')?.price, { input: 1n, output: 2n })
  assert.deepEqual(model('qwen-plus')?.evidence, { source: 'nexorouter.yaml', approvedBy: 'operator' })
  assert.equal(model('Qwen-Plus')?.provenance, 'catalog')
})

test('a reviewed model none of whose offers is live stays listed and is not callable', () => {
  const { model, mistakes } = build({ reviewed: [declare('far', { offers: [{ provider: provider('away'), upstreamModel: 'far' }] })] })
  assert.deepEqual(mistakes, [])
  const far = model('far')
  assert.ok(far)
  assert.deepEqual(far.offers, [])
  assert.equal(notCallableReason({ ...far, priceVersion: asId<PriceVersion>('far@1') }), 'no_offer')
})

test('a YAML offer to a provider that is not live is a mistake with its place; the other offers stay', () => {
  const offers = [
    { provider: provider('away'), upstreamModel: 'x' },
    { provider: provider('acme'), upstreamModel: 'x' },
  ]
  const { model, mistakes } = build({ yaml: [declare('m', { offers, declaredAt: 'nexorouter.yaml:9' })] })
  assert.deepEqual(mistakes, [
    {
      kind: 'provider_not_live',
      model: 'm',
      declaredAt: 'nexorouter.yaml:9',
      sentence: 'm names the provider away, which is not connected',
    },
  ])
  assert.deepEqual(
    model('m')?.offers.map((offer) => offer.id),
    ['acme/x'],
  )
})

test('an ID twice in one source, an offer twice in one model and an output beyond the context are mistakes, all reported', () => {
  const twice = { provider: provider('acme'), upstreamModel: 'x' }
  const { model, mistakes } = build({
    yaml: [
      declare('a'),
      declare('a', { name: 'second' }),
      declare('b', { offers: [twice, twice] }),
      declare('c', { maxOutputTokens: 1_001 }),
    ],
  })
  assert.deepEqual(
    mistakes.map((mistake) => `${mistake.model} ${mistake.kind}`),
    ['a duplicate_model', 'b duplicate_offer', 'c output_over_context'],
  )
  assert.equal(model('a')?.name, 'a')
  assert.equal(model('b')?.offers.length, 1)
  assert.equal(model('c'), undefined)
})

test('an offer takes its quirks from the provider unless it says otherwise', () => {
  const own = {
    outputCapField: 'max_tokens',
    takesStreamOptions: true,
    sendsFinishReason: true,
    dropsParams: [],
    streamOnly: true,
  } as const
  const { model } = build({
    live: new Map([[provider('acme'), picky]]),
    yaml: [
      declare('as-is'),
      declare('own', { offers: [{ provider: provider('acme'), upstreamModel: 'm', weight: 3, cost: { input: 0n, output: 0n }, ...own }] }),
    ],
  })
  assert.deepEqual(model('as-is')?.offers[0], {
    id: 'acme/m',
    provider: 'acme',
    upstreamModel: 'm',
    weight: 1,
    streamOnly: false,
    ...picky,
  })
  assert.deepEqual(model('own')?.offers[0], {
    id: 'acme/m',
    provider: 'acme',
    upstreamModel: 'm',
    weight: 3,
    dialect: 'openai-chat',
    cost: { input: 0n, output: 0n },
    ...own,
  })
})

test('a model without a price is pending, never free, and is not offered to the price book', () => {
  const { price: _, ...unpriced } = declare('pending')
  const { catalog, model } = build({
    yaml: [unpriced, declare('priced'), declare('free', { price: { input: 0n, output: 0n } })],
    reviewed: [declare('shipped')],
  })
  assert.equal('price' in (model('pending') ?? {}), false)
  assert.deepEqual(
    pricesToPublish(catalog).map((entry) => `${entry.model} ${entry.yields}`),
    ['shipped true', 'priced false', 'free false'],
  )
})

test('what a declaration leaves out gets its default', () => {
  const model = build({ yaml: [declare('m')] }).model('m')
  assert.equal(model?.name, 'm')
  assert.equal(model?.created, 7)
  assert.equal(model?.public, true)
  assert.equal('imageTokensMax' in (model ?? {}), false)
})

test('a hidden model is listed nowhere and not callable', () => {
  const hidden = build({ yaml: [declare('m', { public: false })] }).model('m')
  assert.ok(hidden)
  assert.equal(notCallableReason({ ...hidden, priceVersion: asId<PriceVersion>('m@1') }), 'not_public')
})

test('simulated models come with a price, their own evidence and one offer of the demo provider', () => {
  const demo = declareDemoModels([
    {
      id: 'nexo-demo',
      name: 'Nexo Demo (simulation)',
      capabilities: ['chat', 'tools'],
      contextLength: 131_072,
      maxOutputTokens: 16_384,
      imageTokensMax: 765,
      priceUsdPerMillion: { input: '0.15', output: '0.60', cachedInput: '0.075' },
      created: 1_790_000_000,
    },
  ])
  const { catalog, model, mistakes } = build({ demo, live: new Map([[demoProviderId, quirks]]) })
  assert.deepEqual(mistakes, [])
  assert.deepEqual(model('nexo-demo')?.price, { input: 150_000n, output: 600_000n, cachedInput: 75_000n })
  assert.deepEqual(
    model('nexo-demo')?.offers.map((offer) => offer.id),
    ['demo/nexo-demo'],
  )
  assert.equal(model('nexo-demo')?.provenance, 'demo')
  assert.deepEqual(pricesToPublish(catalog)[0]?.evidence, { source: 'demo', approvedBy: 'nexorouter' })
})
