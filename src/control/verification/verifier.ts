// Runs probes one after the other within a monthly cap, keeps what they find, and says how far it is. Knows no HTTP and no schedule.
import type { Clock } from '../../base/clock.ts'
import type { Catalog } from '../../catalog/catalog.ts'
import type { Model } from '../../catalog/model.ts'
import type { Offer } from '../../catalog/offer.ts'
import type { VerificationStore } from '../../catalog/verification-store.ts'
import type { ProviderId } from '../../contract/ids.ts'
import type { Nano } from '../../contract/money.ts'
import type { StartVerificationInput } from '../../contract/verification-api.ts'
import { type ProbeName, probeNames } from '../../contract/probes.ts'
import type { SendUpstream, UpstreamTarget } from '../../upstream/send.ts'
import { runProbe, worstCostOf } from './run-probe.ts'

export interface VerifierDeps {
  readonly store: VerificationStore
  readonly catalog: () => Catalog
  readonly targets: () => ReadonlyMap<ProviderId, UpstreamTarget>
  readonly send: SendUpstream
  readonly clock: Clock
  /** Of a calendar month (UTC), all probes together. */
  readonly capNano: Nano
  /** Milliseconds for one probe. */
  readonly withinMs: number
  /** Results are there: the catalog shows them. */
  readonly changed: () => Promise<void>
  readonly failed: (error: unknown) => void
}

export interface VerifierState {
  readonly waiting: number
  readonly stoppedBy: string | null
  readonly spentNano: Nano
  readonly capNano: Nano
}

export type Started = { readonly ok: true; readonly probes: number } | { readonly ok: false; readonly reason: 'running' | 'nothing' }

export interface Verifier {
  /** Starts in the background; one run at a time. */
  start(wanted: StartVerificationInput): Started
  state(): Promise<VerifierState>
  /** Resolves when nothing runs. */
  idle(): Promise<void>
  stop(): void
}

interface Step {
  readonly model: Model
  readonly offer: Offer
  readonly probe: ProbeName
}

export function openVerifier(deps: VerifierDeps): Verifier {
  let waiting = 0
  let stoppedBy: string | null = null
  let running: Promise<void> = Promise.resolve()
  let stopping = false

  const run = async (steps: readonly Step[]): Promise<void> => {
    for (const step of steps) {
      if (stopping) break
      stoppedBy = await runStep(step, deps)
      if (stoppedBy !== null) break
      waiting -= 1
    }
    waiting = 0
    await deps.changed()
  }

  return {
    start(wanted) {
      if (waiting > 0) return { ok: false, reason: 'running' }
      const steps = stepsOf(wanted, deps)
      if (steps.length === 0) return { ok: false, reason: 'nothing' }
      waiting = steps.length
      stoppedBy = null
      running = run(steps).catch((error: unknown) => {
        waiting = 0
        stoppedBy = 'a fault of this server; its log says more'
        deps.failed(error)
      })
      return { ok: true, probes: steps.length }
    },
    async state() {
      return { waiting, stoppedBy, spentNano: await deps.store.probeCostSince(monthStart(deps.clock.now())), capNano: deps.capNano }
    },
    idle: () => running,
    stop() {
      stopping = true
    },
  }
}

/** Null: it was run. Else why the run ends here. */
async function runStep({ model, offer, probe }: Step, deps: VerifierDeps): Promise<string | null> {
  const { store, clock, capNano, send, withinMs } = deps
  const target = deps.targets().get(offer.provider)
  if (target === undefined) return null
  const spent = await store.probeCostSince(monthStart(clock.now()))
  if (spent + worstCostOf(model, probe, { offer, clock }) > capNano) return 'the spending cap of this month'
  const asking = { offer, target, send, clock, withinMs, reasons: model.capabilities.has('reasoning') }
  await store.addProbe(await runProbe(model, probe, asking))
  return null
}

/** Each offer once, however many models it serves: under the first model that has it. */
function stepsOf(wanted: StartVerificationInput, { catalog, targets }: VerifierDeps): readonly Step[] {
  const { model: id, provider } = wanted
  const probes: readonly ProbeName[] = wanted.probes ?? probeNames
  const seen = new Set<string>()
  return [...catalog().models.values()].flatMap((model) =>
    id !== undefined && model.id !== id
      ? []
      : model.offers.flatMap((offer) => {
          if ((provider !== undefined && offer.provider !== provider) || seen.has(offer.id) || !targets().has(offer.provider)) return []
          seen.add(offer.id)
          return probeNames.filter((name) => probes.includes(name)).map((probe) => ({ model, offer, probe }))
        }),
  )
}

function monthStart(nowMs: number): number {
  const now = new Date(nowMs)
  return Date.UTC(now.getUTCFullYear(), now.getUTCMonth())
}
