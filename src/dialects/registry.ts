// Every wire language we know, by name. Adds nothing to them.
import type { DialectName, UpstreamDialectName } from '../contract/dialects.ts'
import { anthropicMessages } from './anthropic-messages/dialect.ts'
import { bedrockConverse } from './bedrock-converse/dialect.ts'
import type { Dialect, UpstreamDialect } from './dialect.ts'
import { gemini } from './gemini/dialect.ts'
import { openaiChat } from './openai-chat/dialect.ts'
import { openaiResponses } from './openai-responses/dialect.ts'

/** Of clients and of providers. */
const dialects: Readonly<Record<DialectName, Dialect>> = {
  'openai-chat': openaiChat,
  'openai-responses': openaiResponses,
  'anthropic-messages': anthropicMessages,
  gemini,
}

/** Of providers: those, and what no client speaks. */
const upstreamDialects: Readonly<Record<UpstreamDialectName, UpstreamDialect>> = { ...dialects, 'bedrock-converse': bedrockConverse }

export function dialectNamed(name: DialectName): Dialect {
  return dialects[name]
}

export function upstreamDialectNamed(name: UpstreamDialectName): UpstreamDialect {
  return upstreamDialects[name]
}
