// Version 4: the keys that sign receipts. None is ever deleted: what it signed must verify for good.
export const receiptKeys = `
CREATE TABLE receipt_keys (
  id TEXT PRIMARY KEY,
  public_key TEXT NOT NULL UNIQUE,
  sealed_private BLOB NOT NULL,
  created_at_ms INTEGER NOT NULL
) STRICT;
`
