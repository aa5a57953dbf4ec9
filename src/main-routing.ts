// What routing remembers of offers, shared by the data plane that learns it and the control plane that shows it. Decides nothing.
import type { Clock } from './base/clock.ts'
import type { Catalog } from './catalog/catalog.ts'
import type { Offer } from './catalog/offer.ts'
import type { RoutingDeps } from './control/control-deps.ts'
import type { Log } from './gateway/deps.ts'
import type { ServerAlertStore } from './ledger/server-alert-store.ts'
import { type Alarms, openAlarms } from './main-alarms.ts'
import type { House } from './main-house.ts'
import { probeOffer } from './main-probe.ts'
import { createCredentialWatch, type ProbeResult } from './upstream/credential-watch.ts'
import { createHealthBook, type HealthBook } from './upstream/health.ts'
import type { SendUpstream, UpstreamTarget } from './upstream/send.ts'
import { createSpeedBook } from './upstream/speeds.ts'

export interface RouteMemory {
  readonly health: HealthBook
  readonly speeds: ReturnType<typeof createSpeedBook>
}

/** Empty: what came before this start is forgotten. */
export function openRouteMemory(): RouteMemory {
  return { health: createHealthBook(), speeds: createSpeedBook() }
}

/** What of a house is watched. */
type Watched = Pick<House, 'catalog' | 'targets'> & { readonly store: ServerAlertStore }

/** How often a disabled credential is asked whether it is back. */
const sweepEveryMs = 600_000

/** The memory of a serving process: cool-downs are told, and credentials that seem refused are asked by a request of our own. */
export function watchedRouteMemory(
  house: Watched,
  send: SendUpstream,
  { clock, log }: { readonly clock: Clock; readonly log: Log },
): RouteMemory & { close(): Promise<void> } {
  const alarms = openAlarms(house.store, { clock, log })
  const onCooling: Alarms['cooling'] = (offer, health, needsOperator) => {
    alarms.cooling(offer, health, needsOperator)
    watch.cooled(offer, health)
  }
  const memory = { health: createHealthBook({ onCooling }), speeds: createSpeedBook() }
  const watch = createCredentialWatch({
    probe: async (offerId) => {
      const offer = offersOf(house.catalog()).find(({ id }) => id === offerId)
      const target = offer && house.targets().get(offer.provider)
      return offer === undefined || target === undefined ? 'unclear' : probeAll(offer, target, send)
    },
    siblings: (offerId) => siblingsOf(offerId, house.catalog()),
    disable: (offer, reason) => memory.health.disable(offer, reason, clock.now()),
    forget: (offer) => memory.health.forget(offer),
    told(offers, state, reason) {
      if (state === 'disabled') log.error({ offers, reason }, 'offers are disabled: their provider refuses our credential')
      else log.info({ offers, reason }, 'offers are back: their provider takes our credential again')
    },
  })
  const sweeping = setInterval(() => void watch.sweep(), sweepEveryMs)
  sweeping.unref()
  return { ...memory, close: async () => clearInterval(sweeping) }
}

function offersOf(catalog: Catalog): Offer[] {
  return [...catalog.models.values()].flatMap(({ offers }) => offers)
}

/** A provider is refused when each of its credentials is, and accepted when one of them is. */
async function probeAll(offer: Offer, target: UpstreamTarget, send: SendUpstream): Promise<ProbeResult> {
  const targets = target.siblings?.map((one) => one.target) ?? [target]
  const results = await Promise.all(targets.map((one) => probeOffer(offer, one, send)))
  if (results.includes('accepted')) return 'accepted'
  return results.every((result) => result === 'refused') ? 'refused' : 'unclear'
}

/** Offers of one provider live on the same credentials, so they stand and fall together. */
function siblingsOf(offerId: string, catalog: Catalog): string[] {
  const offers = offersOf(catalog)
  const provider = offers.find(({ id }) => id === offerId)?.provider
  return [...new Set(offers.filter((offer) => offer.provider === provider).map(({ id }) => id))]
}

/** The same, as the control plane asks. */
export function routingDeps({ health, speeds }: RouteMemory, targets: House['targets'], clock: Clock): RoutingDeps {
  return {
    healthOf: (offer) => health.of(offer),
    speedOf: (offer) => speeds.of(offer, clock.now()),
    servable: (provider) => targets().has(provider),
  }
}
