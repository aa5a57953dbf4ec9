// The tables, and how an older file becomes a current one. Knows no rules: it only says what may rest at all.
import type { DatabaseSync } from 'node:sqlite'
import { alertsMigration } from './migrations/alerts.ts'
import { autoTopUpsMigration } from './migrations/auto-top-ups.ts'
import { serverAlertsMigration } from './migrations/server-alerts.ts'
import { connectionsMigration } from './migrations/connections.ts'
import { paymentsMigration } from './migrations/payments.ts'
import { priceBook } from './migrations/price-book.ts'
import { probeResultsMigration } from './migrations/probe-results.ts'
import { usageStatisticsMigration } from './migrations/usage-statistics.ts'
import { DataFolderTooNew, FolderUnusable } from './folder-errors.ts'
import { auditLog } from './migrations/audit.ts'
import { digestedDetails } from './migrations/digested-details.ts'
import { chainEntries } from './migrations/chained-entries.ts'
import { budgets } from './migrations/budgets.ts'
import { keyRouting } from './migrations/key-routing.ts'
import { keptRequests } from './migrations/kept-requests.ts'
import { keptResponses } from './migrations/kept-responses.ts'
import { offerSettings } from './migrations/offer-settings.ts'
import { rareRecords } from './migrations/rare-records.ts'
import { receiptKeys } from './migrations/receipt-keys.ts'
import { corrections } from './migrations/corrections.ts'
import { doneWrites } from './migrations/done-writes.ts'
import { reversals } from './migrations/reversals.ts'
import { people } from './migrations/people.ts'
import { fallbackMarks } from './migrations/fallback-marks.ts'
import { factors } from './migrations/factors.ts'
import { idempotentRequests } from './migrations/idempotent-requests.ts'
import { cardTimes } from './migrations/card-times.ts'
import { keyring } from './migrations/keyring.ts'

/** Marks a file as ours ("NxRt"), so that another program's database is never migrated by mistake. */
const applicationId = 0x4e785274

/**
 * Money columns are int64 nano-dollars. Hot tables name accounts, keys and parties by number: that keeps their indexes small.
 * `holds` has open holds only: a hold ends by leaving it in the transaction that writes its usage record (`hold_end` says how),
 * so the table stays as small as the traffic in flight and a request can end only once.
 */
const first = `
CREATE TABLE epochs (one INTEGER PRIMARY KEY CHECK (one = 1), epoch INTEGER NOT NULL) STRICT;
INSERT INTO epochs VALUES (1, 0);

CREATE TABLE parties (no INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT;
INSERT INTO parties VALUES (1, 'world'), (2, 'revenue'), (3, 'provider_cost'), (4, 'overrun');

CREATE TABLE accounts (
  no INTEGER PRIMARY KEY REFERENCES parties (no),
  id TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  balance_nano INTEGER NOT NULL DEFAULT 0,
  held_nano INTEGER NOT NULL DEFAULT 0,
  suspended INTEGER NOT NULL DEFAULT 0,
  created_at_ms INTEGER NOT NULL,
  CHECK (held_nano >= 0),
  CHECK (balance_nano - held_nano >= 0)
) STRICT;

CREATE TABLE keys (
  no INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  account_no INTEGER NOT NULL REFERENCES accounts (no),
  name TEXT NOT NULL,
  last_four TEXT NOT NULL,
  hash TEXT UNIQUE,
  sealed_secret BLOB,
  disabled INTEGER NOT NULL,
  expires_at_ms INTEGER,
  scope TEXT NOT NULL,
  limits TEXT NOT NULL,
  budget_nano INTEGER,
  spent_nano INTEGER NOT NULL DEFAULT 0,
  held_nano INTEGER NOT NULL DEFAULT 0,
  last_used_at_ms INTEGER,
  created_at_ms INTEGER NOT NULL,
  deleted INTEGER NOT NULL DEFAULT 0,
  CHECK (held_nano >= 0),
  CHECK (spent_nano >= 0)
) STRICT;
CREATE INDEX keys_of_account ON keys (account_no, created_at_ms);

CREATE TABLE holds (
  id TEXT PRIMARY KEY,
  account_no INTEGER NOT NULL,
  key_no INTEGER NOT NULL,
  epoch INTEGER NOT NULL,
  amount_nano INTEGER NOT NULL CHECK (amount_nano >= 0),
  model TEXT NOT NULL,
  price_version TEXT NOT NULL,
  at_ms INTEGER NOT NULL,
  draft TEXT NOT NULL,
  mark_provider TEXT,
  mark_prompt_tokens INTEGER,
  mark_completion_tokens INTEGER,
  mark_charge_nano INTEGER
) STRICT, WITHOUT ROWID;

CREATE TABLE entries (
  sequence INTEGER PRIMARY KEY,
  kind TEXT NOT NULL,
  reference TEXT NOT NULL,
  from_no INTEGER NOT NULL,
  to_no INTEGER NOT NULL,
  amount_nano INTEGER NOT NULL CHECK (amount_nano > 0),
  at_ms INTEGER NOT NULL,
  note TEXT NOT NULL,
  actor TEXT NOT NULL,
  UNIQUE (kind, reference),
  CHECK (from_no <> to_no),
  CHECK (kind <> 'charge' OR to_no = 2)
) STRICT;
CREATE INDEX entries_from ON entries (from_no, sequence, amount_nano);
CREATE INDEX entries_to ON entries (to_no, sequence, amount_nano) WHERE kind <> 'charge';
CREATE TRIGGER entries_stay BEFORE UPDATE ON entries BEGIN SELECT RAISE(ABORT, 'entries are append-only'); END;
CREATE TRIGGER entries_remain BEFORE DELETE ON entries BEGIN SELECT RAISE(ABORT, 'entries are append-only'); END;

CREATE TABLE usage_records (
  id TEXT PRIMARY KEY,
  account_no INTEGER NOT NULL,
  key_no INTEGER NOT NULL,
  key_name TEXT NOT NULL,
  time_ms INTEGER NOT NULL,
  endpoint TEXT NOT NULL,
  model TEXT,
  provider TEXT,
  upstream_model TEXT,
  attempts TEXT NOT NULL,
  status TEXT NOT NULL,
  error_code TEXT,
  prompt_tokens INTEGER NOT NULL,
  cached_tokens INTEGER NOT NULL,
  cache_write_tokens INTEGER NOT NULL,
  completion_tokens INTEGER NOT NULL,
  reasoning_tokens INTEGER NOT NULL,
  estimated INTEGER NOT NULL,
  cost_nano INTEGER NOT NULL,
  provider_cost_nano INTEGER,
  hold_nano INTEGER NOT NULL,
  price_version TEXT,
  latency_ms REAL NOT NULL,
  ttft_ms REAL,
  stream INTEGER NOT NULL,
  finish_reason TEXT,
  stopped_by TEXT,
  routing TEXT,
  client_address TEXT,
  user TEXT,
  count INTEGER NOT NULL,
  hold_end TEXT CHECK (hold_end IN ('settled', 'voided'))
) STRICT, WITHOUT ROWID;
-- Everything a list can be filtered by: a page is found inside this index, without a look at the rows that do not match.
CREATE INDEX usage_of_account ON usage_records (account_no, time_ms, key_no, model, provider, status, error_code);
CREATE INDEX usage_failed ON usage_records (account_no, status, time_ms) WHERE status <> 'success';

CREATE TABLE prices (
  version TEXT PRIMARY KEY,
  model TEXT NOT NULL,
  number INTEGER NOT NULL,
  price TEXT NOT NULL,
  evidence TEXT NOT NULL,
  effective_from_ms INTEGER NOT NULL,
  UNIQUE (model, number)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER prices_stay BEFORE UPDATE ON prices BEGIN SELECT RAISE(ABORT, 'prices are append-only'); END;
CREATE TRIGGER prices_remain BEFORE DELETE ON prices BEGIN SELECT RAISE(ABORT, 'prices are append-only'); END;

CREATE TABLE management_keys (
  id TEXT PRIMARY KEY,
  account_id TEXT NOT NULL,
  name TEXT NOT NULL,
  last_four TEXT NOT NULL,
  scope TEXT NOT NULL,
  expires_at_ms INTEGER,
  created_at_ms INTEGER NOT NULL,
  hash TEXT NOT NULL UNIQUE
) STRICT;
CREATE INDEX management_keys_of_account ON management_keys (account_id, created_at_ms);

CREATE TABLE setup_links (hash TEXT PRIMARY KEY, account_id TEXT NOT NULL, expires_at_ms INTEGER NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE sessions (hash TEXT PRIMARY KEY, account_id TEXT NOT NULL, expires_at_ms INTEGER NOT NULL) STRICT, WITHOUT ROWID;
`

/** SQL, or a function where SQL alone cannot say it. Both run inside the transaction of their version. */
const migrations: readonly (string | ((db: DatabaseSync) => void))[] = [
  first,
  chainEntries,
  usageStatisticsMigration,
  budgets,
  paymentsMigration,
  priceBook,
  reversals,
  people,
  auditLog,
  idempotentRequests,
  receiptKeys,
  alertsMigration,
  serverAlertsMigration,
  fallbackMarks,
  offerSettings,
  digestedDetails,
  corrections,
  autoTopUpsMigration,
  keyRouting,
  doneWrites,
  factors,
  connectionsMigration,
  probeResultsMigration,
  rareRecords,
  keptResponses,
  keyring,
  keptRequests,
  cardTimes,
]

/** What this release reads and writes; kept in the file as `user_version`. */
export const dataVersion = migrations.length

/** Before anything is changed. Throws DataFolderTooNew, or FolderUnusable for another program's database. */
export function requireOurs(db: DatabaseSync, folder: string): void {
  const found = numberOf(db, 'user_version')
  if (found > dataVersion) throw new DataFolderTooNew(folder, found, dataVersion)
  const empty = db.prepare('SELECT 1 FROM sqlite_schema LIMIT 1').get() === undefined
  if (!empty && numberOf(db, 'application_id') !== applicationId) {
    throw new FolderUnusable(folder, "its database is another program's", 'choose another folder')
  }
}

/**
 * Brings a file of ours up to date, or up to an earlier version: a new file in one transaction, with one wait for the disk, an older one
 * in a transaction per version, so that a long upgrade keeps what it reached.
 */
export function migrate(db: DatabaseSync, to = dataVersion): void {
  const found = numberOf(db, 'user_version')
  const versionsAtOnce = found === 0 ? to : 1
  for (let version = found; version < to; version += versionsAtOnce) {
    db.exec('BEGIN IMMEDIATE')
    try {
      for (const step of migrations.slice(version, version + versionsAtOnce)) {
        if (typeof step === 'function') step(db)
        else db.exec(step)
      }
      db.exec(`PRAGMA application_id = ${applicationId}; PRAGMA user_version = ${version + versionsAtOnce}; COMMIT`)
    } catch (error) {
      if (db.isTransaction) db.exec('ROLLBACK')
      throw error
    }
  }
}

export function numberOf(db: DatabaseSync, pragma: string): number {
  const row = db.prepare(`PRAGMA ${pragma}`).get() ?? {}
  return Number(Object.values(row)[0])
}
