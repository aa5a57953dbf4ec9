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
