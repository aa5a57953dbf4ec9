// What routing remembers of offers, shared by the data plane that learns it and the control plane that shows it. Decides nothing.
import type { Clock } from './base/clock.ts'
import type { RoutingDeps } from './control/control-deps.ts'
import type { Alarms } from './main-alarms.ts'
import type { House } from './main-house.ts'
import { createHealthBook, type HealthBook } from './upstream/health.ts'
import { createSpeedBook } from './upstream/speeds.ts'

export interface RouteMemory {
  readonly health: HealthBook
  readonly speeds: ReturnType<typeof createSpeedBook>
}

/** Empty: what came before this start is forgotten. `onCooling` is told when an offer is spared. */
export function openRouteMemory(onCooling: Alarms['cooling'] = () => {}): RouteMemory {
  return { health: createHealthBook({ onCooling }), speeds: createSpeedBook() }
}

/** The same, as the control plane asks. */
export function routingDeps({ health, speeds }: RouteMemory, targets: House['targets'], clock: Clock): RoutingDeps {
  return {
    healthOf: (offer) => health.of(offer),
    speedOf: (offer) => speeds.of(offer, clock.now()),
    servable: (provider) => targets().has(provider),
  }
}
