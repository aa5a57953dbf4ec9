// Migration: a write under an Idempotency-Key says in its own transaction that it was done, before its answer is kept.
export const doneWrites = 'ALTER TABLE idempotent_requests ADD COLUMN done INTEGER NOT NULL DEFAULT 0;'
