// Migration: what the operator of the server has to know. Knows no rules.

export const serverAlertsMigration = `
CREATE TABLE server_alerts (
  id TEXT PRIMARY KEY,
  kind TEXT NOT NULL,
  subject TEXT NOT NULL,
  says TEXT NOT NULL,
  first_ms INTEGER NOT NULL,
  last_ms INTEGER NOT NULL,
  count INTEGER NOT NULL,
  done_ms INTEGER
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX server_alerts_open ON server_alerts (kind, subject) WHERE done_ms IS NULL;
CREATE INDEX server_alerts_done ON server_alerts (done_ms) WHERE done_ms IS NOT NULL;
`
