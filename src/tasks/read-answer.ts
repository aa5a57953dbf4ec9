// Whole answers of tasks, read no further than the gateway must: which members there are, whether one of them is filled, what was counted. Knows no task.
import { parseJson } from '../base/exact-json.ts'
import { spanNamed, topLevelSpans } from '../base/json-scan.ts'
import { decodeUtf8 } from '../base/utf8.ts'
import type { Completion, WireSpan } from '../contract/chat.ts'
import type { TokenUsage } from '../contract/usage.ts'
import type { WholeAnswer } from '../dialects/dialect.ts'

export interface AnswerMembers {
  readonly spans: readonly WireSpan[]
  /** A member's parsed value; undefined when it is absent or no JSON. Megabytes of numbers are never parsed for the sake of one count. */
  valueOf(name: string): unknown
  /** Whether the member is an array or object with something in it. */
  filled(name: string): boolean
}

export function answerMembers(bytes: Uint8Array): AnswerMembers | null {
  const spans = topLevelSpans(bytes)
  if (spans === undefined) return null
  const textOf = (name: string): string | undefined => {
    const span = spanNamed(bytes, spans, name)
    return span && decodeUtf8(bytes.subarray(span.valueStart, span.valueEnd))
  }
  return {
    spans,
    valueOf(name) {
      const text = textOf(name)
      return text === undefined ? undefined : parseJson(text)
    },
    filled(name) {
      const span = spanNamed(bytes, spans, name)
      if (span === undefined) return false
      const first = bytes[span.valueStart]
      const head = decodeUtf8(bytes.subarray(span.valueStart + 1, Math.min(span.valueEnd, span.valueStart + 64))).trimStart()
      return (first === 0x5b && !head.startsWith(']')) || (first === 0x7b && !head.startsWith('}'))
    },
  }
}

/** An answer, an error in its place, or nonsense. `read` says what was counted; null when `members` hold no answer. */
export function wholeTask(bytes: Uint8Array, read: (members: AnswerMembers) => Counts | null): WholeAnswer {
  const members = answerMembers(bytes)
  if (members === null) return { kind: 'nonsense' }
  const error = members.valueOf('error')
  if (error !== undefined && error !== null) return { kind: 'error', value: { error } }
  const counts = read(members)
  if (counts === null) return { kind: 'nonsense' }
  const completion = { finishReason: null, outputBytes: 0, hasOutput: true, ...counts }
  return { kind: 'answer', completion, spans: members.spans, value: {} }
}

export type Counts = Pick<Completion, 'usage' | 'units'>

/** A prompt's tokens and nothing else; null when they were not counted. */
export function promptOnly(prompt: number | undefined): TokenUsage | null {
  return prompt === undefined ? null : { prompt, cached: 0, cacheWrite: 0, completion: 0, reasoning: 0 }
}
