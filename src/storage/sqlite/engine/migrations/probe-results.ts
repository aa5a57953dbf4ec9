// Migration: what probes of offers found, and what they cost. Knows no rules.

export const probeResultsMigration = `
CREATE TABLE probe_results (
  sequence INTEGER PRIMARY KEY,
  offer TEXT NOT NULL,
  provider TEXT NOT NULL,
  model TEXT NOT NULL,
  probe TEXT NOT NULL,
  verdict TEXT NOT NULL CHECK (verdict IN ('passed', 'failed', 'error')),
  found TEXT NOT NULL,
  evidence TEXT NOT NULL,
  latency_ms REAL NOT NULL,
  cost_nano INTEGER NOT NULL CHECK (cost_nano >= 0),
  at_ms INTEGER NOT NULL
) STRICT;
CREATE INDEX probe_results_of_offer ON probe_results (offer, probe, sequence);
CREATE INDEX probe_results_in_time ON probe_results (at_ms, cost_nano);
`
