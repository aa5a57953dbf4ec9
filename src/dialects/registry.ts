// Every wire language we know, by name. Adds nothing to them.
import type { DialectName } from '../contract/dialects.ts'
import { anthropicMessages } from './anthropic-messages/dialect.ts'
import type { Dialect } from './dialect.ts'
import { gemini } from './gemini/dialect.ts'
import { openaiChat } from './openai-chat/dialect.ts'
import { openaiResponses } from './openai-responses/dialect.ts'

const dialects: Readonly<Record<DialectName, Dialect>> = {
  'openai-chat': openaiChat,
  'openai-responses': openaiResponses,
  'anthropic-messages': anthropicMessages,
  gemini,
}

export function dialectNamed(name: DialectName): Dialect {
  return dialects[name]
}
