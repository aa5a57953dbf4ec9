// The settings of verification. Knows no probe.
import { integer } from './config-kinds.ts'

export const verifySettings = {
  verifyIntervalHours: integer({
    yaml: 'verify.interval_hours',
    unit: 'hours',
    min: 0,
    max: 8_760,
    fallback: 0,
    why: 'how often every offer is probed by itself; 0 never does, because probes cost the operator money',
  }),
  verifyMonthlyUsdMax: integer({
    yaml: 'verify.monthly_usd_max',
    unit: 'USD',
    min: 0,
    max: 100_000,
    fallback: 5,
    why: 'what all probes of a calendar month may cost; a probe that could go beyond is not sent, by hand or by schedule',
  }),
  verifyProbeMs: integer({
    yaml: 'verify.probe_ms',
    unit: 'ms',
    min: 100,
    max: 3_600_000,
    fallback: 120_000,
    why: 'one probe: long enough for a model that reasons to write a long answer',
  }),
} as const
