// Migration: what operators say of offers while the server runs. Knows no catalog.

export const offerSettings = `
CREATE TABLE offer_settings (
  offer_id TEXT PRIMARY KEY,
  drained INTEGER NOT NULL,
  region TEXT,
  collects_data INTEGER,
  retains_data INTEGER,
  note TEXT NOT NULL,
  changed_by TEXT NOT NULL,
  changed_at_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
`
