// Migration: when the card at rest was saved, so that late news of an older one changes nothing. Knows no rules.

export const cardTimes = 'ALTER TABLE auto_top_ups ADD COLUMN card_at_ms INTEGER NOT NULL DEFAULT 0'
