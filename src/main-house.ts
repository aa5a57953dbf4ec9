// Everything behind the doors, open but not listening: store, secrets, providers, catalog, control API. Serves commands on a stopped server too.
import type { Clock } from './base/clock.ts'
import { open, seal } from './base/hash.ts'
import { createPasswordHasher } from './base/password-hash.ts'
import type { Catalog } from './catalog/catalog.ts'
import type { Config } from './config.ts'
import { keyedHashOf, openSecretKeys, type SecretKeys } from './config-secret-key.ts'
import { totpSecretsUnder } from './main-factors.ts'
import type { ServerLoad } from './contract/control-api.ts'
import { openConfiguredServices } from './main-identity.ts'
import type { LedgerJson } from './contract/ledger-api.ts'
import { asId, type ModelId, type ProviderId } from './contract/ids.ts'
import { nanoPerUsd } from './contract/money.ts'
import { createControlApp } from './control/app.ts'
import type { Billing } from './control/billing/billing.ts'
import type { Outbox } from './control/outbox.ts'
import { openConfiguredBilling } from './main-billing.ts'
import { openConfiguredOutbox } from './main-outbox.ts'
import { controlSettingsOf } from './main-control-settings.ts'
import { createUsageStreams, type UsageStreams } from './control/usage/usage-streams.ts'
import type { ControlDeps } from './control/control-deps.ts'
import { openVerifier } from './control/verification/verifier.ts'
import type { Idempotency } from './ledger/idempotency.ts'
import type { ResponseShelf } from './ledger/kept-responses.ts'
import type { RecoveryReport } from './ledger/ledger-store.ts'
import type { Log } from './gateway/deps.ts'
import { furnishIdempotency } from './main-idempotency.ts'
import { furnishResponses } from './main-kept-responses.ts'
import { openReceipts, type Receipts } from './main-receipts.ts'
import { atRest, loadOf } from './main-metrics.ts'
import { makeDataFolder } from './main-folder.ts'
import { type LiveCatalog, openLiveCatalog } from './main-live-catalog.ts'
import { matchPriceList } from './main-price-lists.ts'
import type { PricedCatalog } from './main-prices.ts'
import { openRouteMemory, type RouteMemory, routingDeps } from './main-routing.ts'
import { type ProviderWays, providerWays } from './main-providers.ts'
import { providerRegistry } from './providers/registry.ts'
import { openSqliteStore, type SqliteStore } from './storage/sqlite/open.ts'
import type { SendUpstream, UpstreamTarget } from './upstream/send.ts'

/** What comes from outside and is no setting. */
export interface Surroundings {
  readonly clock: Clock
  readonly log: Log
  /** Of this release, `0.1.0`. */
  readonly version: string
  /** Nothing is served: one command, and the end. */
  readonly oneCommand?: boolean
  /** The store lost one of its threads: the process has to end, and the next start recovers. */
  readonly onStoreLost?: (sentence: string) => void
}

export interface House {
  readonly store: SqliteStore
  readonly hashSecret: (secret: string) => string
  readonly idempotency: Idempotency
  readonly responses: ResponseShelf
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
  /** Absent: nothing serves, so nothing runs. */
  readonly load?: () => ServerLoad
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
    oneThread: around.oneCommand === true,
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

async function furnish(
  store: SqliteStore,
  secrets: SecretKeys,
  { config, around }: { readonly config: Config; readonly around: Surroundings },
): Promise<House> {
  const live = await openLiveCatalog({ store, config, around, sealing: secrets.sealing })
  const { prices, targets } = live
  const hashSecret = keyedHashOf(secrets)
  let publicUrl = (): string => ''
  const receipts = await openReceipts({ store, sealing: secrets.sealing, issuer: () => publicUrl(), nowMs: () => around.clock.now() })
  const usageStreams = createUsageStreams()
  const billing = await openConfiguredBilling(config, around)
  const outbox = await openConfiguredOutbox(config, around)
  const idempotency = furnishIdempotency({
    store,
    hashSecret,
    sealing: secrets.answers,
    formerSealings: secrets.formerAnswers,
    settings: config.values,
  })
  const responses = furnishResponses({ store, sealing: secrets.answers, formerSealings: secrets.formerAnswers, settings: config.values })
  return {
    store,
    hashSecret,
    idempotency,
    responses,
    secretText: () => secrets.text,
    receiptKeys: () => JSON.stringify(receipts.keys()),
    usageStreams,
    catalog: prices.now,
    targets: () => targets,
    isEmpty: async () => (await store.listAccounts()).length === 0,
    startDemo: live.startDemo,
    openControl(opening) {
      publicUrl = opening.publicUrl
      const ways = waysOver(live, { store, config, around, opening })
      const parts = {
        store,
        secrets,
        config,
        around,
        opening,
        prices,
        targets,
        ways,
        hashSecret,
        usageStreams,
        billing,
        outbox,
        idempotency,
        responses,
        receipts,
      }
      const deps = controlDeps(parts)
      return { app: createControlApp(deps), deps }
    },
    async close() {
      await live.close()
      await store.close()
    },
  }
}

type Ways = ProviderWays & Pick<ControlDeps, 'verifier'>

interface WaysParts {
  readonly store: SqliteStore
  readonly config: Config
  readonly around: Surroundings
  readonly opening: ControlOpening
}

/** What the control plane may do about providers, and the probes of their offers. */
function waysOver({ book, targets, prices, demo, changed }: LiveCatalog, { store, config, around, opening }: WaysParts): Ways {
  const { clock, log } = around
  const { send, memory } = opening
  const shared = { send, clock, changed, catalog: prices.now, targets: () => targets }
  const verifier = openVerifier({
    ...shared,
    store,
    withinMs: config.values.verifyProbeMs,
    capNano: BigInt(config.values.verifyMonthlyUsdMax) * nanoPerUsd,
    failed: (error) => log.error({ error }, 'a verification failed inside the server'),
  })
  return { ...providerWays({ ...shared, book, demo, health: memory?.health ?? null, registry: providerRegistry }), verifier }
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
  readonly ways: Ways
  readonly hashSecret: (secret: string) => string
  readonly usageStreams: UsageStreams
  readonly billing: Billing
  readonly outbox: Outbox
  readonly idempotency: Idempotency
  readonly responses: ResponseShelf
}

function controlDeps({
  store,
  secrets,
  config,
  around,
  opening,
  prices,
  targets,
  ways,
  hashSecret,
  usageStreams,
  billing,
  outbox,
  idempotency,
  responses,
  receipts,
}: ControlParts): ControlDeps {
  return {
    clock: around.clock,
    store,
    unaudited: store,
    responses,
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
    oidc: openConfiguredServices(config, around.log),
    totpSecrets: totpSecretsUnder(secrets.sealing),
    keyChanged: () => {},
    ...ways,
    matchPriceList,
    usageStreams,
    billing,
    outbox,
    recovery: opening.recovery,
    startedMs: around.clock.now(),
    draining: opening.draining,
    nodeVersion: process.version,
    load: opening.load ?? (() => loadOf(store, atRest(config.values.writerQueueMax))),
    routing: routingDeps(opening.memory ?? openRouteMemory(), () => targets, around.clock),
    books: { ledgerState: opening.ledgerState, signReceipt: receipts.sign, rotateReceiptKey: receipts.rotate },
  }
}

/** The model of the first curl line: the demo's, else the first that can be called; null when there is none. */
export function firstModel(catalog: Catalog): string | null {
  if (catalog.models.get(asId<ModelId>('nexo-demo'))?.offers.length) return 'nexo-demo'
  for (const model of catalog.models.values())
    if (model.public && model.priceVersion !== undefined && model.offers.length > 0) return model.id
  return null
}
