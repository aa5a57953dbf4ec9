// Decides with a request of our own whether a provider's credential is really refused. No caller's request disables an offer by itself. Knows no wire.
import type { OfferHealth } from '../routing/health.ts'

/** What our own request found: the same refusal again, an answer, or neither (the provider is down, or limits us). */
export type ProbeResult = 'refused' | 'accepted' | 'unclear'

export interface WatchParts {
  /** Asks the provider of this offer for as little as can show whether this reason still holds. Never rejects. */
  readonly probe: (offerId: string, reason: string) => Promise<ProbeResult>
  /** All offers that live on the same credential. */
  readonly siblings: (offerId: string) => readonly string[]
  readonly disable: (offerId: string, reason: string) => void
  readonly forget: (offerId: string) => void
  /** Told once when a credential goes, and once when it is back. */
  readonly told: (offers: readonly string[], state: 'disabled' | 'back', reason: string) => void
}

/** The reasons that concern a credential or the account behind it, and that its provider says of itself. */
const watched = new Set(['unauthorized', 'payment_required', 'spend_limit'])

export interface CredentialWatch {
  /** An offer cools down. */
  cooled(offerId: string, health: Pick<OfferHealth, 'reason'>): void
  /** Asks again for those that are disabled. Call it every few minutes. */
  sweep(): Promise<void>
}

export function createCredentialWatch(parts: WatchParts): CredentialWatch {
  /** The first offer of each disabled credential, with its reason. */
  const disabled = new Map<string, string>()
  const asking = new Set<string>()
  const credentialOf = (offerId: string): string => parts.siblings(offerId)[0] ?? offerId

  async function ask(credential: string, reason: string): Promise<ProbeResult> {
    if (asking.has(credential)) return 'unclear'
    asking.add(credential)
    return parts.probe(credential, reason).finally(() => asking.delete(credential))
  }

  async function check(offerId: string, reason: string): Promise<void> {
    const credential = credentialOf(offerId)
    if (disabled.has(credential) || (await ask(credential, reason)) !== 'refused') return
    const offers = parts.siblings(offerId)
    disabled.set(credential, reason)
    for (const offer of offers) parts.disable(offer, reason)
    parts.told(offers, 'disabled', reason)
  }

  return {
    cooled(offerId, { reason }) {
      if (reason !== null && watched.has(reason)) void check(offerId, reason)
    },
    async sweep() {
      for (const [credential, reason] of disabled) {
        if ((await ask(credential, reason)) !== 'accepted') continue
        disabled.delete(credential)
        const offers = parts.siblings(credential)
        for (const offer of offers) parts.forget(offer)
        parts.told(offers, 'back', reason)
      }
    },
  }
}
