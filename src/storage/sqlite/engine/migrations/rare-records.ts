// Migration: usage records by what few of them have. Knows no rules.

/**
 * A page or a sum under a rare filter reads what matches, not a million records that do not. Records without the field are not in its index
 * and cost nothing; the columns behind the time are what a sum over records reads.
 */
const sums = 'time_ms, status, count, cost_nano, prompt_tokens, completion_tokens'
export const rareRecords = `
CREATE INDEX usage_of_error ON usage_records (account_no, error_code, ${sums}) WHERE error_code IS NOT NULL;
CREATE INDEX usage_of_user ON usage_records (account_no, user, ${sums}) WHERE user IS NOT NULL;
`
