// How each offer has fared lately, and until when it is spared. Bounded, in memory; a restart forgets. Knows no routes and no clients.
import { healthy, type OfferHealth } from '../routing/health.ts'
import type { FailureKind, UpstreamFailure } from './send.ts'

export interface HealthOptions {
  /** Failures in a row, of whatever kind, that make an outlier. */
  readonly failuresInRow?: number
  /** The first cool-down of an outlier; the n-th lasts n times as long. */
  readonly coolMs?: number
  readonly coolMsMax?: number
  /** Each such time without a new cool-down takes one off n. */
  readonly sweepMs?: number
  /** The longest time a `retry-after` can spare an offer. */
  readonly rateLimitedMsMax?: number
  /** After a 429 that named no time: perhaps a spend limit. */
  readonly silentLimitMs?: number
  /** After a refusal that concerns our account with the provider. */
  readonly accountFaultMs?: number
  /** Offers remembered; only those with trouble are. */
  readonly offersMax?: number
  /** Told when a cool-down begins: the operator's log, and an alert where `needsOperator`. */
  readonly onCooling?: (offerId: string, health: OfferHealth, needsOperator: boolean) => void
}

/** `gateway/deps.ts` declares the part that the data plane needs. */
export interface HealthBook {
  of(offerId: string): OfferHealth
  succeeded(offerId: string, firstByteMs: number, nowMs: number): void
  failed(offerId: string, failure: UpstreamFailure, nowMs: number): void
  /** Offers with trouble, for the operator. */
  all(): readonly { readonly offerId: string; readonly health: OfferHealth; readonly failuresInRow: number }[]
  /** Sets it aside until `forget`, or until an attempt of last resort is answered. */
  disable(offerId: string, reason: string, nowMs: number): void
  /** The operator mended it: forget its past. */
  forget(offerId: string): void
}

interface Past {
  health: OfferHealth
  failuresInRow: number
  /** The same account fault in a row, where one alone may be a caller's doing. */
  accountFaultsInRow: number
  /** n of the next outlier cool-down, less one. */
  coolDowns: number
  coolingSinceMs: number
}

/** Refusals that only the operator can mend, in the word that the operator reads. */
const accountFaults: Readonly<Partial<Record<FailureKind, string>>> = {
  unauthorized: 'unauthorized',
  payment_required: 'payment_required',
  spend_limit: 'spend_limit',
  not_found: 'not_found',
}

/** 403 and 404 can be provoked by what one caller asks for; so many in a row, without a success between, cannot be by chance. */
const provocable = new Set<number | null>([403, 404])
const provocableInRow = 3

/** Reasons that the operator should hear of at once; the others pass by themselves. */
const needsOperator = new Set<string | null>([...Object.values(accountFaults), 'rate_limited_silent'])

const defaults = {
  failuresInRow: 5,
  coolMs: 30_000,
  coolMsMax: 300_000,
  sweepMs: 10_000,
  rateLimitedMsMax: 600_000,
  silentLimitMs: 60_000,
  accountFaultMs: 300_000,
  offersMax: 4_096,
}

/** A health book with nothing in it. Time comes with each call; it has no timers. */
export function createHealthBook(options: HealthOptions = {}): HealthBook {
  const settings = { ...defaults, ...options }
  const pasts = new Map<string, Past>()

  const pastOf = (offerId: string): Past => {
    let past = pasts.get(offerId)
    if (past !== undefined) return past
    // The oldest trouble makes room for the newest.
    if (pasts.size >= settings.offersMax) for (const [oldest] of pasts) if (pasts.delete(oldest)) break
    past = { health: healthy, failuresInRow: 0, accountFaultsInRow: 0, coolDowns: 0, coolingSinceMs: 0 }
    pasts.set(offerId, past)
    return past
  }

  return {
    of: (offerId) => pasts.get(offerId)?.health ?? healthy,
    succeeded(offerId, firstByteMs, nowMs) {
      const past = pasts.get(offerId)
      if (past === undefined) return
      const { coolingUntilMs, reason } = past.health
      const cooling = coolingUntilMs > nowMs
      // An answer to a request from before the cool-down does not end it; and a provider that named a time meant it.
      if (cooling && (reason === 'rate_limited' || nowMs - firstByteMs < past.coolingSinceMs)) return
      past.failuresInRow = 0
      past.accountFaultsInRow = 0
      if (cooling) past.health = { coolingUntilMs: nowMs, reason }
      if (nowMs - past.health.coolingUntilMs >= past.coolDowns * settings.sweepMs) pasts.delete(offerId)
    },
    failed(offerId, failure, nowMs) {
      const past = pastOf(offerId)
      const before = past.health
      const cooling = judge(past, failure, nowMs, settings)
      // A cool-down is never made shorter by a second cause.
      if (cooling === null || before.coolingUntilMs >= cooling.coolingUntilMs) return
      past.health = cooling
      past.coolingSinceMs = nowMs
      const begins = before.coolingUntilMs <= nowMs || before.reason !== cooling.reason
      if (begins) options.onCooling?.(offerId, cooling, needsOperator.has(cooling.reason))
    },
    all: () => [...pasts].map(([offerId, past]) => ({ offerId, health: past.health, failuresInRow: past.failuresInRow })),
    disable(offerId, reason, nowMs) {
      const past = pastOf(offerId)
      past.health = { coolingUntilMs: Number.POSITIVE_INFINITY, reason: `disabled_${reason}` }
      past.coolingSinceMs = nowMs
    },
    forget: (offerId) => void pasts.delete(offerId),
  }
}

/** Counts the failure and says what cool-down it calls for. */
function judge(past: Past, failure: UpstreamFailure, nowMs: number, settings: typeof defaults): OfferHealth | null {
  const { kind, status, retryAfterMs } = failure
  const fault = accountFaults[kind]
  if (fault !== undefined) {
    past.accountFaultsInRow += 1
    if (provocable.has(status) && past.accountFaultsInRow < provocableInRow) return null
    return { coolingUntilMs: nowMs + settings.accountFaultMs, reason: fault }
  }
  if (kind === 'rate_limited') {
    if (retryAfterMs === null) return { coolingUntilMs: nowMs + settings.silentLimitMs, reason: 'rate_limited_silent' }
    return { coolingUntilMs: nowMs + Math.min(retryAfterMs, settings.rateLimitedMsMax), reason: 'rate_limited' }
  }
  past.failuresInRow += 1
  const outlier = past.failuresInRow >= settings.failuresInRow ? judgeOutlier(past, nowMs, settings) : null
  if (outlier !== null || kind !== 'overloaded' || retryAfterMs === null) return outlier
  return { coolingUntilMs: nowMs + Math.min(retryAfterMs, settings.silentLimitMs), reason: 'overloaded' }
}

function judgeOutlier(past: Past, nowMs: number, settings: typeof defaults): OfferHealth | null {
  const endedMs = past.health.coolingUntilMs
  // Requests that were under way when the cool-down began tell nothing new.
  if (endedMs > nowMs) return null
  if (endedMs > 0) past.coolDowns = Math.max(0, past.coolDowns - Math.floor((nowMs - endedMs) / settings.sweepMs))
  past.coolDowns += 1
  return { coolingUntilMs: nowMs + Math.min(settings.coolMs * past.coolDowns, settings.coolMsMax), reason: 'outlier' }
}
