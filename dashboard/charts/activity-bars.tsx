// Requests or spend by interval, from buckets to bars.
import type { Bucket } from '../format/activity.ts'
import { chartHeightOf, exactUsd } from '../format/money.ts'
import { count } from '../format/number.ts'
import { utcShort } from '../format/time.ts'
import type { Bar } from './bars.tsx'

function whenOf(startMs: number, widthMs: number): string {
  const from = utcShort(startMs).slice(0, -3)
  if (widthMs >= 86_400_000) return `${from.slice(0, 6)} UTC`
  const until = utcShort(startMs + widthMs)
  return `${from} – ${until.slice(7, 12)} UTC`
}

export function widthOf(buckets: readonly Bucket[]): number {
  const [first, second] = buckets
  return first === undefined || second === undefined ? 3_600_000 : second.startMs - first.startMs
}

export function requestBars(buckets: readonly Bucket[]): readonly Bar[] {
  const width = widthOf(buckets)
  return buckets.map((bucket) => ({
    startMs: bucket.startMs,
    when: whenOf(bucket.startMs, width),
    parts: [
      { name: 'answered', value: bucket.requests - bucket.errors, className: 'bg-accent' },
      { name: 'errors', value: bucket.errors, className: 'bg-bad/75' },
    ],
    words: [
      ['Answered', count(bucket.requests - bucket.errors)],
      ['Errors', count(bucket.errors)],
      ['Spend', exactUsd(bucket.usd)],
    ],
  }))
}

export function spendBars(buckets: readonly Bucket[]): readonly Bar[] {
  const width = widthOf(buckets)
  return buckets.map((bucket) => ({
    startMs: bucket.startMs,
    when: whenOf(bucket.startMs, width),
    parts: [{ name: 'spend', value: chartHeightOf(bucket.usd), className: 'bg-accent' }],
    words: [
      ['Spend', exactUsd(bucket.usd)],
      ['Requests', count(bucket.requests)],
    ],
  }))
}
