// Results of probes in SQLite. Knows no rules and no threads.
import type { DatabaseSync } from 'node:sqlite'
import type { ProbeResult } from '../../catalog/verification.ts'
import type { ModelId, ProviderId } from '../../contract/ids.ts'
import type { Nano } from '../../contract/money.ts'

export function verificationWrites(db: DatabaseSync) {
  const insert = db.prepare(`INSERT INTO probe_results VALUES (NULL, ${'?, '.repeat(9)}?)`)
  return {
    addProbe({ offerId, provider, model, probe, verdict, found, evidence, latencyMs, costNano, atMs }: ProbeResult): void {
      insert.run(offerId, provider, model, probe, verdict, found, evidence, latencyMs, costNano, atMs)
    },
  }
}

export function verificationReads(db: DatabaseSync) {
  const latest = db.prepare(
    'SELECT * FROM probe_results WHERE sequence IN (SELECT max(sequence) FROM probe_results GROUP BY offer, probe) ORDER BY offer, probe',
    { readBigInts: true },
  )
  const cost = db.prepare('SELECT coalesce(sum(cost_nano), 0) AS cost FROM probe_results WHERE at_ms >= ?', { readBigInts: true })
  return {
    latestProbes: (): readonly ProbeResult[] => latest.all().map(resultOf),
    probeCostSince: (atMs: number): Nano => cost.get(atMs)?.['cost'] as Nano,
  }
}

function resultOf(row: Record<string, unknown>): ProbeResult {
  return {
    offerId: row['offer'] as string,
    provider: row['provider'] as ProviderId,
    model: row['model'] as ModelId,
    probe: row['probe'] as ProbeResult['probe'],
    verdict: row['verdict'] as ProbeResult['verdict'],
    found: row['found'] as string,
    evidence: row['evidence'] as string,
    latencyMs: row['latency_ms'] as number,
    costNano: row['cost_nano'] as Nano,
    atMs: Number(row['at_ms']),
  }
}
