// The names of the wire languages, as configuration, records and code spell them. Knows nothing of what they say.

/** Each is both what clients may speak to us and what providers may speak to us. */
export const dialectNames = ['openai-chat', 'openai-responses', 'anthropic-messages', 'gemini'] as const

export type DialectName = (typeof dialectNames)[number]
