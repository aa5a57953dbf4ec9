// Migration: a watermark names the model that answers, where that is not the one its hold was made for.

export const fallbackMarks = `
ALTER TABLE holds ADD COLUMN mark_model TEXT;
ALTER TABLE holds ADD COLUMN mark_price_version TEXT;
`
