// What a task (embeddings, ranking, speech, ...) is to the gateway: a wire that is forwarded, never part of a conversation. Knows no URLs, keys or prices.
import type { ChatRequest } from '../contract/chat.ts'
import type { UpstreamDialectName } from '../contract/dialects.ts'
import type { TaskCapability, TaskName, WireName } from '../contract/tasks.ts'
import type { OfferWire, Wire } from '../dialects/dialect.ts'
import type { EmbeddingHub } from './embedding-hub.ts'

/** Which wire languages a provider speaks. */
export interface SpokenBy extends OfferWire {
  readonly dialect: UpstreamDialectName
  readonly alsoSpeaks?: readonly WireName[]
}

export interface TaskWire extends Wire {
  readonly name: TaskName
  /** What a model must declare to be asked for it. */
  readonly capability: TaskCapability
  /** In which shape an offer's provider takes this very request; null: it cannot. */
  upstreamFor(offer: SpokenBy, request: ChatRequest): TaskName | null
  /** Only where callers and providers have several shapes for the task: the way between them. */
  readonly hub?: EmbeddingHub
}

/** A provider in whose API OpenAI's endpoints stand. */
export function speaksOpenai({ dialect, alsoSpeaks = [] }: SpokenBy): boolean {
  return [dialect, ...alsoSpeaks].some((name) => name === 'openai-chat' || name === 'openai-responses')
}

/** The part of a wire that a task without streams never uses: an upstream that sends events has not answered. */
export const withoutStreams = {
  openStream: () => () => ({ kind: 'nonsense' as const }),
  choicesOf: () => [],
  cutIntoEvents: () => [],
  joinEvents: () => ({ add() {}, completion: () => ({}) }),
  passStream(): never {
    throw new Error('a task has no stream')
  },
} satisfies Partial<Wire>

/** Nothing in a caller's headers concerns an upstream. */
export function noHeaders(): ReturnType<Wire['forwardHeaders']> {
  return { headers: {}, dropped: [] }
}
