// Migration: alerts of accounts and the messages that they send. Knows no rules.

export const alertsMigration = `
CREATE TABLE alerts (
  id TEXT PRIMARY KEY,
  account_id TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('balance', 'budget')),
  below_nano INTEGER,
  key_id TEXT,
  percent INTEGER,
  email TEXT,
  webhook_url TEXT,
  created_at_ms INTEGER NOT NULL,
  fired_at_ms INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX alerts_of_account ON alerts (account_id, id);

CREATE TABLE alert_deliveries (
  id TEXT PRIMARY KEY,
  alert_id TEXT NOT NULL,
  account_id TEXT NOT NULL,
  channel TEXT NOT NULL CHECK (channel IN ('email', 'webhook')),
  target TEXT NOT NULL,
  body TEXT NOT NULL,
  created_at_ms INTEGER NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('waiting', 'delivered', 'failed')),
  attempts INTEGER NOT NULL,
  next_at_ms INTEGER NOT NULL,
  last_result TEXT
) STRICT, WITHOUT ROWID;
CREATE INDEX deliveries_of_alert ON alert_deliveries (alert_id, id);
CREATE INDEX deliveries_waiting ON alert_deliveries (next_at_ms) WHERE state = 'waiting';
`
