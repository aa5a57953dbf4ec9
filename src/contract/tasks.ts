// What can be asked of a model beside an answer to a conversation, as configuration, records and code spell it. Knows nothing of wires.
import type { DialectName } from './dialects.ts'

interface TaskFacts {
  /** Where it is asked for, for hints. */
  readonly path: string
  /** In a sentence: "does not make embeddings". */
  readonly words: string
}

/** By the capability that a model declares. */
export const tasks = {
  embeddings: { path: '/v1/embeddings', words: 'make embeddings' },
  rerank: { path: '/v1/rerank', words: 'rank documents' },
  moderation: { path: '/v1/moderations', words: 'judge content' },
  image_generation: { path: '/v1/images/generations', words: 'make images' },
  speech: { path: '/v1/audio/speech', words: 'speak' },
  transcription: { path: '/v1/audio/transcriptions', words: 'write down speech' },
} as const satisfies Record<string, TaskFacts>

export type TaskCapability = keyof typeof tasks

export const taskCapabilities = Object.keys(tasks) as readonly TaskCapability[]

/** The shapes in which callers ask: as OpenAI words it, and, where its clients ask otherwise, as Google does. */
export const taskNames = [
  'embeddings',
  'gemini-embeddings',
  'gemini-embedding-batch',
  'rerank',
  'moderations',
  'images',
  'speech',
  'transcriptions',
  'translations',
] as const

export type TaskName = (typeof taskNames)[number]

/** Whatever a body can be written in. The older completions are what callers speak, and some providers beside their own dialect. */
export type WireName = DialectName | TaskName | 'openai-completions'
