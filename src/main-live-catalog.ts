// Providers and models as they are while the server runs: the book of connections, where requests go, the priced catalog; read again on a change.
import { declareDemoModels, demoProviders, demoIdsWhen } from './catalog/demo-models.ts'
import type { Catalog } from './catalog/catalog.ts'
import { buildCatalog, type ProviderQuirks } from './catalog/load-catalog.ts'
import { withVerifications } from './catalog/verification.ts'
import type { Config } from './config.ts'
import type { ProviderId } from './contract/ids.ts'
import { demoModels } from './demo/demo-models.ts'
import { type ConnectionBook, openConnectionBook, targetsOf } from './main-connections.ts'
import { openDemo } from './main-demo.ts'
import type { Surroundings } from './main-house.ts'
import { openPricedCatalog, type PricedCatalog } from './main-prices.ts'
import { genericProvider } from './providers/generic.ts'
import { providerRegistry } from './providers/registry.ts'
import { readCatalog } from './read-catalog.ts'
import type { Store } from './storage/store.ts'
import type { UpstreamTarget } from './upstream/send.ts'

export interface LiveCatalog {
  readonly book: ConnectionBook
  readonly targets: ReadonlyMap<ProviderId, UpstreamTarget>
  readonly prices: PricedCatalog
  /** True when the simulated provider is to run: always, or until a real one is connected. */
  demo(): boolean
  /** From now on the simulated provider runs whenever it is wanted. Only a serving process needs it. */
  startDemo(): Promise<void>
  /** After the book was read again, or probes found something. */
  changed(): Promise<void>
  close(): Promise<void>
}

interface Parts {
  readonly store: Store
  readonly config: Config
  readonly around: Surroundings
  readonly sealing: Uint8Array
}

export async function openLiveCatalog({ store, config, around, sealing }: Parts): Promise<LiveCatalog> {
  const { clock, log } = around
  const book = await openConnectionBook({ store, config, registry: providerRegistry, sealing, log, clock })
  const targets = new Map<ProviderId, UpstreamTarget>(targetsOf(book))
  const wanted = (): boolean => demoIdsWhen(config.values.demo, book.providers().length).length > 0
  const declared = async (): Promise<Catalog> =>
    withVerifications(declaredCatalog({ config, book, around, demo: wanted() }), await store.latestProbes())
  const prices = await openPricedCatalog(await declared(), store, clock)
  const demo = openDemo(clock)
  let serving = false
  /** The simulated provider comes and goes with the real ones; the others are as they are in the book. */
  const retarget = async (): Promise<void> => {
    const simulated = serving && wanted() ? await demo.targets() : []
    const next = [...targetsOf(book), ...simulated]
    targets.clear()
    for (const [id, target] of next) targets.set(id, target)
  }
  return {
    book,
    targets,
    prices,
    demo: wanted,
    async startDemo() {
      serving = true
      await retarget()
    },
    async changed() {
      await retarget()
      await prices.redeclare(await declared())
    },
    close: () => demo.close(),
  }
}

interface Declaring {
  readonly config: Config
  readonly book: ConnectionBook
  readonly around: Surroundings
  readonly demo: boolean
}

/** Builds the catalog, without the price book. What is wrong in it is said and left out. */
function declaredCatalog({ config, book, around, demo }: Declaring): Catalog {
  const live = new Map<ProviderId, ProviderQuirks>(book.providers().map(({ setting: { record } }) => [record.id, record]))
  if (demo) for (const { id, dialect } of demoProviders) live.set(id, { ...genericProvider, dialect })
  const { catalog, mistakes } = buildCatalog({
    reviewed: readCatalog(),
    demo: demo ? declareDemoModels(demoModels) : [],
    published: book.models(),
    yaml: config.models,
    live,
    createdDefault: config.configFileTime,
  })
  for (const { sentence, declaredAt } of mistakes) around.log.warn({ declared_at: declaredAt }, sentence)
  return catalog
}
