// Anthropic's reasons for the end of an answer and the common ones. Knows nothing else of an answer.
import type { FinishReason } from '../common-answer.ts'

const words: Readonly<Record<string, FinishReason>> = {
  end_turn: 'stop',
  stop_sequence: 'stop',
  max_tokens: 'length',
  model_context_window_exceeded: 'length',
  tool_use: 'tool_calls',
  pause_turn: 'paused',
  refusal: 'refusal',
}

export function finishWord(wire: string): FinishReason {
  return Object.hasOwn(words, wire) ? (words[wire] as FinishReason) : 'stop'
}

export const wireWords: Readonly<Record<FinishReason, string>> = {
  stop: 'end_turn',
  length: 'max_tokens',
  tool_calls: 'tool_use',
  content_filter: 'refusal',
  refusal: 'refusal',
  paused: 'pause_turn',
}
