// Token counts out of Bedrock's `usage`. Knows no prices.
// Shape: Amazon Bedrock API reference, "TokenUsage". `inputTokens` counts neither what the cache gave nor what it took.
import { noDetails, type TokenUsage } from '../../contract/usage.ts'
import { countOf } from '../token-counts.ts'
import { fieldsOf, listOf } from '../wire-fields.ts'

/** Null unless both sides are believable. Reasoning is counted with the output and not said apart. */
export function readUsage(value: unknown): TokenUsage | null {
  const usage = fieldsOf(value)
  const fresh = countOf(usage['inputTokens'])
  const completion = countOf(usage['outputTokens'])
  if (fresh === undefined || completion === undefined) return null
  const cached = countOf(usage['cacheReadInputTokens']) ?? 0
  const cacheWrite = countOf(usage['cacheWriteInputTokens']) ?? 0
  const counts = { prompt: fresh + cached + cacheWrite, cached, cacheWrite, completion, reasoning: 0 }
  const hourLong = listOf(usage['cacheDetails'])
    .map(fieldsOf)
    .reduce((sum, { ttl, inputTokens }) => sum + (ttl === '1h' ? (countOf(inputTokens) ?? 0) : 0), 0)
  return hourLong === 0 ? counts : { ...counts, details: { ...noDetails, cacheWrite1h: Math.min(hourLong, cacheWrite) } }
}
