// Migration: saved cards of accounts and their rules to top up by themselves. Knows no rules.

export const autoTopUpsMigration = `
CREATE TABLE auto_top_ups (
  account_id TEXT PRIMARY KEY,
  customer_id TEXT,
  method_id TEXT,
  card_brand TEXT,
  card_last_four TEXT,
  enabled INTEGER NOT NULL DEFAULT 0,
  below_nano INTEGER NOT NULL DEFAULT 0,
  amount_cents INTEGER NOT NULL DEFAULT 0,
  order_id TEXT,
  next_try_ms INTEGER NOT NULL DEFAULT 0,
  failure TEXT,
  failed_at_ms INTEGER,
  CHECK (enabled = 0 OR method_id IS NOT NULL)
) STRICT, WITHOUT ROWID;
`
