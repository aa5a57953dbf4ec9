// Migration: what outlives a change of the server's secret, sealed under the present one. At most one row.

export const keyring = `
CREATE TABLE keyring (one INTEGER PRIMARY KEY CHECK (one = 1), sealed BLOB NOT NULL) STRICT;
`
