// Everything behind the doors, open but not listening: store, secrets, providers, catalog, control API. Serves commands on a stopped server too.
import type { Clock } from './base/clock.ts'
import { keyedHash, open, randomText, seal } from './base/hash.ts'
import { createPasswordHasher } from './base/password-hash.ts'
import { Secret } from './base/secret.ts'
import type { Catalog } from './catalog/catalog.ts'
import { declareDemoModels, demoProviderId } from './catalog/demo-models.ts'
import { buildCatalog, type ProviderQuirks } from './catalog/load-catalog.ts'
import type { Config } from './config.ts'
import { openSecretKeys, type SecretKeys } from './config-secret-key.ts'
import type { ProviderJson } from './contract/control-api.ts'
import type { LedgerJson } from './contract/ledger-api.ts'
import { asId, type ModelId, type ProviderId } from './contract/ids.ts'
import { createControlApp } from './control/app.ts'
import type { Billing } from './control/billing/billing.ts'
import type { Outbox } from './control/outbox.ts'
import { openConfiguredBilling } from './main-billing.ts'
import { openConfiguredOutbox } from './main-outbox.ts'
import { controlSettingsOf } from './main-control-settings.ts'
import { createUsageStreams, type UsageStreams } from './control/usage/usage-streams.ts'
import type { ControlDeps } from './control/control-deps.ts'
import { demoModels } from './demo/demo-models.ts'
import { startDemoProvider } from './demo/demo-provider.ts'
import type { Idempotency } from './ledger/idempotency.ts'
import type { RecoveryReport } from './ledger/ledger-store.ts'
import type { Log } from './gateway/deps.ts'
import { furnishIdempotency } from './main-idempotency.ts'
import { openReceipts, type Receipts } from './main-receipts.ts'
import { makeDataFolder } from './main-folder.ts'
import { openPricedCatalog, type PricedCatalog } from './main-prices.ts'
import { openRouteMemory, type RouteMemory, routingDeps } from './main-routing.ts'
import { testProvider } from './main-test-provider.ts'
import { genericProvider } from './providers/generic.ts'
import { readCatalog } from './read-catalog.ts'
import { openSqliteStore, type SqliteStore } from './storage/sqlite/open.ts'
import type { SendUpstream, UpstreamTarget } from './upstream/send.ts'

/** What comes from outside and is no setting. */
export interface Surroundings {
  readonly clock: Clock
  readonly log: Log
  /** Of this release, `0.1.0`. */
  readonly version: string
  /** The store lost one of its threads: the process has to end, and the next start recovers. */
  readonly onStoreLost?: (sentence: string) => void
}

export interface House {
  readonly store: SqliteStore
  readonly hashSecret: (secret: string) => string
  readonly idempotency: Idempotency
  /** The text of the secret key, for `backup --secret-to`. */
  readonly secretText: () => string
  /** The gateway feeds them, the control API gives them out. */
  readonly usageStreams: UsageStreams
  /** The document with the public keys of receipts, as JSON text. */
  readonly receiptKeys: () => string
  readonly catalog: () => Catalog
  readonly targets: () => ReadonlyMap<ProviderId, UpstreamTarget>
  readonly isEmpty: () => Promise<boolean>
  /** Starts the demo provider, when the configuration wants it, on a port of its own. Only a serving process needs it. */
  readonly startDemo: () => Promise<void>
  readonly openControl: (opening: ControlOpening) => { readonly app: ReturnType<typeof createControlApp>; readonly deps: ControlDeps }
  close(): Promise<void>
}

export interface ControlOpening {
  readonly publicUrl: () => string
  readonly recovery: RecoveryReport
  readonly send: SendUpstream
  readonly draining: () => boolean
  readonly ledgerState: () => Promise<LedgerJson>
  /** Absent: nothing serves, so nothing was learned of any offer. */
  readonly memory?: RouteMemory
}

/** Opens the data folder and everything that needs no socket. Throws the folder errors and SecretKeyProblem; leaves nothing open then. */
export async function openHouse(config: Config, around: Surroundings): Promise<House> {
  const { values, dataFolder } = config
  makeDataFolder(dataFolder)
  const store = await openSqliteStore({
    folder: dataFolder,
    relaxed: values.durability === 'relaxed',
    queueMax: values.writerQueueMax,
    ...(around.onStoreLost === undefined ? {} : { onLost: around.onStoreLost }),
  })
  try {
    const empty = (await store.listAccounts()).length === 0
    const secrets = await openSecretKeys(dataFolder, values.secretKey, store, empty)
    return await furnish(store, secrets, { config, around })
  } catch (error) {
    await store.close()
    throw error
  }
}

/** True when the simulated provider is to run: always, or until a real one is configured. */
export function wantsDemo(config: Config): boolean {
  return config.values.demo === 'on' || (config.values.demo === 'auto' && config.providers.length === 0)
}

async function furnish(
  store: SqliteStore,
  secrets: SecretKeys,
  { config, around }: { readonly config: Config; readonly around: Surroundings },
): Promise<House> {
  const demo = wantsDemo(config)
  const targets = targetsOf(config)
  const prices = await openPricedCatalog(declaredCatalog(config, { demo, around }), store, around.clock)
  const hashSecret = (secret: string): string => keyedHash(secrets.pepper, secret)
  let publicUrl = (): string => ''
  const receipts = await openReceipts({ store, sealing: secrets.sealing, issuer: () => publicUrl(), nowMs: () => around.clock.now() })
  const usageStreams = createUsageStreams()
  const billing = await openConfiguredBilling(config, around)
  const outbox = await openConfiguredOutbox(config, around)
  const idempotency = furnishIdempotency({ store, hashSecret, sealing: secrets.answers, settings: config.values })
  let demoProvider: { close(): Promise<void> } | undefined
  return {
    store,
    hashSecret,
    idempotency,
    secretText: () => secrets.text,
    receiptKeys: () => JSON.stringify(receipts.keys()),
    usageStreams,
    catalog: prices.now,
    targets: () => targets,
    isEmpty: async () => (await store.listAccounts()).length === 0,
    async startDemo() {
      if (!demo || demoProvider !== undefined) return
      const credential = new Secret(randomText('0123456789abcdef', 48))
      const started = await startDemoProvider({ clock: around.clock, credential })
      demoProvider = started
      const auth = { kind: 'bearer' } as const
      targets.set(demoProviderId, { provider: demoProviderId, baseUrl: started.baseUrl, auth, credential, allowPrivate: true })
    },
    openControl(opening) {
      publicUrl = opening.publicUrl
      const parts = {
        store,
        secrets,
        config,
        around,
        opening,
        prices,
        targets,
        hashSecret,
        usageStreams,
        billing,
        outbox,
        idempotency,
        receipts,
      }
      const deps = controlDeps(parts)
      return { app: createControlApp(deps), deps }
    },
    async close() {
      await demoProvider?.close()
      await store.close()
    },
  }
}

function targetsOf(config: Config): Map<ProviderId, UpstreamTarget> {
  return new Map(
    config.providers.map(({ record, credential }) => {
      const { id, baseUrl, auth, allowPrivate } = record
      return [id, { provider: id, baseUrl, auth, credential, allowPrivate }]
    }),
  )
}

/** Builds the catalog, without the price book. What is wrong in it is said and left out. */
function declaredCatalog(config: Config, { demo, around }: { readonly demo: boolean; readonly around: Surroundings }): Catalog {
  const live = new Map<ProviderId, ProviderQuirks>(config.providers.map(({ record }) => [record.id, record]))
  if (demo) live.set(demoProviderId, genericProvider)
  const { catalog, mistakes } = buildCatalog({
    reviewed: readCatalog(),
    demo: demo ? declareDemoModels(demoModels) : [],
    yaml: config.models,
    live,
    createdDefault: config.configFileTime,
  })
  for (const { sentence, declaredAt } of mistakes) around.log.warn({ declared_at: declaredAt }, sentence)
  return catalog
}

interface ControlParts {
  readonly store: SqliteStore
  readonly secrets: SecretKeys
  readonly receipts: Receipts
  readonly config: Config
  readonly around: Surroundings
  readonly opening: ControlOpening
  readonly prices: PricedCatalog
  readonly targets: ReadonlyMap<ProviderId, UpstreamTarget>
  readonly hashSecret: (secret: string) => string
  readonly usageStreams: UsageStreams
  readonly billing: Billing
  readonly outbox: Outbox
  readonly idempotency: Idempotency
}

function controlDeps({
  store,
  secrets,
  config,
  around,
  opening,
  prices,
  targets,
  hashSecret,
  usageStreams,
  billing,
  outbox,
  idempotency,
  receipts,
}: ControlParts): ControlDeps {
  return {
    clock: around.clock,
    store,
    unaudited: store,
    idempotency,
    catalog: prices.now,
    pricesChanged: () => prices.reload(),
    settings: controlSettingsOf(config),
    version: around.version,
    get publicUrl() {
      return opening.publicUrl()
    },
    hashSecret,
    passwords: createPasswordHasher(),
    // Bound to its row: a copy moved to another key does not open.
    sealSecret: config.values.reveal === 'on' ? (secret, id) => seal(secrets.sealing, secret, `keys.secret ${id}`) : null,
    openSecret: config.values.reveal === 'on' ? (sealed, id) => open(secrets.sealing, sealed, `keys.secret ${id}`) : null,
    keyChanged: () => {},
    providers: () => providersJson(config, prices.now()),
    testProvider: (id) => testProvider(targets.get(asId<ProviderId>(id)), { id, send: opening.send, clock: around.clock }),
    usageStreams,
    billing,
    outbox,
    recovery: opening.recovery,
    startedMs: around.clock.now(),
    draining: opening.draining,
    routing: routingDeps(opening.memory ?? openRouteMemory(), () => targets, around.clock),
    books: { ledgerState: opening.ledgerState, signReceipt: receipts.sign, rotateReceiptKey: receipts.rotate },
  }
}

function providersJson(config: Config, catalog: Catalog): ProviderJson[] {
  const models = [...catalog.models.values()]
  const count = (id: ProviderId): number => models.filter(({ offers }) => offers.some(({ provider }) => provider === id)).length
  const real = config.providers.map(({ record, credential }) => ({
    id: record.id,
    name: record.name,
    base_url: record.baseUrl,
    models: count(record.id),
    status: credential === undefined && record.auth.kind !== 'none' && !record.allowPrivate ? 'no credential' : 'ready',
    simulated: false,
  }))
  if (!wantsDemo(config)) return real
  return [
    ...real,
    {
      id: demoProviderId,
      name: 'Demo (simulation)',
      base_url: 'loopback',
      models: count(demoProviderId),
      status: 'ready',
      simulated: true,
    },
  ]
}

/** The model of the first curl line: the demo's, else the first that can be called; null when there is none. */
export function firstModel(catalog: Catalog): string | null {
  if (catalog.models.get(asId<ModelId>('nexo-demo'))?.offers.length) return 'nexo-demo'
  for (const model of catalog.models.values())
    if (model.public && model.priceVersion !== undefined && model.offers.length > 0) return model.id
  return null
}
