// Migration: sums of usage records by hour, kept by the writer in the transaction that writes a record. Knows no rules.

/** What rests already, summed up once. ln(x) * 10 is `speedStep` of ledger/usage-statistics.ts. */
const addSpeeds = (column: 'latency' | 'ttft'): string => `
UPDATE usage_hours SET ${column}_steps = s.steps FROM (
  SELECT account_no, hour, key_no, model, provider, json_group_object(step, requests) AS steps FROM (
    SELECT account_no, time_ms / 3600000 AS hour, key_no, ifnull(model, '') AS model, ifnull(provider, '') AS provider,
      CAST(ln(max(${column}_ms, 1.0)) * 10 AS INTEGER) AS step, count(*) AS requests
    FROM usage_records WHERE status = 'success' AND ${column}_ms IS NOT NULL GROUP BY 1, 2, 3, 4, 5, 6
  ) GROUP BY 1, 2, 3, 4, 5
) s WHERE usage_hours.account_no = s.account_no AND usage_hours.hour = s.hour AND usage_hours.key_no = s.key_no
  AND usage_hours.model = s.model AND usage_hours.provider = s.provider AND usage_hours.status = 'success';`

/**
 * `usage_hours` has sums per UTC hour; the steps are a JSON object of successful requests by speed. `health_days` has sums per UTC day, where
 * the provider '' is the whole gateway. They let a page over a million records read some thousand rows. The wider index lets every filter
 * of Usage Logs be decided inside it.
 */
export const usageStatisticsMigration = `
DROP INDEX usage_of_account;
CREATE INDEX usage_of_account ON usage_records
  (account_no, time_ms, key_no, model, provider, status, error_code, stream, user, cost_nano, count, prompt_tokens, completion_tokens);

CREATE TABLE usage_hours (
  account_no INTEGER NOT NULL,
  hour INTEGER NOT NULL,
  key_no INTEGER NOT NULL,
  model TEXT NOT NULL,
  provider TEXT NOT NULL,
  status TEXT NOT NULL,
  requests INTEGER NOT NULL,
  cost_nano INTEGER NOT NULL,
  prompt_tokens INTEGER NOT NULL,
  cached_tokens INTEGER NOT NULL,
  completion_tokens INTEGER NOT NULL,
  reasoning_tokens INTEGER NOT NULL,
  latency_steps TEXT,
  ttft_steps TEXT,
  PRIMARY KEY (account_no, hour, key_no, model, provider, status)
) STRICT, WITHOUT ROWID;
INSERT INTO usage_hours
  SELECT account_no, time_ms / 3600000, key_no, ifnull(model, ''), ifnull(provider, ''), status, sum(count), sum(cost_nano),
    sum(prompt_tokens), sum(cached_tokens), sum(completion_tokens), sum(reasoning_tokens), NULL, NULL
  FROM usage_records GROUP BY 1, 2, 3, 4, 5, 6;
${addSpeeds('latency')}
${addSpeeds('ttft')}

CREATE TABLE health_days (
  day INTEGER NOT NULL,
  provider TEXT NOT NULL,
  tries INTEGER NOT NULL,
  failed INTEGER NOT NULL,
  PRIMARY KEY (day, provider)
) STRICT, WITHOUT ROWID;
INSERT INTO health_days
  SELECT time_ms / 86400000, '', sum(count), sum(CASE WHEN status = 'success' THEN 0 ELSE count END)
  FROM usage_records WHERE status IN ('success', 'upstream', 'gateway') GROUP BY 1;
INSERT INTO health_days
  SELECT u.time_ms / 86400000, a.value ->> 'provider', count(*), sum(a.value ->> 'result' = 'failed')
  FROM usage_records u, json_each(u.attempts) a WHERE a.value ->> 'result' <> 'cancelled' GROUP BY 1, 2;
`
