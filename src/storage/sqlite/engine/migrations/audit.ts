// The audit log, and former secrets of keys that still work for a while after a rotation.
export const auditLog = `
CREATE TABLE audit_entries (
  sequence INTEGER PRIMARY KEY,
  at_ms INTEGER NOT NULL,
  actor TEXT NOT NULL,
  action TEXT NOT NULL,
  account_id TEXT,
  target TEXT,
  before TEXT,
  after TEXT,
  address TEXT,
  request_id TEXT NOT NULL,
  hash TEXT NOT NULL CHECK (length(hash) = 64)
) STRICT;
CREATE INDEX audit_of_account ON audit_entries (account_id, sequence);
CREATE TRIGGER audit_stays BEFORE UPDATE ON audit_entries BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END;
CREATE TRIGGER audit_remains BEFORE DELETE ON audit_entries BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END;

CREATE TABLE former_secrets (
  hash TEXT PRIMARY KEY,
  key_no INTEGER NOT NULL UNIQUE REFERENCES keys (no),
  until_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
`
