// Migration: a kept response is found by the request that it answers too. What was kept before is not.

export const keptRequests = `
ALTER TABLE kept_responses ADD COLUMN request_id TEXT;
CREATE INDEX kept_response_request ON kept_responses (account_id, request_id) WHERE request_id IS NOT NULL;
`
