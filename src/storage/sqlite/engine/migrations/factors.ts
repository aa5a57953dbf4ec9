// Short-lived challenges, and further ways to sign in: one-time codes, passkeys, identities of other services.
export const factors = `
CREATE TABLE challenges (
  hash TEXT NOT NULL,
  kind TEXT NOT NULL,
  user_id TEXT,
  body TEXT NOT NULL,
  tries_left INTEGER NOT NULL CHECK (tries_left >= 0),
  expires_at_ms INTEGER NOT NULL,
  PRIMARY KEY (kind, hash)
) STRICT, WITHOUT ROWID;
CREATE INDEX challenges_of_user ON challenges (user_id) WHERE user_id IS NOT NULL;
CREATE INDEX challenges_by_end ON challenges (expires_at_ms);

CREATE TABLE totp_factors (
  user_id TEXT PRIMARY KEY REFERENCES users (id),
  sealed_secret BLOB NOT NULL,
  last_step INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE recovery_codes (hash TEXT PRIMARY KEY, user_id TEXT NOT NULL REFERENCES users (id)) STRICT, WITHOUT ROWID;
CREATE INDEX recovery_codes_of_user ON recovery_codes (user_id);

CREATE TABLE passkeys (
  id TEXT PRIMARY KEY,
  user_id TEXT NOT NULL REFERENCES users (id),
  public_key BLOB NOT NULL,
  counter INTEGER NOT NULL,
  name TEXT NOT NULL,
  transports TEXT NOT NULL,
  created_at_ms INTEGER NOT NULL,
  used_at_ms INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX passkeys_of_user ON passkeys (user_id, created_at_ms);

CREATE TABLE identities (
  issuer TEXT NOT NULL,
  subject TEXT NOT NULL,
  user_id TEXT NOT NULL REFERENCES users (id),
  created_at_ms INTEGER NOT NULL,
  PRIMARY KEY (issuer, subject)
) STRICT, WITHOUT ROWID;
CREATE INDEX identities_of_user ON identities (user_id);
`
