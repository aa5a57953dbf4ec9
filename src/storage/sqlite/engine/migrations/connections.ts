// Migration: providers connected and models published while the server runs. Knows no rules.

export const connectionsMigration = `
CREATE TABLE providers (
  id TEXT PRIMARY KEY,
  entry TEXT NOT NULL,
  created_at_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE provider_credentials (
  id TEXT PRIMARY KEY,
  provider TEXT NOT NULL,
  name TEXT NOT NULL,
  weight INTEGER NOT NULL CHECK (weight > 0),
  sealed BLOB NOT NULL,
  last_four TEXT NOT NULL,
  disabled_at_ms INTEGER,
  created_at_ms INTEGER NOT NULL,
  UNIQUE (provider, name)
) STRICT, WITHOUT ROWID;

CREATE TABLE published_models (
  id TEXT PRIMARY KEY,
  entry TEXT NOT NULL,
  created_at_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
`
