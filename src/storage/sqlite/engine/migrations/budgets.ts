// Budgets that reset, and budgets on models, members and accounts. Knows no rules.

/**
 * A row of `budgets` belongs to a key, to a member, or to the account; a key's budget over its life on all models stays in `keys`.
 * `budget_windows` has the current window of each budget, and earlier ones while a hold that was reserved in them is open. A hold names
 * its windows by number, as a JSON list; a number whose window is gone means nothing, so numbers never come again.
 */
export const budgets = `
ALTER TABLE keys ADD COLUMN member_id TEXT;
ALTER TABLE keys ADD COLUMN budget_reset TEXT CHECK (budget_reset IN ('daily', 'weekly', 'monthly'));
ALTER TABLE holds ADD COLUMN windows TEXT;

CREATE TABLE budgets (
  no INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT UNIQUE,
  account_no INTEGER NOT NULL REFERENCES accounts (no),
  key_no INTEGER REFERENCES keys (no),
  member_id TEXT,
  model TEXT,
  limit_nano INTEGER NOT NULL CHECK (limit_nano >= 0),
  reset TEXT CHECK (reset IN ('daily', 'weekly', 'monthly')),
  window_no INTEGER,
  CHECK (key_no IS NULL OR member_id IS NULL),
  CHECK ((id IS NULL) = (key_no IS NOT NULL))
) STRICT;
CREATE UNIQUE INDEX budgets_apart ON budgets (account_no, coalesce(key_no, 0), coalesce(member_id, ''), coalesce(model, ''));

CREATE TABLE budget_windows (
  no INTEGER PRIMARY KEY AUTOINCREMENT,
  budget_no INTEGER NOT NULL REFERENCES budgets (no),
  start_ms INTEGER NOT NULL,
  spent_nano INTEGER NOT NULL CHECK (spent_nano >= 0),
  held_nano INTEGER NOT NULL CHECK (held_nano >= 0),
  open_holds INTEGER NOT NULL CHECK (open_holds >= 0)
) STRICT;
CREATE INDEX budget_windows_apart ON budget_windows (budget_no, start_ms);
`
