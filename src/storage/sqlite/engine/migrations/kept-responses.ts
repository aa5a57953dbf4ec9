// Migration: which accounts let responses be kept, and those that are, sealed. A rowid table, because a response can be large.

/** 256: see `keptResponseRowBytes`. */
export const keptResponses = `
CREATE TABLE response_storage (account_id TEXT PRIMARY KEY, since_ms INTEGER NOT NULL) STRICT, WITHOUT ROWID;

CREATE TABLE kept_responses (
  no INTEGER PRIMARY KEY,
  account_id TEXT NOT NULL,
  id TEXT NOT NULL,
  sealed BLOB NOT NULL,
  until_ms INTEGER NOT NULL,
  UNIQUE (account_id, id)
) STRICT;
CREATE INDEX kept_response_until ON kept_responses (until_ms);

-- What all of them take, kept by the table itself, so that nobody has to add it up.
CREATE TABLE kept_response_bytes (one INTEGER PRIMARY KEY CHECK (one = 1), bytes INTEGER NOT NULL CHECK (bytes >= 0)) STRICT;
INSERT INTO kept_response_bytes VALUES (1, 0);
CREATE TRIGGER response_kept AFTER INSERT ON kept_responses
  BEGIN UPDATE kept_response_bytes SET bytes = bytes + 256 + length(new.sealed); END;
CREATE TRIGGER response_forgotten AFTER DELETE ON kept_responses
  BEGIN UPDATE kept_response_bytes SET bytes = bytes - 256 - length(old.sealed); END;
`
