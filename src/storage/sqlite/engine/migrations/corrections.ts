// Migration: what corrections changed of a charge, on its usage record and in the sums of its hour. The entries are the truth.

/** `adjusted_nano`: charged in addition by adjustments, below 0 given back. `corrected_nano`: the same less what reversals took back. */
export const corrections = `
ALTER TABLE usage_records ADD COLUMN adjusted_nano INTEGER NOT NULL DEFAULT 0;
ALTER TABLE usage_hours ADD COLUMN corrected_nano INTEGER NOT NULL DEFAULT 0;
UPDATE usage_records SET adjusted_nano = a.amount FROM (
  SELECT substr(reference, 1, instr(reference || ':', ':') - 1) AS id, sum(iif(to_no = 2, amount_nano, -amount_nano)) AS amount
  FROM entries WHERE kind = 'adjustment' GROUP BY 1
) a WHERE usage_records.id = a.id;
UPDATE usage_hours SET corrected_nano = c.amount FROM (
  SELECT account_no, time_ms / 3600000 AS hour, key_no, ifnull(model, '') AS model, ifnull(provider, '') AS provider, status,
    sum(adjusted_nano - reversed_nano) AS amount
  FROM usage_records WHERE reversed_nano <> 0 OR adjusted_nano <> 0 GROUP BY 1, 2, 3, 4, 5, 6
) c WHERE usage_hours.account_no = c.account_no AND usage_hours.hour = c.hour AND usage_hours.key_no = c.key_no
  AND usage_hours.model = c.model AND usage_hours.provider = c.provider AND usage_hours.status = c.status;
CREATE INDEX usage_corrected ON usage_records (account_no, time_ms) WHERE reversed_nano <> 0 OR adjusted_nano <> 0;
`
