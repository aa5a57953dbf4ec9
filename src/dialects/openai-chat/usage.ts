// Token counts out of an OpenAI-shaped `usage` object, and the counts and cost into one. Knows no prices.
import type { ShownCost, TokenUsage } from '../../contract/usage.ts'
import { costMembers } from '../cost-members.ts'
import { countOf } from '../token-counts.ts'

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
  const prompt = countOf(usage['prompt_tokens'])
  let completion = countOf(usage['completion_tokens'])
  if (prompt === undefined || completion === undefined) return null
  const promptDetails = part(usage['prompt_tokens_details'])
  const cached =
    countOf(promptDetails['cached_tokens']) ?? countOf(usage['prompt_cache_hit_tokens']) ?? countOf(usage['cached_tokens']) ?? 0
  const cacheWrite = countOf(promptDetails['cache_write_tokens']) ?? 0
  const reasoning = countOf(part(usage['completion_tokens_details'])['reasoning_tokens']) ?? 0
  // Some vendors (xAI) count reasoning beside the completion instead of inside it; their own total tells.
  const total = countOf(usage['total_tokens'])
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

/** A `usage` object of our own, as JSON text: for answers whose provider reported none that can be believed. */
export function writeUsage(usage: TokenUsage, cost: ShownCost): string {
  return (
    `{"prompt_tokens":${usage.prompt},"completion_tokens":${usage.completion},"total_tokens":${usage.prompt + usage.completion},` +
    `"prompt_tokens_details":{"cached_tokens":${usage.cached}},"completion_tokens_details":{"reasoning_tokens":${usage.reasoning}},` +
    `${costMembers(cost)}}`
  )
}
