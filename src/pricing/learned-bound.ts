// Tokens per byte, learned from what providers counted, per account and model. Pure in (state, now); knows no prices and no prompts.
import { assert } from '../base/assert.ts'
import type { AccountId, ModelId } from '../contract/ids.ts'
import type { Nano } from '../contract/money.ts'
import { leastOverhead } from './bound.ts'

export interface LearnedBoundOptions {
  /** Pairs of account and model remembered; the least recently used is forgotten. One pair takes about 1 kB. */
  readonly pairsMax: number
  /** Accounts with clamped charges remembered; the least recently clamped is forgotten. */
  readonly accountsMax: number
  /** What the operator absorbs for one account in 24 hours before its holds are computed for the worst case, nano-dollars. */
  readonly absorbedNanoMax: Nano
}

/** What a provider counted for one prompt of text. Prompts with images are not learned from: their share is unknown. */
export interface CountedPrompt {
  readonly account: AccountId
  readonly model: ModelId
  /** UTF-8 bytes of text, tools and schemas included. */
  readonly bytes: number
  readonly messages: number
  readonly images: number
  /** The provider's prompt tokens, cached ones included. */
  readonly promptTokens: number
}

export interface LearnedBound {
  /** For `promptTokensBound`: tokens per byte that 99.9 % of prompts stay under; 1 on worst case; undefined before there is enough data. */
  ratioFor(account: AccountId, model: ModelId, nowMs: number): number | undefined
  /** For `promptTokensEstimate`: the median tokens per byte; undefined before there is enough data. */
  medianFor(account: AccountId, model: ModelId): number | undefined
  learn(prompt: CountedPrompt): void
  /** A charge was cut to its hold; the operator absorbed the difference. */
  clamped(account: AccountId, absorbedNano: Nano, nowMs: number): void
  /** Whether an account's holds are computed for the worst case now. */
  onWorstCase(account: AccountId, nowMs: number): boolean
}

/** Below this, templates and tool preambles outweigh the text and the ratio says nothing. */
const bodyBytesMin = 4_096
/** A 99.9 % quantile of fewer samples is only their maximum. */
const samplesMin = 1_000
/** Old habits fade: at this many samples all counts are halved. Also keeps each counter within 32 bits. */
const samplesMax = 65_536
const quantile = 0.999
/** A step of 1/256 token per byte is 1.5 % of an ordinary English ratio. */
const buckets = 256
const clampsMax = 3
const dayMs = 86_400_000

interface Histogram {
  readonly counts: Uint32Array
  total: number
}

interface Clamps {
  /** The latest clamps, oldest first; at most `clampsMax`. */
  times: readonly number[]
  absorbedNano: Nano
  absorbedSinceMs: number
  worstUntilMs: number
}

export function createLearnedBound(options: LearnedBoundOptions): LearnedBound {
  const pairs = new Map<string, Histogram>()
  const accounts = new Map<AccountId, Clamps>()

  function enough(account: AccountId, model: ModelId): Histogram | undefined {
    const name = pairName(account, model)
    const histogram = pairs.get(name)
    if (histogram === undefined) return undefined
    touch(pairs, name, histogram, options.pairsMax)
    return histogram.total < samplesMin ? undefined : histogram
  }

  function onWorstCase(account: AccountId, nowMs: number): boolean {
    return nowMs < (accounts.get(account)?.worstUntilMs ?? 0)
  }

  return {
    onWorstCase,
    ratioFor(account, model, nowMs) {
      if (onWorstCase(account, nowMs)) return 1
      const histogram = enough(account, model)
      return histogram && quantileOf(histogram, quantile)
    },
    medianFor(account, model) {
      const histogram = enough(account, model)
      return histogram && quantileOf(histogram, 0.5)
    },
    learn(prompt) {
      if (prompt.bytes < bodyBytesMin || prompt.images > 0 || prompt.promptTokens <= 0) return
      const name = pairName(prompt.account, prompt.model)
      const histogram = pairs.get(name) ?? { counts: new Uint32Array(buckets), total: 0 }
      const ratio = Math.max(0, prompt.promptTokens - leastOverhead(prompt.messages)) / prompt.bytes
      add(histogram, ratio)
      touch(pairs, name, histogram, options.pairsMax)
    },
    clamped(account, absorbedNano, nowMs) {
      assert(absorbedNano >= 0n, 'what the operator absorbs is not negative')
      const before = accounts.get(account) ?? { times: [], absorbedNano: 0n, absorbedSinceMs: nowMs, worstUntilMs: 0 }
      touch(accounts, account, afterClamp(before, absorbedNano, nowMs, options.absorbedNanoMax), options.accountsMax)
    },
  }
}

/** Three clamps within 24 hours, or too much absorbed in a window of 24 hours: the worst case until 24 hours after the latest clamp. */
function afterClamp(before: Clamps, absorbedNano: Nano, nowMs: number, absorbedNanoMax: Nano): Clamps {
  const times = [...before.times.filter((time) => nowMs - time < dayMs), nowMs].slice(-clampsMax)
  const sameWindow = nowMs - before.absorbedSinceMs < dayMs
  const absorbed = absorbedNano + (sameWindow ? before.absorbedNano : 0n)
  const worst = times.length >= clampsMax || absorbed >= absorbedNanoMax || nowMs < before.worstUntilMs
  return {
    times,
    absorbedNano: absorbed,
    absorbedSinceMs: sameWindow ? before.absorbedSinceMs : nowMs,
    worstUntilMs: worst ? nowMs + dayMs : before.worstUntilMs,
  }
}

function add(histogram: Histogram, ratio: number): void {
  const index = Math.min(buckets - 1, Math.floor(ratio * buckets))
  histogram.counts[index] = (histogram.counts[index] ?? 0) + 1
  histogram.total += 1
  if (histogram.total < samplesMax) return
  histogram.total = 0
  for (let at = 0; at < buckets; at++) {
    const half = (histogram.counts[at] ?? 0) >>> 1
    histogram.counts[at] = half
    histogram.total += half
  }
}

/** The upper edge of the bucket that holds the quantile: errs upward by at most one bucket. */
function quantileOf(histogram: Histogram, share: number): number {
  let left = Math.ceil(histogram.total * share)
  for (let index = 0; index < buckets; index++) {
    left -= histogram.counts[index] ?? 0
    if (left <= 0) return (index + 1) / buckets
  }
  return 1
}

function pairName(account: AccountId, model: ModelId): string {
  return `${account} ${model}`
}

/** Puts an entry at the young end and forgets the oldest beyond the limit. */
function touch<K, V>(map: Map<K, V>, key: K, value: V, max: number): void {
  map.delete(key)
  map.set(key, value)
  if (map.size <= max) return
  const oldest = map.keys().next()
  if (!oldest.done) map.delete(oldest.value)
}
