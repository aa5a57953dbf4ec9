// Gemini's reasons for the end of a candidate and the common ones. Knows nothing else of an answer.
import type { FinishReason } from '../common-answer.ts'

const words: Readonly<Record<string, FinishReason>> = {
  STOP: 'stop',
  MAX_TOKENS: 'length',
  SAFETY: 'content_filter',
  RECITATION: 'content_filter',
  LANGUAGE: 'content_filter',
  BLOCKLIST: 'content_filter',
  PROHIBITED_CONTENT: 'content_filter',
  SPII: 'content_filter',
  IMAGE_SAFETY: 'content_filter',
}

export function finishWord(wire: string): FinishReason {
  return Object.hasOwn(words, wire) ? (words[wire] as FinishReason) : 'stop'
}

export const wireWords: Readonly<Record<FinishReason, string>> = {
  stop: 'STOP',
  length: 'MAX_TOKENS',
  tool_calls: 'STOP',
  content_filter: 'SAFETY',
  refusal: 'SAFETY',
  paused: 'STOP',
}
