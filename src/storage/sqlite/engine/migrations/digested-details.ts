// Migration: from which entry on a charge's digest has what was used beside text in it. Knows no rules.

/** Charges before it keep their digests: the hashes of the chain stand on them. A number that somebody changed makes digests wrong, not right. */
export const digestedDetails = `
CREATE TABLE digested_details (one INTEGER PRIMARY KEY CHECK (one = 1), since INTEGER NOT NULL) STRICT;
INSERT INTO digested_details SELECT 1, ifnull(max(sequence), 0) + 1 FROM entries;
`
