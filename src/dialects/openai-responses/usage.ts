// Token counts out of the usage of a response, and the counts and cost into one. Knows no prices.
// Shape: OpenAI API reference, "The response object".
import type { ShownCost, TokenUsage } from '../../contract/usage.ts'
import { costMembers } from '../cost-members.ts'
import { countOf } from '../token-counts.ts'
import { fieldsOf } from '../wire-fields.ts'

/** Null unless both sides are believable; parts are clamped to their whole. */
export function readUsage(value: unknown): TokenUsage | null {
  const usage = fieldsOf(value)
  const prompt = countOf(usage['input_tokens'])
  const completion = countOf(usage['output_tokens'])
  if (prompt === undefined || completion === undefined) return null
  const details = fieldsOf(usage['input_tokens_details'])
  const cached = Math.min(countOf(details['cached_tokens']) ?? 0, prompt)
  const cacheWrite = Math.min(countOf(details['cache_write_tokens']) ?? 0, prompt - cached)
  const reasoning = countOf(fieldsOf(usage['output_tokens_details'])['reasoning_tokens']) ?? 0
  return { prompt, cached, cacheWrite, completion, reasoning: Math.min(reasoning, completion) }
}

export function writeUsage(usage: TokenUsage, cost: ShownCost): string {
  const written = usage.cacheWrite === 0 ? '' : `,"cache_write_tokens":${usage.cacheWrite}`
  return (
    `{"input_tokens":${usage.prompt},"input_tokens_details":{"cached_tokens":${usage.cached}${written}},"output_tokens":${usage.completion},` +
    `"output_tokens_details":{"reasoning_tokens":${usage.reasoning}},"total_tokens":${usage.prompt + usage.completion},${costMembers(cost)}}`
  )
}
