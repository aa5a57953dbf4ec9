// Migration: orders of credit, the payment provider's events that were applied, and vouchers. Knows no rules.

export const paymentsMigration = `
CREATE TABLE orders (
  id TEXT PRIMARY KEY,
  account_id TEXT NOT NULL,
  amount_cents INTEGER NOT NULL CHECK (amount_cents > 0),
  title TEXT NOT NULL,
  origin TEXT NOT NULL CHECK (origin IN ('checkout', 'auto')),
  status TEXT NOT NULL CHECK (status IN ('open', 'paid', 'expired', 'failed')),
  created_at_ms INTEGER NOT NULL,
  paid_at_ms INTEGER,
  payment_id TEXT UNIQUE,
  refunded_cents INTEGER NOT NULL,
  disputed_cents INTEGER NOT NULL,
  dispute_won INTEGER NOT NULL,
  taken_nano INTEGER NOT NULL CHECK (taken_nano >= 0),
  lost_nano INTEGER NOT NULL CHECK (lost_nano >= 0)
) STRICT, WITHOUT ROWID;
CREATE INDEX orders_of_account ON orders (account_id, id);
CREATE TABLE payment_events (id TEXT PRIMARY KEY, at_ms INTEGER NOT NULL) STRICT, WITHOUT ROWID;

CREATE TABLE vouchers (
  id TEXT PRIMARY KEY,
  code_hash TEXT NOT NULL UNIQUE,
  last_four TEXT NOT NULL,
  amount_nano INTEGER NOT NULL CHECK (amount_nano > 0),
  expires_at_ms INTEGER,
  redemptions_max INTEGER NOT NULL,
  redemptions INTEGER NOT NULL,
  revoked INTEGER NOT NULL,
  note TEXT NOT NULL,
  created_at_ms INTEGER NOT NULL,
  CHECK (redemptions <= redemptions_max)
) STRICT, WITHOUT ROWID;
`
