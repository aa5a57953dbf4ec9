// Requests under an Idempotency-Key and their sealed answers. A rowid table, because an answer can be large.

/** `epoch`: of the run that works on it; null: it has ended. `sealed` null then: its answer was too large to keep. 512: see `idempotentRowBytes`. */
export const idempotentRequests = `
CREATE TABLE idempotent_requests (
  no INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  fingerprint TEXT NOT NULL,
  request_id TEXT NOT NULL,
  epoch INTEGER,
  sealed BLOB,
  until_ms INTEGER NOT NULL
) STRICT;
CREATE INDEX idempotent_until ON idempotent_requests (until_ms);
CREATE INDEX idempotent_ended ON idempotent_requests (until_ms) WHERE epoch IS NULL;

-- What all of them take, kept by the table itself, so that nobody has to add it up.
CREATE TABLE idempotent_bytes (one INTEGER PRIMARY KEY CHECK (one = 1), bytes INTEGER NOT NULL CHECK (bytes >= 0)) STRICT;
INSERT INTO idempotent_bytes VALUES (1, 0);
CREATE TRIGGER idempotent_begun AFTER INSERT ON idempotent_requests BEGIN UPDATE idempotent_bytes SET bytes = bytes + 512; END;
CREATE TRIGGER idempotent_kept AFTER UPDATE OF sealed ON idempotent_requests
  BEGIN UPDATE idempotent_bytes SET bytes = bytes + coalesce(length(new.sealed), 0) - coalesce(length(old.sealed), 0); END;
CREATE TRIGGER idempotent_forgotten AFTER DELETE ON idempotent_requests
  BEGIN UPDATE idempotent_bytes SET bytes = bytes - 512 - coalesce(length(old.sealed), 0); END;
`
