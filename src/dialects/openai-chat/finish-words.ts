// OpenAI's reasons for the end of a choice and the common ones. Knows nothing else of an answer.
import type { FinishReason } from '../common-answer.ts'

const words: Readonly<Record<string, FinishReason>> = {
  stop: 'stop',
  length: 'length',
  tool_calls: 'tool_calls',
  function_call: 'tool_calls',
  content_filter: 'content_filter',
}

export function finishWord(wire: string): FinishReason {
  return Object.hasOwn(words, wire) ? (words[wire] as FinishReason) : 'stop'
}

export const wireWords: Readonly<Record<FinishReason, string>> = {
  stop: 'stop',
  length: 'length',
  tool_calls: 'tool_calls',
  content_filter: 'content_filter',
  // A model's own refusal ends an answer regularly here; one that a vendor made for it does not.
  refusal: 'content_filter',
  paused: 'stop',
}
