// What a wire is to the simulated provider: asks in, answers out, both as text and JSON. Knows no sockets, no time and no models.
import type { Result } from '../base/result.ts'
import type { ChatAsk, DemoRefusal, JsonObject } from './ask.ts'
import type { AnswerChoice } from './compose-answer.ts'
import type { PromptCount } from './count-prompt.ts'

/** What some wires say in their path instead of their body. */
export interface InPath {
  readonly model: string
  readonly stream: boolean
}

/** A finished answer, before it is put into words of a wire. */
export interface Said {
  /** Letters and digits; each wire puts its own prefix in front. */
  readonly answerId: string
  /** Seconds since 1970. */
  readonly created: number
  readonly ask: ChatAsk
  readonly choices: readonly AnswerChoice[]
  readonly prompt: PromptCount
}

export interface DemoWire {
  /** A refusal names the field in `param`. */
  read(body: string, inPath: InPath): Result<ChatAsk, DemoRefusal>
  whole(said: Said): JsonObject
  /** The events of a stream, in order, as they go over the wire. */
  events(said: Said): Iterable<string>
  /** What follows the last event of a stream that ended well; may be empty. */
  readonly streamEnd: string
  refusal(refusal: DemoRefusal): JsonObject
  /** The event of a stream that breaks down, with `after` events before it. */
  broken(refusal: DemoRefusal, after: number): string
  /** What one asks who only wants the prompt counted, in this wire's words. */
  counted?(prompt: PromptCount): JsonObject
}

/** An event whose wire name is also its `type`, which stands first. */
export function namedEvent(type: string, members: JsonObject): string {
  return `event: ${type}\ndata: ${JSON.stringify({ type, ...members })}\n\n`
}
