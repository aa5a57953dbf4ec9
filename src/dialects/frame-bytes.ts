// How much of a request's JSON is frame (names, roles, settings) and becomes no tokens. Knows no dialect.
import { type Span, spanNamed } from '../base/json-scan.ts'

/** What the prompt of a dialect is made of. */
export interface PromptFrame {
  /** Top-level members that hold the prompt. */
  readonly members: readonly string[]
  /** Bytes around the text of one message, as in `{"role":"user","content":""},`. */
  readonly perMessage: number
}

/** Bytes of the body outside the prompt's members, and the frames of the messages inside them. */
export function frameBytes(bytes: Uint8Array, spans: readonly Span[], messages: number, frame: PromptFrame): number {
  let prompt = 0
  for (const name of frame.members) {
    const span = spanNamed(bytes, spans, name)
    if (span !== undefined) prompt += span.valueEnd - span.valueStart
  }
  return bytes.length - prompt + frame.perMessage * messages
}
