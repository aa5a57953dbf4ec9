// The price book through the control API: publishing with effect, comparing, refusing, and the roll-over at the instant.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { asId, type ModelId } from '../../src/contract/ids.ts'
import type { ImportedPricesJson } from '../../src/contract/price-import-api.ts'
import { openPricedCatalog } from '../../src/main-prices.ts'
import { openBook } from './open-test-book.ts'

const dearer = { input: '1.5', output: '2' }

test('a published price holds at once, with source and approver, and the one before stays readable', async () => {
  const { publish, ask, current, clock } = await openBook()
  clock.advance(1_000)
  const [said] = (await publish(dearer)).data
  assert.deepEqual([said?.result, said?.version, said?.compared_with], ['published', 'shipped@2', 'shipped@1'])
  assert.deepEqual(said?.changes, [{ line: 'input', from: '1', to: '1.5', implausible: false }])
  assert.equal(current('shipped')?.priceVersion, 'shipped@2')
  assert.equal(current('shipped')?.price?.input, 1_500_000n)
  const { data } = await ask('/prices?model=shipped')
  assert.deepEqual(
    data.map((row) => [row.version, row.state, row.approved_by]),
    [
      ['shipped@1', 'past', 'nexorouter'],
      ['shipped@2', 'in_force', 'Ann'],
    ],
  )
  assert.deepEqual(data[1]?.price, dearer)
})

test('a price that begins later comes into force at its instant, without a restart', async () => {
  const { publish, ask, current, clock } = await openBook()
  const effective_from = new Date(clock.now() + 60_000).toISOString()
  await publish(dearer, { effective_from })
  assert.equal(current('shipped')?.priceVersion, 'shipped@1')
  const rows = (await ask('/prices')).data.filter(({ model }) => model === 'shipped')
  assert.deepEqual(
    rows.map((row) => [row.version, row.state]),
    [
      ['shipped@1', 'in_force'],
      ['shipped@2', 'scheduled'],
    ],
  )
  clock.advance(59_999)
  assert.equal(current('shipped')?.priceVersion, 'shipped@1')
  clock.advance(1)
  assert.equal(current('shipped')?.priceVersion, 'shipped@2')
})

test('a later publication for the same instant replaces one that is still to come', async () => {
  const { publish, current, clock } = await openBook()
  const effective_from = new Date(clock.now() + 60_000).toISOString()
  await publish(dearer, { effective_from })
  const [said] = (await publish({ input: '1.2', output: '2' }, { effective_from })).data
  assert.equal(said?.compared_with, 'shipped@2')
  clock.advance(60_000)
  assert.equal(current('shipped')?.priceVersion, 'shipped@3')
})

test('a model whose price was pending becomes callable', async () => {
  const { publish, ask, current } = await openBook()
  const pendingRow = (await ask('/prices')).data.find(({ model }) => model === 'pending')
  assert.deepEqual([pendingRow?.state, pendingRow?.version, pendingRow?.price], ['pending', null, null])
  await publish({ input: '0', output: '0' }, {}, 'pending')
  assert.equal(current('pending')?.priceVersion, 'pending@1')
})

test("an operator's price outlasts a restart with the shipped one", async () => {
  const { publish, store, catalog, clock } = await openBook()
  await publish(dearer)
  clock.advance(1_000)
  const again = await openPricedCatalog(catalog, store, clock)
  assert.equal(again.now().models.get(asId<ModelId>('shipped'))?.priceVersion, 'shipped@2')
  assert.equal((await store.priceHistory(asId<ModelId>('shipped'))).length, 2)
})

const refusals: readonly [string, object, object, string | undefined, RegExp][] = [
  ['a model that is not here', dearer, {}, 'absent', /not_found .*no model "absent"/],
  ['a model of the YAML', dearer, {}, 'mine', /conflict .*nexorouter\.yaml.*restart/],
  ['ten times the price', { input: '10', output: '2' }, {}, undefined, /conflict .*implausible: input would go from 1 to 10/],
  ['a price for nothing', { input: '1', output: '0' }, {}, undefined, /conflict .*output would go from 2 to 0/],
  ['a JSON number', { input: 1.5, output: '2' }, {}, undefined, /invalid_request .*prices\[0\]\.price\.input.*decimal/],
  ['a beginning in the past', dearer, { effective_from: '2020-01-01' }, undefined, /invalid_request .*past.*rerate/],
  ['a beginning in a thousand years', dearer, { effective_from: '3027-01-15' }, undefined, /invalid_request .*two years/],
  ['a beginning that is no instant', dearer, { effective_from: 'tomorrow' }, undefined, /invalid_request .*ISO date/],
  ['no approver', dearer, { approved_by: ' ' }, undefined, /invalid_request .*approved_by/],
]
for (const [what, price, more, model, expected] of refusals) {
  test(`refused, and nothing published: ${what}`, async () => {
    const { publish, store } = await openBook()
    const said = await publish(price, more, model)
    assert.match(`${said.code} ${said.message}`, expected)
    for (const history of (await store.allPrices()).values()) assert.equal(history.length, 1)
  })
}

test('one refused price of a list stops all of them, and a model stands in it once', async () => {
  const { ask, store } = await openBook()
  const good = { model: 'shipped', price: dearer, source: 's' }
  const said = await ask('/prices', { prices: [good, { ...good, model: 'absent' }], approved_by: 'Ann' })
  assert.equal(said.code, 'not_found')
  assert.equal((await ask('/prices', { prices: [good, good], approved_by: 'Ann' })).code, 'invalid_request')
  assert.equal((await store.priceHistory(asId<ModelId>('shipped'))).length, 1)
})

test('force publishes what is implausible, and a dry run only says so', async () => {
  const { publish, store } = await openBook()
  const jump = { input: '10', output: '2' }
  assert.deepEqual(
    (await publish(jump, { dry_run: true })).data.map(({ result }) => result),
    ['implausible'],
  )
  assert.deepEqual(
    (await publish(jump, { dry_run: true, force: true })).data.map(({ result }) => result),
    ['would_publish'],
  )
  assert.equal((await store.priceHistory(asId<ModelId>('shipped'))).length, 1)
  assert.deepEqual(
    (await publish(jump, { force: true })).data.map(({ result }) => result),
    ['published'],
  )
})

test('a price that is in force already gets no second version', async () => {
  const { publish, store } = await openBook()
  assert.deepEqual(
    (await publish({ input: '1.0', output: '2' })).data.map(({ result }) => result),
    ['unchanged'],
  )
  assert.equal((await store.priceHistory(asId<ModelId>('shipped'))).length, 1)
})

test('an unknown model has no history to read', async () => {
  const { ask } = await openBook()
  assert.equal((await ask('/prices?model=absent')).code, 'not_found')
})

/** In the form of LiteLLM, by our provider and its names. */
const listed = (output: string) => `{
  "acme/shipped-up": { "litellm_provider": "acme", "input_cost_per_token": 1.1e-06, "output_cost_per_token": ${output} },
  "acme/mine-up": { "litellm_provider": "acme", "input_cost_per_token": 9e-06, "output_cost_per_token": 9e-06 },
  "acme/elsewhere": { "litellm_provider": "acme", "input_cost_per_token": 1e-06, "output_cost_per_token": 1e-06 }
}`

test('an imported list is compared first, published only by approval, and never into the YAML', async () => {
  const { ask, current } = await openBook()
  const list = listed('2e-06')
  const compared = (await ask('/prices/import', { from: 'litellm', list })) as unknown as ImportedPricesJson
  assert.deepEqual(
    compared.data.map(({ model, result }) => [model, result]),
    [['shipped', 'would_publish']],
  )
  assert.deepEqual(
    [compared.read_only, compared.not_in_list, compared.unknown],
    [['mine'], ['pending'], ['acme/mine-up', 'acme/elsewhere']],
  )
  assert.equal(current('shipped')?.priceVersion, 'shipped@1')
  const approved = await ask('/prices/import', { from: 'litellm', list, file: 'prices.json', approve: true, approved_by: 'Ann' })
  assert.deepEqual(approved.data[0]?.version, 'shipped@2')
  assert.equal(current('shipped')?.evidence?.source, 'litellm prices.json: acme/shipped-up')
})

test('an imported jump of ten times waits until it is forced, and only the models that were named change', async () => {
  const { ask, current } = await openBook()
  const asked = { from: 'litellm', list: listed('2e-05'), models: ['shipped'], approve: true, approved_by: 'Ann' }
  assert.equal((await ask('/prices/import', asked)).data[0]?.result, 'implausible')
  assert.equal(current('shipped')?.priceVersion, 'shipped@1')
  assert.equal((await ask('/prices/import', { ...asked, force: true })).data[0]?.result, 'published')
})

const wrongImports: readonly (readonly [object, string, RegExp])[] = [
  [{ from: 'litellm', list: '{ "a"' }, 'list', /no JSON/],
  [{ from: 'openrouter', list: '{"data": []}' }, 'list', /no price in the form of openrouter/],
  [{ from: 'elsewhere', list: '{}' }, 'from', /genai-prices/],
  [{ from: 'litellm', list: listed('2e-06'), approve: true }, 'approved_by', /who approves/],
  [{ from: 'litellm', list: listed('2e-06'), models: ['absent'] }, 'models', /no model "absent"/],
]
for (const [body, param, sentence] of wrongImports) {
  test(`an import is refused at ${param}: ${sentence.source}`, async () => {
    const refused = await (await openBook()).ask('/prices/import', body)
    assert.equal(refused.param, param)
    assert.match(refused.message ?? '', sentence)
  })
}
