// Every file of the reviewed catalog, checked: form, exact prices, evidence, registered providers, no sale below cost.
import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { test } from 'node:test'
import type { Price } from './catalog/model.ts'
import { declareDemoModels, demoProviders } from './catalog/demo-models.ts'
import { buildCatalog, type ProviderQuirks, pricesToPublish } from './catalog/load-catalog.ts'
import type { ProviderId } from './contract/ids.ts'
import { parsePrice } from './contract/money.ts'
import { priceFromJson } from './contract/price-json.ts'
import { demoModels } from './demo/demo-models.ts'
import { genericProvider } from './providers/generic.ts'
import { providerRegistry } from './providers/registry.ts'
import { CatalogFileWrong, catalogFolder, readCatalog, readCatalogFiles } from './read-catalog.ts'

const files = readCatalogFiles(catalogFolder())
const registered = new Set<string>(providerRegistry.map((record) => record.id))
const local = new Set<string>(providerRegistry.filter((record) => record.baseUrlEnv !== undefined).map((record) => record.id))
const models = new Map(files.models.map(({ json }) => [json.id, json]))
const fileName = (id: string): string => `${id.replaceAll('/', '--')}.json`

test('each model file is named after its ID, and no two IDs are the same', () => {
  for (const { file, json } of files.models) assert.equal(basename(file), fileName(json.id))
  assert.equal(models.size, files.models.length)
})

test('each offer file is named after its model and lies in the folder of its provider', () => {
  for (const { file, folder, json } of files.offers) {
    assert.equal(basename(file), fileName(json.model), file)
    assert.equal(folder, json.provider, file)
  }
})

test('no two files of a folder differ in case alone: they would be one file on some machines', () => {
  for (const group of [files.models.map(({ file }) => file), files.offers.map(({ file }) => file)]) {
    assert.equal(new Set(group.map((file) => file.toLowerCase())).size, group.length)
  }
})

test('each offer names a registered provider with fixed models and an existing model', () => {
  for (const { file, json } of files.offers) {
    assert.ok(registered.has(json.provider), `${file}: ${json.provider} is not in the registry`)
    assert.equal(local.has(json.provider), false, `${file}: a local server has no fixed models`)
    assert.ok(models.has(json.model), `${file}: there is no model ${json.model}`)
  }
})

test('each model has an offer, so that its provider brings it up', () => {
  const offered = new Set(files.offers.map(({ json }) => json.model))
  for (const id of models.keys()) assert.ok(offered.has(id), id)
})

test('prices are exact decimal text in its shortest form, and beside each stands who says so', () => {
  for (const { file, json } of [...files.models, ...files.offers]) {
    const price = 'price' in json ? json.price : 'cost' in json ? json.cost : undefined
    if (price === undefined) continue
    for (const text of Object.values(price).filter((value) => typeof value === 'string')) {
      assert.notEqual(parsePrice(text), undefined, `${file}: ${text}`)
      assert.doesNotMatch(text, /\.\d*0$/, `${file}: ${text}`)
    }
    assert.ok((json.evidence?.confirmed_by ?? []).length > 0, `${file}: a price has somebody who confirms it`)
  }
})

test('no evidence is older than its model', () => {
  for (const { file, json } of files.models) assert.ok(Date.parse(json.evidence.as_of) / 1_000 >= json.created, file)
})

test('a model without a price says why', () => {
  for (const { file, json } of files.models) if (json.price === undefined) assert.match(json.evidence.note, /^No price: /, file)
})

test('the output leaves room for a prompt', () => {
  for (const { file, json } of files.models) assert.ok(json.max_output_tokens < json.context_length, file)
})

test('no offer with a known cost sells below it, token kind by token kind', () => {
  const kinds: readonly (readonly [string, (price: Price) => bigint])[] = [
    ['input', (price) => price.input],
    ['output', (price) => price.output],
    ['cached input', (price) => price.cachedInput ?? price.input],
    ['cache write', (price) => price.cacheWrite ?? price.input],
    ['reasoning', (price) => price.reasoning ?? price.output],
    ['call', (price) => price.perCallNano ?? 0n],
  ]
  for (const { file, json } of files.offers) {
    const paid = models.get(json.model)?.price
    if (json.cost === undefined || paid === undefined) continue
    for (const [kind, of] of kinds)
      assert.ok(of(priceFromJson(paid)) >= of(priceFromJson(json.cost)), `${file}: ${kind} costs more than it is sold for`)
  }
})

test('the models that the documentation names are there, with a price', () => {
  for (const id of ['deepseek-v4-flash', 'gpt-4o-mini', 'Qwen/Qwen-Plus']) assert.ok(models.get(id)?.price, id)
})

test('all providers live at once make a catalog without a mistake, demo models included', () => {
  const live = new Map<ProviderId, ProviderQuirks>(providerRegistry.map((record) => [record.id, record]))
  for (const { id } of demoProviders) live.set(id, genericProvider)
  const built = buildCatalog({
    reviewed: readCatalog(),
    demo: declareDemoModels(demoModels),
    published: [],
    yaml: [],
    live,
    createdDefault: 0,
  })
  assert.deepEqual(built.mistakes, [])
  assert.equal(built.catalog.models.size, models.size + demoModels.length)
  assert.equal(pricesToPublish(built.catalog).length, [...models.values()].filter((json) => json.price).length + demoModels.length)
  for (const model of built.catalog.models.values()) if (model.provenance === 'demo') assert.equal(model.offers.length, 1, model.id)
  for (const { json } of files.models) {
    const model = [...built.catalog.models.values()].find((candidate) => candidate.id === json.id)
    assert.equal(model?.offers.length, files.offers.filter((offer) => offer.json.model === json.id).length, json.id)
  }
})

const badFiles: readonly [string, string, RegExp][] = [
  ['that is not JSON', '{', /cannot be read as JSON/],
  [
    'with a price as a number',
    JSON.stringify({ model: 'm', provider: 'p', upstream_model: 'm', cost: { input: 1, output: '1' } }),
    /input/,
  ],
  [
    'with a price in exponent form',
    JSON.stringify({ model: 'm', provider: 'p', upstream_model: 'm', cost: { input: '1e-3', output: '1' } }),
    /plain decimal/,
  ],
  ['with an unknown field', JSON.stringify({ model: 'm', provider: 'p', upstream_model: 'm', upstream: 'm' }), /upstream/],
]
for (const [what, text, sentence] of badFiles) {
  test(`a file ${what} is refused by name`, () => {
    const folder = mkdtempSync(join(tmpdir(), 'catalog-'))
    try {
      mkdirSync(join(folder, 'models'))
      mkdirSync(join(folder, 'offers', 'p'), { recursive: true })
      writeFileSync(join(folder, 'offers', 'p', 'm.json'), text)
      assert.throws(
        () => readCatalogFiles(folder),
        (error) => error instanceof CatalogFileWrong && error.message.includes('m.json') && sentence.test(error.message),
      )
    } finally {
      rmSync(folder, { recursive: true })
    }
  })
}
