// Migration: what was used beside text, and when a price was written down. Knows no rules.

/** `effective_from_ms` of a price may lie after the instant at which it was published. NULL: nothing beside text; published at that instant. */
export const priceBook = `
ALTER TABLE usage_records ADD COLUMN token_details TEXT;
ALTER TABLE prices ADD COLUMN published_at_ms INTEGER;
`
