// What can be asked of a model beside an answer to a conversation, as configuration, records and code spell it. Knows nothing of wires.
import type { DialectName } from './dialects.ts'

/** Each is a capability that a model declares. */
export const taskCapabilities = ['embeddings'] as const

export type TaskCapability = (typeof taskCapabilities)[number]

/** The shapes in which callers ask: as OpenAI words it, and, where its clients ask otherwise, as Google does. */
export const taskNames = ['embeddings', 'gemini-embeddings', 'gemini-embedding-batch'] as const

export type TaskName = (typeof taskNames)[number]

/** Whatever a body can be written in. */
export type WireName = DialectName | TaskName

/** Where each task is asked for, for hints. */
export const taskPaths: Readonly<Record<TaskCapability, string>> = { embeddings: '/v1/embeddings' }

/** What it is called in a sentence: "does not make embeddings". */
export const taskWords: Readonly<Record<TaskCapability, string>> = { embeddings: 'make embeddings' }
