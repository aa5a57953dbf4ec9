// The prompt side of the usage figures: what a request's messages, images and tools cost in tokens. Knows nothing of answers.
import { countTokens } from './count-tokens.ts'
import type { PromptCache } from './prompt-cache.ts'
import type { ChatAsk } from './ask.ts'

/** Every message carries three tokens of framing, and the answer is primed with three more. */
const messageTokens = 3
const primingTokens = 3
const toolsTokens = 8
const fileTokens = { document: 500, sound: 250 } as const
const imageTokens = { low: 85, auto: 425, high: 765 } as const

export interface PromptCount {
  readonly prompt: number
  readonly cached: number
  /** What was put into the cache for a caller that marks what it wants there. */
  readonly written: number
}

/** Prompt tokens; above `limit` the figure is a lower bound and nothing is remembered. */
export function countPrompt(ask: ChatAsk, cache: PromptCache, limit: number): PromptCount {
  let prompt = primingTokens
  for (const message of ask.messages) {
    prompt += messageTokens + countTokens(message.role, limit) + countTokens(message.text, limit)
    for (const detail of message.images) prompt += imageTokens[detail]
    for (const kind of message.files) prompt += fileTokens[kind]
    for (const call of message.toolCalls) prompt += countTokens(call.name, limit) + countTokens(call.argumentsText, limit)
    if (prompt > limit) return { prompt, cached: 0, written: 0 }
  }
  if (ask.toolsText !== '') prompt += toolsTokens + countTokens(ask.toolsText, limit)
  if (prompt > limit) return { prompt, cached: 0, written: 0 }
  const { hit, kept } = cache.look(prefixOf(ask))
  const cached = Math.min(hit, prompt)
  return { prompt, cached, written: ask.marksCache ? Math.max(0, Math.min(kept, prompt) - cached) : 0 }
}

/** The text that a prefix cache would see: tools first, then the messages up to the first image. */
function prefixOf(ask: ChatAsk): string {
  const parts = [ask.model, ask.toolsText]
  for (const message of ask.messages) {
    if (message.images.length + message.files.length > 0) break
    parts.push(message.role, message.text, ...message.toolCalls.map((call) => call.argumentsText))
  }
  return parts.join('\n')
}
