// Token counts out of an Anthropic `usage` object, and the counts and cost into one. Knows no prices.
// Shape: Anthropic API reference, "Messages". Here `input_tokens` counts neither what the cache gave nor what it took.
import { noDetails, type ShownCost, type TokenUsage } from '../../contract/usage.ts'
import { costMembers } from '../cost-members.ts'
import { countOf } from '../token-counts.ts'
import { fieldsOf, type Fields } from '../wire-fields.ts'

/** Later objects of a stream are cumulative and may leave out what they do not change. */
export function mergeUsage(earlier: Fields, later: unknown): Fields {
  const known = Object.entries(fieldsOf(later)).filter(([, value]) => value !== null && value !== undefined)
  return { ...earlier, ...Object.fromEntries(known) }
}

/** Null unless both sides are believable. */
export function readUsage(value: unknown): TokenUsage | null {
  const usage = fieldsOf(value)
  const fresh = countOf(usage['input_tokens'])
  const completion = countOf(usage['output_tokens'])
  if (fresh === undefined || completion === undefined) return null
  const cached = countOf(usage['cache_read_input_tokens']) ?? 0
  const cacheWrite = countOf(usage['cache_creation_input_tokens']) ?? 0
  const reasoning = countOf(fieldsOf(usage['output_tokens_details'])['thinking_tokens']) ?? 0
  const counts = { prompt: fresh + cached + cacheWrite, cached, cacheWrite, completion, reasoning: Math.min(reasoning, completion) }
  const cacheWrite1h = countOf(fieldsOf(usage['cache_creation'])['ephemeral_1h_input_tokens']) ?? 0
  return cacheWrite1h === 0 ? counts : { ...counts, details: { ...noDetails, cacheWrite1h: Math.min(cacheWrite1h, cacheWrite) } }
}

export function writeUsage(usage: TokenUsage, cost: ShownCost): string {
  const fresh = usage.prompt - usage.cached - usage.cacheWrite
  return (
    `{"input_tokens":${fresh},"cache_creation_input_tokens":${usage.cacheWrite},"cache_read_input_tokens":${usage.cached},` +
    `"output_tokens":${usage.completion},${costMembers(cost)}}`
  )
}
