// Bedrock's reasons for the end of an answer as the common ones. Knows nothing else of an answer.
import type { FinishReason } from '../common-answer.ts'

const words: Readonly<Record<string, FinishReason>> = {
  end_turn: 'stop',
  stop_sequence: 'stop',
  tool_use: 'tool_calls',
  max_tokens: 'length',
  model_context_window_exceeded: 'length',
  guardrail_intervened: 'content_filter',
  content_filtered: 'content_filter',
}

export function finishWord(wire: string): FinishReason {
  return Object.hasOwn(words, wire) ? (words[wire] as FinishReason) : 'stop'
}

/** The model wrote something that is neither text nor a call: no answer, however it ends. */
export function isMalformed(wire: string): boolean {
  return wire === 'malformed_model_output' || wire === 'malformed_tool_use'
}
