// Which of a provider's credentials a request uses, and when the next one takes its place. Knows no secret and sends nothing.
import type { Offer } from '../catalog/offer.ts'
import type { UpstreamFailure, UpstreamTarget, WeightedTarget } from '../upstream/send.ts'
import type { GatewayDeps } from './deps.ts'

/** Failures that say something of the credential's account, whatever was asked of it. */
const accountFaults = new Set<string>(['unauthorized', 'payment_required', 'spend_limit'])

/** A credential's past is kept among the offers', under names that no offer has. */
export function credentialHealthId(provider: string, credential: string, offerId?: string): string {
  const account = `credential:${provider}/${credential}`
  // Most vendors limit each model on its own.
  return offerId === undefined ? account : `${account}:${offerId}`
}

type Deps = Pick<GatewayDeps, 'health' | 'clock' | 'random'>

/** The credentials of one offer in one request. */
interface Turns {
  readonly siblings: readonly WeightedTarget[]
  current: UpstreamTarget
  /** Found wanting. */
  readonly spent: UpstreamTarget[]
}

/** The turns of one request. Made for providers with several credentials only. */
export class CredentialTurns {
  readonly #deps: Deps
  readonly #turns = new Map<Offer, Turns>()

  constructor(deps: Deps) {
    this.#deps = deps
  }

  targetFor(offer: Offer, siblings: readonly WeightedTarget[]): UpstreamTarget {
    const spent = this.#turns.get(offer)?.spent ?? []
    const current = this.#draw(offer, siblings, spent) ?? this.#leastBad(offer, siblings)
    this.#turns.set(offer, { siblings, current, spent })
    return current
  }

  succeeded(offer: Offer, firstByteMs: number): void {
    const name = this.#turns.get(offer)?.current.credentialName
    if (name === undefined) return
    const { health, clock } = this.#deps
    for (const id of idsOf(offer, name)) health.succeeded(id, firstByteMs, clock.now())
  }

  /**
   * Books the failure on the credential where it is the credential's. `next`: another one is fit for the same offer. Else `counts` is what
   * the offer itself has to answer for: nothing is left of it until the soonest of its credentials is back.
   */
  failed(offer: Offer, failure: UpstreamFailure): { readonly next: boolean; readonly counts: UpstreamFailure } {
    const turns = this.#turns.get(offer)
    const whole = accountFaults.has(failure.kind)
    if (turns === undefined || (!whole && failure.kind !== 'rate_limited')) return { next: false, counts: failure }
    const { current, siblings, spent } = turns
    const { health, clock } = this.#deps
    const nowMs = clock.now()
    spent.push(current)
    health.failed(credentialHealthId(offer.provider, current.credentialName ?? '', whole ? undefined : offer.id), failure, nowMs)
    if (this.#fit(offer, siblings, spent).length > 0) return { next: true, counts: failure }
    const waitMs = Math.min(...siblings.map((one) => this.#coolingUntil(offer, one.target) - nowMs))
    return { next: false, counts: waitMs > 0 && failure.kind === 'rate_limited' ? { ...failure, retryAfterMs: waitMs } : failure }
  }

  #coolingUntil(offer: Offer, { credentialName = '' }: UpstreamTarget): number {
    return Math.max(...idsOf(offer, credentialName).map((id) => this.#deps.health.of(id).coolingUntilMs))
  }

  #fit(offer: Offer, siblings: readonly WeightedTarget[], spent: readonly UpstreamTarget[]): readonly WeightedTarget[] {
    const nowMs = this.#deps.clock.now()
    return siblings.filter(({ target }) => !spent.includes(target) && this.#coolingUntil(offer, target) <= nowMs)
  }

  #draw(offer: Offer, siblings: readonly WeightedTarget[], spent: readonly UpstreamTarget[]): UpstreamTarget | undefined {
    const fit = this.#fit(offer, siblings, spent)
    let left = this.#deps.random() * fit.reduce((sum, { weight }) => sum + weight, 0)
    for (const { target, weight } of fit) if ((left -= weight) < 0) return target
    return fit.at(-1)?.target
  }

  /** A cool-down never leaves an offer that routing still tries without a credential. */
  #leastBad(offer: Offer, siblings: readonly WeightedTarget[]): UpstreamTarget {
    return siblings
      .map(({ target }) => target)
      .reduce((one, other) => (this.#coolingUntil(offer, other) < this.#coolingUntil(offer, one) ? other : one))
  }
}

function idsOf(offer: Offer, credential: string): readonly string[] {
  return [credentialHealthId(offer.provider, credential), credentialHealthId(offer.provider, credential, offer.id)]
}
