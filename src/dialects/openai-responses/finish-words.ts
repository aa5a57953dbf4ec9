// How a response says why it ended, and the common words. Knows nothing else of an answer.
import type { FinishReason } from '../common-answer.ts'
import { type Fields, fieldsOf, listOf } from '../wire-fields.ts'

const incomplete: Readonly<Record<string, FinishReason>> = { max_output_tokens: 'length', content_filter: 'content_filter' }

/** From a final response object; null while it runs. */
export function finishOf(response: Fields): FinishReason | null {
  if (response['status'] === 'incomplete') {
    const reason = String(fieldsOf(response['incomplete_details'])['reason'])
    return Object.hasOwn(incomplete, reason) ? (incomplete[reason] as FinishReason) : 'length'
  }
  if (response['status'] !== 'completed') return null
  const items = listOf(response['output']).map(fieldsOf)
  if (items.some(({ type }) => type === 'function_call' || type === 'custom_tool_call')) return 'tool_calls'
  const parts = items.flatMap((item) => listOf(item['content']).map(fieldsOf))
  return parts.some(({ type }) => type === 'refusal') ? 'refusal' : 'stop'
}

/** The members of a final response that say why it ended. */
export function endingOf(reason: FinishReason): Fields {
  switch (reason) {
    case 'length':
      return { status: 'incomplete', incomplete_details: { reason: 'max_output_tokens' } }
    case 'content_filter':
      return { status: 'incomplete', incomplete_details: { reason: 'content_filter' } }
    case 'stop':
    case 'tool_calls':
    case 'refusal':
    case 'paused':
      return { status: 'completed', incomplete_details: null }
  }
}
