// Version 3: a usage record says what of its cost was taken back, and why. The entry is the truth; these columns are for reading.
export const reversals = `
ALTER TABLE usage_records ADD COLUMN reversed_nano INTEGER NOT NULL DEFAULT 0 CHECK (reversed_nano >= 0 AND reversed_nano <= cost_nano);
ALTER TABLE usage_records ADD COLUMN reversed_for TEXT;
`
