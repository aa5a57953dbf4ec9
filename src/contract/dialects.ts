// The names of the wire languages, as configuration, records and code spell them. Knows nothing of what they say.

/** What clients may speak to us; each is also what providers may speak to us. */
export const dialectNames = ['openai-chat', 'openai-responses', 'anthropic-messages', 'gemini'] as const

export type DialectName = (typeof dialectNames)[number]

/** What providers may speak to us: those, and wires that no client of ours speaks. */
export const upstreamDialectNames = [...dialectNames, 'bedrock-converse'] as const

export type UpstreamDialectName = (typeof upstreamDialectNames)[number]
