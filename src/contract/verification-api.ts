// The shapes of the control API around verification: which probes there are, and what they found. Knows no storage and no HTTP.
import { z } from 'zod'
import { probeNames } from './probes.ts'

export const startVerificationInput = z.strictObject({
  model: z.string('must be a model ID').min(1).max(200).optional(),
  provider: z.string('must be a provider ID').min(1).max(63).optional(),
  probes: z.array(z.enum(probeNames), 'must be a list of probes').min(1).max(probeNames.length).optional(),
})
export type StartVerificationInput = z.output<typeof startVerificationInput>

export const probeJson = z.object({
  model: z.string(),
  provider: z.string(),
  upstream_model: z.string(),
  probe: z.enum(probeNames),
  result: z.enum(['passed', 'failed', 'error']),
  found: z.string(),
  evidence: z.string(),
  latency_ms: z.number(),
  cost_usd: z.string(),
  at: z.string(),
})
export type ProbeJson = z.output<typeof probeJson>

export const verificationJson = z.object({
  /** Probes of the current run that are still to come; 0 when none runs. */
  waiting: z.number(),
  /** Why the last run ended early; null: it did not. */
  stopped_by: z.string().nullable(),
  spent_usd: z.string().meta({ description: 'What probes cost the operator in this calendar month (UTC).' }),
  cap_usd: z.string(),
  data: z.array(probeJson),
})
export type VerificationJson = z.output<typeof verificationJson>
