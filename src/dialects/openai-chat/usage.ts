// Token counts out of an OpenAI-shaped `usage` object, and the counts and cost into one. Knows no prices.
import type { ShownCost, TokenUsage } from '../../contract/usage.ts'

/** No answer has more tokens than this; a larger number is nonsense (2^53, 1e400) and is not believed. */
const tokensMax = 100_000_000

function count(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 && value <= tokensMax ? value : undefined
}

function part(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
}

/**
 * Reads the shapes in use: OpenAI's details, DeepSeek's `prompt_cache_hit_tokens`, Moonshot's `cached_tokens`.
 * Null unless prompt and completion are both believable; parts are clamped to their whole.
 */
export function readUsage(value: unknown): TokenUsage | null {
  if (typeof value !== 'object' || value === null) return null
  const usage = value as Record<string, unknown>
  const prompt = count(usage['prompt_tokens'])
  let completion = count(usage['completion_tokens'])
  if (prompt === undefined || completion === undefined) return null
  const promptDetails = part(usage['prompt_tokens_details'])
  const cached = count(promptDetails['cached_tokens']) ?? count(usage['prompt_cache_hit_tokens']) ?? count(usage['cached_tokens']) ?? 0
  const cacheWrite = count(promptDetails['cache_write_tokens']) ?? 0
  const reasoning = count(part(usage['completion_tokens_details'])['reasoning_tokens']) ?? 0
  // Some vendors (xAI) count reasoning beside the completion instead of inside it; their own total tells.
  const total = count(usage['total_tokens'])
  if (reasoning > 0 && total === prompt + completion + reasoning) completion += reasoning
  const cachedInPrompt = Math.min(cached, prompt)
  return {
    prompt,
    cached: cachedInPrompt,
    cacheWrite: Math.min(cacheWrite, prompt - cachedInPrompt),
    completion,
    reasoning: Math.min(reasoning, completion),
  }
}

/**
 * A `usage` object of our own, as JSON text: for answers whose provider reported none that can be believed. Costs are JSON numbers, written
 * from integers and never through a float. `cost_details` carries the customer's price by kind of token; `upstream_inference_cost` is
 * OpenRouter's field for keys that a caller brings along, which do not exist here.
 */
export function writeUsage(usage: TokenUsage, cost: ShownCost): string {
  return (
    `{"prompt_tokens":${usage.prompt},"completion_tokens":${usage.completion},"total_tokens":${usage.prompt + usage.completion},` +
    `"prompt_tokens_details":{"cached_tokens":${usage.cached}},"completion_tokens_details":{"reasoning_tokens":${usage.reasoning}},` +
    `"cost":${cost.total},"cost_details":{"input":${cost.input},"cached_input":${cost.cachedInput},"cache_write":${cost.cacheWrite},` +
    `"output":${cost.output},"reasoning":${cost.reasoning},"per_call":${cost.perCall},"upstream_inference_cost":null}}`
  )
}
