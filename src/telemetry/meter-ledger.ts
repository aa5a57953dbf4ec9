// Counts what passes through the ledger: every request of a recognised key ends there once. Changes no verdict and waits for none.
import { formatUsd } from '../contract/money.ts'
import type { UsageRecord } from '../contract/usage.ts'
import type { LedgerStore, ReserveVerdict, SettleVerdict } from '../ledger/ledger-store.ts'
import type { Metrics } from './metrics.ts'

export interface MeteredLedger {
  readonly ledger: LedgerStore
  /** Holds granted and not yet ended by this process. */
  openHolds(): number
}

const latencyBounds = [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20, 40, 60, 120, 300, 600]
const ttftBounds = [0.05, 0.1, 0.2, 0.4, 0.6, 1, 1.5, 2.5, 5, 10, 20, 40, 60]

const usd = (value: number | bigint): string => formatUsd(BigInt(value))

export function meterLedger(store: LedgerStore, metrics: Metrics): MeteredLedger {
  const counts = countersOf(metrics)
  let open = 0
  const took = (verdict: ReserveVerdict): void => {
    if (verdict.ok) open += 1
    else counts.refused.add(1, verdict.reason)
  }
  const gave = (verdict: SettleVerdict): void => {
    if (verdict.ok) open -= 1
  }
  const failed = (): void => counts.unavailable.add(1)
  return {
    openHolds: () => open,
    ledger: {
      ...store,
      reserve(reservation) {
        const verdict = store.reserve(reservation)
        verdict.then(took, failed)
        return verdict
      },
      settle(settlement) {
        count(counts, settlement.record)
        if (settlement.overrunNano > 0n) counts.overrun.add(settlement.overrunNano)
        const verdict = store.settle(settlement)
        verdict.then(gave, failed)
        return verdict
      },
      record(record) {
        count(counts, record)
        return store.record(record)
      },
    },
  }
}

type Counters = ReturnType<typeof countersOf>

function countersOf(metrics: Metrics) {
  return {
    requests: metrics.counter('nexorouter_requests_total', 'Requests of recognised keys, by how they ended.', ['status']),
    latency: metrics.histogram('nexorouter_request_duration_seconds', 'From arrival to the end of the answer.', 'status', latencyBounds),
    ttft: metrics.histogram(
      'nexorouter_time_to_first_output_seconds',
      'From arrival to the first output of the provider.',
      'stream',
      ttftBounds,
    ),
    tokens: metrics.counter('nexorouter_tokens_total', 'Tokens of answers; cached ones are part of the input.', ['kind']),
    estimated: metrics.counter('nexorouter_estimated_total', 'Answers whose provider reported no usable counts.'),
    charges: metrics.counter('nexorouter_charges_total', 'Requests that cost something.'),
    charged: metrics.counter('nexorouter_charged_usd_total', 'What customers were charged.', [], usd),
    cost: metrics.counter('nexorouter_provider_cost_usd_total', 'What providers charge, where the offer says it.', [], usd),
    overrun: metrics.counter(
      'nexorouter_overrun_usd_total',
      'What providers charge beyond what customers paid: the operator bears it.',
      [],
      usd,
    ),
    attempts: metrics.counter('nexorouter_upstream_attempts_total', 'Tries at providers.', ['provider', 'result']),
    failures: metrics.counter('nexorouter_upstream_failures_total', 'Tries that failed, by kind.', ['provider', 'kind']),
    refused: metrics.counter('nexorouter_holds_refused_total', 'Requests that the ledger refused.', ['reason']),
    unavailable: metrics.counter('nexorouter_store_unavailable_total', 'Holds and settlements that the store could not take.'),
  }
}

function count(counts: Counters, record: UsageRecord): void {
  counts.requests.add(record.count, record.status)
  counts.latency.observe(record.latencyMs / 1_000, record.status)
  if (record.ttftMs !== null) counts.ttft.observe(record.ttftMs / 1_000, String(record.stream))
  for (const { provider, result, failure } of record.attempts) {
    counts.attempts.add(1, provider, result)
    if (failure !== null) counts.failures.add(1, provider, failure)
  }
  if (record.costNano > 0n) {
    counts.charges.add(1)
    counts.charged.add(record.costNano)
  }
  if (record.providerCostNano !== null) counts.cost.add(record.providerCostNano)
  if (record.estimated) counts.estimated.add(1)
  const { prompt, cached, completion, reasoning } = record.tokens
  if (prompt > 0) counts.tokens.add(prompt, 'input')
  if (cached > 0) counts.tokens.add(cached, 'cached_input')
  if (completion > 0) counts.tokens.add(completion, 'output')
  if (reasoning > 0) counts.tokens.add(reasoning, 'reasoning')
}
