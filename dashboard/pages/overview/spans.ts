// The spans that Overview offers, and in what intervals each is drawn.
import type { Range } from '../../format/usage-search.ts'

const hourMs = 3_600_000
const dayMs = 24 * hourMs

export type OverviewSpan = '24h' | '7d' | '30d' | '90d'

interface Span {
  readonly label: string
  readonly ms: number
  readonly interval: 'hour' | 'day'
  readonly intervalMs: number
  /** The nearest range of Usage Logs. */
  readonly range: Range
}

export const spans: Readonly<Record<OverviewSpan, Span>> = {
  '24h': { label: '24 hours', ms: dayMs, interval: 'hour', intervalMs: hourMs, range: '24h' },
  '7d': { label: '7 days', ms: 7 * dayMs, interval: 'day', intervalMs: dayMs, range: '7d' },
  '30d': { label: '30 days', ms: 30 * dayMs, interval: 'day', intervalMs: dayMs, range: '30d' },
  '90d': { label: '90 days', ms: 90 * dayMs, interval: 'day', intervalMs: dayMs, range: 'all' },
}
