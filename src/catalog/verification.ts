// What probes of an offer found, and what follows for the model's list of capabilities. Pure; knows no requests and no storage.
import type { ModelId, ProviderId } from '../contract/ids.ts'
import type { Nano } from '../contract/money.ts'
import type { ProbeName } from '../contract/probes.ts'
import type { Catalog } from './catalog.ts'
import type { Capability, Model } from './model.ts'

/** `passed`, `failed`: the offer does it, or does not. `error`: it could not be asked, which says nothing of what it can do. */
export type ProbeVerdict = 'passed' | 'failed' | 'error'

export interface ProbeResult {
  /** `<provider>/<upstream model>`. */
  readonly offerId: string
  readonly provider: ProviderId
  readonly model: ModelId
  readonly probe: ProbeName
  readonly verdict: ProbeVerdict
  /** Our own sentence: what was seen. */
  readonly found: string
  /** A piece of what came back, redacted and short; empty: nothing. */
  readonly evidence: string
  readonly latencyMs: number
  /** What the operator pays for it, as far as it is known. */
  readonly costNano: Nano
  readonly atMs: number
}

/** What probes say of one offer: the last of each that was no error. */
export interface OfferVerification {
  readonly atMs: number
  readonly probes: ReadonlyMap<ProbeName, boolean>
}

/** By offer. Results in any order. */
export function verificationsOf(results: readonly ProbeResult[]): ReadonlyMap<string, OfferVerification> {
  const byOffer = Map.groupBy(
    results.filter(({ verdict }) => verdict !== 'error').toSorted((a, b) => a.atMs - b.atMs),
    ({ offerId }) => offerId,
  )
  return new Map(
    [...byOffer].map(([offerId, found]) => {
      const probes = new Map(found.map(({ probe, verdict }) => [probe, verdict === 'passed']))
      return [offerId, { atMs: Math.max(...found.map(({ atMs }) => atMs)), probes }]
    }),
  )
}

/** What the model does: a probe counts as passed when each offer that was asked passes it. Null: none was ever asked. */
export function modelVerification(offers: readonly (OfferVerification | undefined)[]): OfferVerification | null {
  const known = offers.filter((one) => one !== undefined)
  if (known.length === 0) return null
  const probes = new Map<ProbeName, boolean>()
  for (const one of known) for (const [probe, passed] of one.probes) probes.set(probe, passed && (probes.get(probe) ?? true))
  return { atMs: Math.max(...known.map(({ atMs }) => atMs)), probes }
}

/** The catalog, with what probes found beside each model. */
export function withVerifications({ models }: Catalog, results: readonly ProbeResult[]): Catalog {
  const byOffer = verificationsOf(results)
  if (byOffer.size === 0) return { models }
  return {
    models: new Map(
      [...models].map(([id, model]) => {
        const verified = modelVerification(model.offers.map((offer) => byOffer.get(offer.id)))
        return [id, verified === null ? model : { ...model, verified }]
      }),
    ),
  }
}

/** Which declared capability a probe speaks of. */
const provenBy: Readonly<Partial<Record<Capability, ProbeName>>> = {
  tools: 'tools',
  json_schema: 'json_schema',
  vision: 'image_input',
  reasoning: 'reasoning',
}

/** Declared capabilities without those that a probe refuted. */
export function provenCapabilities({ capabilities, verified }: Pick<Model, 'capabilities' | 'verified'>): readonly Capability[] {
  return [...capabilities].filter((capability) => {
    const probe = provenBy[capability]
    return probe === undefined || verified?.probes.get(probe) !== false
  })
}

/** As lists of models show it; nothing for a model that nobody verified. */
export function verificationShown({ verified }: Pick<Model, 'verified'>): {
  verified?: Readonly<Record<string, boolean>>
  verified_at?: string
} {
  if (verified === undefined) return {}
  return { verified: Object.fromEntries(verified.probes), verified_at: new Date(verified.atMs).toISOString() }
}
