// Serves the tests of this folder only: every documented field of each dialect's requests, one row each, as a change of a plain request.
import type { DialectName } from '../../src/contract/dialects.ts'
import { messages } from './fields/anthropic-messages.ts'
import { gemini } from './fields/gemini.ts'
import { chat } from './fields/openai-chat.ts'
import { responses } from './fields/openai-responses.ts'
import type { FieldRow } from './fields/row.ts'

export const fieldRows: Readonly<Record<DialectName, readonly FieldRow[]>> = {
  'openai-chat': chat,
  'openai-responses': responses,
  'anthropic-messages': messages,
  gemini,
}

/** The plain request that each row changes. */
export const plainRequests: Readonly<Record<DialectName, object>> = {
  'openai-chat': { model: 'm', messages: [{ role: 'user', content: 'x' }] },
  'openai-responses': { model: 'm', input: [{ role: 'user', content: 'x' }] },
  'anthropic-messages': { model: 'm', max_tokens: 50_000, messages: [{ role: 'user', content: 'x' }] },
  gemini: { contents: [{ role: 'user', parts: [{ text: 'x' }] }] },
}

/** `from > to: field`, and why the provider does the same without a word. */
export const doneUnasked: Readonly<Record<string, string>> = {
  'openai-chat > anthropic-messages: response_format.json_schema.strict': 'its schemas always bind',
  'openai-chat > gemini: response_format.json_schema.strict': 'its schemas always bind',
  'openai-responses > openai-chat: stream_options': 'no event is padded that this server writes',
  'openai-responses > anthropic-messages: stream_options': 'no event is padded that this server writes',
  'openai-responses > gemini: stream_options': 'no event is padded that this server writes',
  'gemini > anthropic-messages: generationConfig.thinkingConfig, off': 'its models think when they are asked to',
  'openai-chat > bedrock-converse: response_format.json_schema.strict': 'its schemas always bind',
  'openai-chat > anthropic.claude-x: response_format.json_schema.strict': 'its schemas always bind',
  'openai-chat > amazon.nova-x: response_format.json_schema.strict': 'its schemas always bind',
  'openai-responses > bedrock-converse: stream_options': 'no event is padded that this server writes',
  'openai-responses > anthropic.claude-x: stream_options': 'no event is padded that this server writes',
  'openai-responses > amazon.nova-x: stream_options': 'no event is padded that this server writes',
  'anthropic-messages > anthropic.claude-x: thinking, off': 'its models think when they are asked to',
  'anthropic-messages > amazon.nova-x: thinking, off': 'its models think when they are asked to',
  'gemini > anthropic.claude-x: generationConfig.thinkingConfig, off': 'its models think when they are asked to',
  'gemini > amazon.nova-x: generationConfig.thinkingConfig, off': 'its models think when they are asked to',
}

/** The words for a field: those of its row, and its path up to a comma that only describes it. */
export function wordsFor({ field, alsoNamed = [] }: FieldRow): readonly string[] {
  return [field, field.split(',')[0] ?? field, ...alsoNamed]
}
