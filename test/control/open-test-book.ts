// Serves the tests of this folder only: the control API over a memory store, with a shipped model, a pending one and one of the YAML.
import assert from 'node:assert/strict'
import { controlDepsOf } from './open-test-control.ts'
import { handClock } from '../../src/base/clock.ts'
import { ok } from '../../src/base/result.ts'
import { uuid7 } from '../../src/base/uuid7.ts'
import type { DeclaredModel } from '../../src/catalog/declared-model.ts'
import { buildCatalog } from '../../src/catalog/load-catalog.ts'
import { asId, type ModelId, type ProviderId } from '../../src/contract/ids.ts'
import { openPricedCatalog } from '../../src/main-prices.ts'
import { genericProvider } from '../../src/providers/generic.ts'
import { openMemoryStore } from '../../src/storage/memory/open.ts'
import { createFirstAccount } from '../../src/control/accounts/create-first-account.ts'
import { createControlApp } from '../../src/control/app.ts'

interface Row {
  readonly model: string
  readonly result: string
  readonly version: string | null
  readonly state: string
  readonly price: object | null
  readonly approved_by: string | null
  readonly compared_with: string | null
  readonly read_only: boolean
  readonly effective_from: string | null
  readonly changes: readonly { line: string; from: string | null; to: string | null; implausible: boolean }[]
}

const acme = asId<ProviderId>('acme')

function declare(id: string, change: Partial<DeclaredModel> = {}): DeclaredModel {
  const price = { input: 1_000_000n, output: 2_000_000n }
  const offers = [{ provider: acme, upstreamModel: `${id}-up` }]
  return { id: asId<ModelId>(id), capabilities: ['chat'], contextLength: 100, maxOutputTokens: 10, price, offers, ...change }
}

export async function openBook() {
  const clock = handClock()
  const store = openMemoryStore()
  const { price: _, ...pending } = declare('pending')
  const { catalog } = buildCatalog({
    reviewed: [declare('shipped'), pending],
    demo: [],
    published: [],
    yaml: [declare('mine')],
    live: new Map([[acme, genericProvider]]),
    createdDefault: 0,
  })
  const prices = await openPricedCatalog(catalog, store, clock)
  const deps = controlDepsOf({ clock, store, catalog: prices.now, pricesChanged: () => prices.reload() })
  const first = await createFirstAccount(deps)
  assert.ok(first)
  const app = createControlApp(deps)
  const ask = async (path: string, body?: object) => {
    const text = body === undefined ? '' : JSON.stringify(body)
    const headers = new Headers({ host: 'localhost:3001', 'content-length': String(Buffer.byteLength(text)) })
    const method = body === undefined ? 'GET' : 'POST'
    const response = await app.fetch(new Request(`http://control.invalid/control/v1${path}`, { method, headers }), {
      requestId: asId(uuid7(clock.now())),
      clientAddress: null,
      local: true,
      credential: null,
      readBody: async () => ok(Buffer.from(text)),
      refuse: (problem) => Response.json(problem),
    })
    return (await response.json()) as Record<string, never> & { code?: string; message?: string; param?: string; data: readonly Row[] }
  }
  const publish = (price: object, more: object = {}, model = 'shipped') => {
    const { effective_from, ...rest } = more as { effective_from?: string }
    const entry = { model, price, source: 'a contract', ...(effective_from !== undefined && { effective_from }) }
    return ask('/prices', { prices: [entry], approved_by: 'Ann', ...rest })
  }
  const current = (id: string) => prices.now().models.get(asId<ModelId>(id))
  return { clock, store, ask, publish, current, catalog, prices, first }
}
