// From statistics of the control API to bars: requests with their errors, or any measure by group. Knows no components.
import type { StatisticsGroupJson, StatisticsJson, StatisticsPointJson, UsageHistogramJson } from '../../src/contract/usage-api.ts'
import { chartHeightOf, exactUsd } from '../format/money.ts'
import { count, duration } from '../format/number.ts'
import { intervalWords } from '../format/time.ts'
import type { Bar, Part } from './bars.tsx'

export function histogramBars(histogram: UsageHistogramJson): readonly Bar[] {
  const widthMs = histogram.bucket_seconds * 1_000
  return histogram.data.map((bucket) => {
    const startMs = Date.parse(bucket.start)
    return {
      startMs,
      when: intervalWords(startMs, widthMs),
      parts: [
        { name: 'Answered', value: bucket.requests - bucket.errors, className: 'bg-accent' },
        { name: 'Errors', value: bucket.errors, className: 'bg-bad/75' },
      ],
      words: [
        ['Answered', count(bucket.requests - bucket.errors)],
        ['Errors', count(bucket.errors)],
        ['Spend', exactUsd(bucket.cost_usd)],
      ],
    }
  })
}

export const measures = { spend: 'Spend', requests: 'Requests', tokens: 'Tokens', errors: 'Errors', latency: 'Latency' } as const
export type Measure = keyof typeof measures

/** Every class is written out: the build keeps only the classes that it finds as text. */
const seriesClass = ['bg-series-1', 'bg-series-2', 'bg-series-3', 'bg-series-4', 'bg-series-5'] as const
const otherClass = 'bg-series-other'
export const seriesMax = seriesClass.length

export function classOfSeries(index: number): string {
  return seriesClass[index] ?? otherClass
}

type Summed = Exclude<Measure, 'latency'>

const heights: Readonly<Record<Summed, (point: StatisticsPointJson) => number>> = {
  spend: (point) => chartHeightOf(point.cost_usd),
  requests: (point) => point.requests,
  tokens: (point) => point.prompt_tokens + point.completion_tokens,
  errors: (point) => point.errors,
}

const shown: Readonly<Record<Summed, (point: StatisticsPointJson) => string>> = {
  spend: (point) => exactUsd(point.cost_usd),
  requests: (point) => count(point.requests),
  tokens: (point) => count(point.prompt_tokens + point.completion_tokens),
  errors: (point) => count(point.errors),
}

/** The groups in their order, and all others as one. */
export function groupsOf(statistics: StatisticsJson): readonly StatisticsGroupJson[] {
  const groups = statistics.data as readonly StatisticsGroupJson[]
  return statistics.other === null ? groups : [...groups, statistics.other]
}

export function statisticsBars(statistics: StatisticsJson, measure: Measure, widthMs: number): readonly Bar[] {
  if (measure === 'latency') return latencyBars(statistics, widthMs)
  const groups = groupsOf(statistics)
  return (groups[0]?.series ?? []).map((_, at) => {
    const points = groups.map((group, index) => ({ group, index, point: group.series?.[at] as StatisticsPointJson }))
    const startMs = Date.parse((points[0] as { point: StatisticsPointJson }).point.start)
    return {
      startMs,
      when: intervalWords(startMs, widthMs),
      parts: points.map(
        ({ group, index, point }): Part => ({ name: group.label, value: heights[measure](point), className: classOf(group, index) }),
      ),
      words: points.map(({ group, point }) => [nameOf(group), shown[measure](point)] as const),
    }
  })
}

function classOf(group: StatisticsGroupJson, index: number): string {
  return group.group === '' && group.label === 'Other' ? otherClass : classOfSeries(index)
}

/** A refused request may have no model that was read, and no provider that was asked. */
export function nameOf(group: StatisticsGroupJson): string {
  return group.label === '' ? 'none' : group.label
}

/** Percentiles of groups cannot be added: the whole account's are shown, the median and what the slowest twentieth adds. */
function latencyBars(statistics: StatisticsJson, widthMs: number): readonly Bar[] {
  return (statistics.total.series ?? []).map((point) => {
    const { p50, p95 } = point.latency_ms
    const startMs = Date.parse(point.start)
    return {
      startMs,
      when: intervalWords(startMs, widthMs),
      parts: [
        { name: 'median', value: p50 ?? 0, className: 'bg-series-1' },
        { name: 'p95', value: Math.max(0, (p95 ?? 0) - (p50 ?? 0)), className: 'bg-series-1/40' },
      ],
      words: [
        ['Median', duration(p50)],
        ['95th percentile', duration(p95)],
      ],
    }
  })
}
