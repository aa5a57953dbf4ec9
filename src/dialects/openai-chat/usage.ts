// Token counts out of an OpenAI-shaped `usage` object, and the counts and cost into one. Knows no prices.
import { noDetails, type ShownCost, type TokenDetails, type TokenUsage } from '../../contract/usage.ts'
import { costMembers } from '../cost-members.ts'
import { countOf } from '../token-counts.ts'

const nothing: Record<string, unknown> = Object.freeze({})

function part(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : nothing
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
  const details = readDetails(usage)
  const counted = {
    prompt,
    cached: cachedInPrompt,
    cacheWrite: Math.min(cacheWrite, prompt - cachedInPrompt),
    completion,
    reasoning: Math.min(reasoning, completion),
  }
  return details === undefined ? counted : { ...counted, details }
}

/** Audio and image tokens in OpenAI's details, Anthropic's hour-long cache writes, searches as OpenRouter, Perplexity and xAI count them. */
function readDetails(usage: Record<string, unknown>): TokenDetails | undefined {
  const prompt = part(usage['prompt_tokens_details'])
  const completion = part(usage['completion_tokens_details'])
  const searches = countOf(part(usage['server_tool_use'])['web_search_requests']) ?? countOf(usage['num_search_queries']) ?? 0
  const sources = countOf(usage['num_sources_used']) ?? 0
  const cacheWrite1h = countOf(part(usage['cache_creation'])['ephemeral_1h_input_tokens']) ?? 0
  const imageInput = countOf(prompt['image_tokens']) ?? 0
  const audioInput = countOf(prompt['audio_tokens']) ?? 0
  const imageOutput = countOf(completion['image_tokens']) ?? 0
  const audioOutput = countOf(completion['audio_tokens']) ?? 0
  // Nearly every answer is of text alone.
  if (searches + sources + cacheWrite1h + imageInput + audioInput + imageOutput + audioOutput === 0) return undefined
  const toolCalls = { ...(searches > 0 && { web_search: searches }), ...(sources > 0 && { live_search: sources }) }
  return { cacheWrite1h, imageInput, audioInput, imageOutput, audioOutput, toolCalls }
}

/** A `usage` object of our own, as JSON text: for answers whose provider reported none that can be believed. */
export function writeUsage(usage: TokenUsage, cost: ShownCost): string {
  const { details = noDetails } = usage
  const written = partText('cache_write_tokens', usage.cacheWrite)
  const prompt = `"cached_tokens":${usage.cached}${written}${partText('audio_tokens', details.audioInput)}${partText('image_tokens', details.imageInput)}`
  const completion = `"reasoning_tokens":${usage.reasoning}${partText('audio_tokens', details.audioOutput)}${partText('image_tokens', details.imageOutput)}`
  return (
    `{"prompt_tokens":${usage.prompt},"completion_tokens":${usage.completion},"total_tokens":${usage.prompt + usage.completion},` +
    `"prompt_tokens_details":{${prompt}},"completion_tokens_details":{${completion}},` +
    `${costMembers(cost)}}`
  )
}

function partText(name: string, tokens: number): string {
  return tokens === 0 ? '' : `,"${name}":${tokens}`
}
