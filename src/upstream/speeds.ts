// How fast each offer was lately: time to the first byte, and tokens a second. Bounded, in memory; a restart forgets. Knows no routes.
import { type OfferSpeed, unknownSpeed } from '../routing/health.ts'

export interface SpeedOptions {
  /** An average moves this far towards what is new within this time. */
  readonly decayMs?: number
  /** Older figures say nothing: the offer is unknown again, so it is asked again. */
  readonly staleMs?: number
  readonly offersMax?: number
}

interface Past {
  firstByteMs: number
  firstByteAtMs: number
  tokensPerSecond: number
  streamedAtMs: number
}

const defaults = { decayMs: 30_000, staleMs: 300_000, offersMax: 4_096 }
/** Shorter answers say more about the network than about the model. */
const tokensLeast = 16

/** Peak EWMA, as Finagle's load balancer has it: a slower answer counts whole and at once, faster ones pull the average down with time. */
export function createSpeedBook(options: SpeedOptions = {}) {
  const { decayMs, staleMs, offersMax } = { ...defaults, ...options }
  const pasts = new Map<string, Past>()
  const begun = new Map<string, { readonly recent: number[]; next: number }>()
  const pastOf = (offerId: string): Past => {
    let past = pasts.get(offerId)
    if (past !== undefined) return past
    if (pasts.size >= offersMax) for (const [oldest] of pasts) if (pasts.delete(oldest)) break
    past = { firstByteMs: 0, firstByteAtMs: Number.NEGATIVE_INFINITY, tokensPerSecond: 0, streamedAtMs: Number.NEGATIVE_INFINITY }
    pasts.set(offerId, past)
    return past
  }
  return {
    of(offerId: string, nowMs: number): OfferSpeed {
      const past = pasts.get(offerId)
      if (past === undefined) return unknownSpeed
      return {
        firstByteMs: nowMs - past.firstByteAtMs > staleMs ? null : Math.round(past.firstByteMs),
        tokensPerSecond: nowMs - past.streamedAtMs > staleMs ? null : Math.round(past.tokensPerSecond),
      }
    },
    answered(offerId: string, firstByteMs: number, nowMs: number): void {
      const past = pastOf(offerId)
      const age = nowMs - past.firstByteAtMs
      past.firstByteMs =
        age > staleMs || firstByteMs > past.firstByteMs ? firstByteMs : towards(past.firstByteMs, firstByteMs, age / decayMs)
      past.firstByteAtMs = nowMs
    },
    began(model: string, ms: number): void {
      let past = begun.get(model)
      if (past === undefined) {
        if (begun.size >= offersMax) for (const [oldest] of begun) if (begun.delete(oldest)) break
        past = { recent: [], next: 0 }
        begun.set(model, past)
      }
      past.recent[past.next] = ms
      past.next = (past.next + 1) % beginningsKept
    },
    beganP95(model: string): number | null {
      const recent = begun.get(model)?.recent ?? []
      if (recent.length < beginningsLeast) return null
      return recent.toSorted((a, b) => a - b)[Math.floor(recent.length * 0.95)] as number
    },
    streamed(offerId: string, tokens: number, streamedMs: number, nowMs: number): void {
      if (tokens < tokensLeast || streamedMs <= 0) return
      const past = pastOf(offerId)
      const speed = (tokens * 1_000) / streamedMs
      const age = nowMs - past.streamedAtMs
      past.tokensPerSecond = age > staleMs ? speed : towards(past.tokensPerSecond, speed, Math.max(age / decayMs, shareLeast))
      past.streamedAtMs = nowMs
    },
  }
}

/** Of so many of the latest requests, and not before there are so many, a twentieth is told apart. */
const beginningsKept = 128
const beginningsLeast = 20

/** Answers at one instant are news too. */
const shareLeast = 0.05

function towards(old: number, fresh: number, ages: number): number {
  const kept = Math.exp(-Math.max(ages, 0))
  return old * kept + fresh * (1 - kept)
}
