// Providers as they are stored, without a file, an environment or anybody who answers: for tests of the control API. Not part of the product.
import { ok } from '../base/result.ts'
import { matchList } from '../catalog/price-sources/match-list.ts'
import { asId, type ModelId } from '../contract/ids.ts'
import type { CredentialJson, ProviderJson } from '../contract/providers-api.ts'
import type { Store } from '../storage/store.ts'
import type { ControlDeps } from './control-deps.ts'

type Ways = Pick<ControlDeps, 'providers' | 'testProvider' | 'connections' | 'verifier' | 'matchPriceList' | 'load' | 'nodeVersion'>

/** `given`: described elsewhere, so not to be changed through the API. */
export function testWays(store: Store, given: readonly ProviderJson[] = []): Ways {
  let stored: readonly ProviderJson[] = []
  const providers = (): readonly ProviderJson[] => [...given, ...stored]
  return {
    providers,
    testProvider: async (id) =>
      providers().some((one) => one.id === id) ? { provider: id, ok: true, status: 200, latency_ms: 3, result: 'answered' } : undefined,
    nodeVersion: 'v26.10.0',
    load: () => ({
      ...{ answers_open: 0, streams_open: 0, holds_open: 0, writer_queue: 0, writer_queue_max: 8_192, settlements_retrying: 0 },
      memory_bytes: 0,
    }),
    matchPriceList: async (list) => matchList(list),
    connections: {
      vendors: () => [],
      check: () => null,
      checkCredential: () => null,
      readModel: ({ id }) =>
        ok({ id: asId<ModelId>(id), capabilities: ['chat'], contextLength: 100, maxOutputTokens: 10, public: true, offers: [] }),
      originOf: ({ base_url: url }) => url ?? null,
      seal: (secret) => Buffer.from(secret),
      async reload() {
        const credentials = Map.groupBy(await store.listCredentials(), ({ provider }) => provider)
        stored = (await store.listProviders()).map(({ id }) => ({
          ...{ id, name: id, base_url: 'http://127.0.0.1:9', dialect: 'openai-chat', models: 0, status: 'ready', simulated: false },
          ...{ from: 'control API', editable: true },
          credentials: (credentials.get(id) ?? []).map(
            ({ id: credential, name, weight, lastFour, disabledAtMs, createdAtMs }): CredentialJson => ({
              ...{ id: credential, name, weight, last_four: lastFour, disabled: disabledAtMs !== null, state: 'ready' },
              ...{ spared_until: null, created_at: new Date(createdAtMs).toISOString() },
            }),
          ),
        }))
      },
      upstreamModels: async (id) => (providers().some((one) => one.id === id) ? ok([]) : undefined),
    },
    verifier: {
      start: () => ({ ok: true, probes: 1 }),
      state: async () => ({ waiting: 0, stoppedBy: null, spentNano: 0n, capNano: 0n }),
      idle: async () => {},
      stop: () => {},
    },
  }
}

/** A provider that is just there. */
export const acmeProvider: ProviderJson = {
  ...{ id: 'acme', name: 'Acme', base_url: 'http://127.0.0.1:9', dialect: 'openai-chat', models: 2, status: 'ready' },
  ...{ simulated: false, from: 'nexorouter.yaml:2:5', editable: false, credentials: [] },
}
