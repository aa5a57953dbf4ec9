// Every endpoint of the control API answers as its published description says, over the embedded store. Each answer of each other test of
// the control API is held against the description as well (open-test-control.ts).
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { handClock } from '../../src/base/clock.ts'
import { asId, type ModelId, type ProviderId } from '../../src/contract/ids.ts'
import { buildCatalog } from '../../src/catalog/load-catalog.ts'
import { openBilling } from '../../src/control/billing/billing.ts'
import { acmeProvider, testWays } from '../../src/control/open-test-connections.ts'
import { defaultControlSettings } from '../../src/control/control-deps.ts'
import { endpoints } from '../../src/control/endpoints.ts'
import { operationName } from '../../src/control/operation-name.ts'
import { openPricedCatalog } from '../../src/main-prices.ts'
import { genericProvider } from '../../src/providers/generic.ts'
import { scratchFolder } from '../../src/storage/cases/scratch.ts'
import { openSqliteStore } from '../../src/storage/sqlite/open.ts'
import { believingOidc } from './identity-endpoint-cases.ts'
import { everyEndpoint } from './every-endpoint.ts'
import { furnishScene, savedCard } from './furnish-scene.ts'
import { openTestControl } from './open-test-control.ts'
import { assertPublished } from './published.ts'

const acme = asId<ProviderId>('acme')
const { catalog } = buildCatalog({
  reviewed: [
    {
      id: asId<ModelId>('priced'),
      capabilities: ['chat'],
      contextLength: 100,
      maxOutputTokens: 10,
      price: { input: 1_000_000n, output: 2_000_000n },
      offers: [{ provider: acme, upstreamModel: 'priced' }],
    },
    {
      id: asId<ModelId>('pending'),
      capabilities: ['chat'],
      contextLength: 100,
      maxOutputTokens: 10,
      offers: [{ provider: acme, upstreamModel: 'x' }],
    },
  ],
  demo: [],
  yaml: [],
  live: new Map([[acme, genericProvider]]),
  createdDefault: 0,
})

const payments = {
  name: 'A provider',
  checkout: async () => ({ url: 'https://payments.example/page' }),
  saveCard: async () => ({ url: 'https://payments.example/card' }),
  savedCard: async () => savedCard,
  chargeSaved: async () => ({ result: 'pending' as const }),
  readEvent: async () => 'ignored' as const,
}

test('every endpoint has its row, and says what it answers', () => {
  assert.deepEqual(endpoints.map(operationName).toSorted(), Object.keys(everyEndpoint).toSorted())
  const silent = endpoints.filter(({ output, streams }) => output === undefined && streams === undefined)
  assert.deepEqual(silent.map(operationName), [])
})

test('what is not in the description is noticed', () => {
  const sent = { method: 'DELETE', path: '/session' }
  const given = { status: 200, contentType: 'application/json' }
  assertPublished(sent, { ...given, text: '{"signed_out":true}' })
  assert.throws(() => assertPublished(sent, { ...given, text: '{"signed_out":true,"secret":1}' }), /not answered as described/)
  assert.throws(() => assertPublished(sent, { ...given, text: '{}' }), /not answered as described/)
  const refused = { status: 402, contentType: 'application/json', text: '{"error":{"code":"insufficient_quota"}}' }
  assert.throws(() => assertPublished(sent, refused), /does not name/)
})

test('every endpoint succeeds, and its answer is the one that is described', async () => {
  const folder = scratchFolder()
  const store = await openSqliteStore({ folder })
  try {
    const prices = await openPricedCatalog(catalog, store, handClock())
    const control = await openTestControl({
      oidc: [believingOidc],
      store,
      catalog: prices.now,
      pricesChanged: () => prices.reload(),
      billing: openBilling(payments),
      settings: { ...defaultControlSettings, signUp: true },
      ...testWays(store, [acmeProvider]),
    })
    const scene = await furnishScene(control, folder)
    for (const [name, { good }] of Object.entries(everyEndpoint)) {
      const { status, text } = await good(scene)
      assert.ok(status >= 200 && status < 300, `${name}: ${status} ${text}`)
    }
  } finally {
    await store.close()
  }
})
