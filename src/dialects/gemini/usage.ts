// Token counts out of Gemini's `usageMetadata`, and the counts and cost into one. Knows no prices.
// Shape: Gemini API reference, "UsageMetadata". Thoughts are counted beside the candidates, not inside.
import { noDetails, type ShownCost, type TokenUsage } from '../../contract/usage.ts'
import { costMembers } from '../cost-members.ts'
import { countOf } from '../token-counts.ts'
import { fieldsOf } from '../wire-fields.ts'
import { tokensOfModality } from './read-extras.ts'

/** Null without a believable prompt. A candidate without output sends no count of it. */
export function readUsage(value: unknown): TokenUsage | null {
  const usage = fieldsOf(value)
  const asked = countOf(usage['promptTokenCount'])
  const said = countOf(usage['candidatesTokenCount'] ?? 0)
  const reasoning = countOf(usage['thoughtsTokenCount'] ?? 0)
  if (asked === undefined || said === undefined || reasoning === undefined) return null
  const prompt = asked + (countOf(usage['toolUsePromptTokenCount']) ?? 0)
  const cached = Math.min(countOf(usage['cachedContentTokenCount']) ?? 0, prompt)
  const audioInput = tokensOfModality(usage['promptTokensDetails'], 'AUDIO')
  const imageInput = tokensOfModality(usage['promptTokensDetails'], 'IMAGE')
  const details = audioInput + imageInput === 0 ? {} : { details: { ...noDetails, audioInput, imageInput } }
  return { prompt, cached, cacheWrite: 0, completion: said + reasoning, reasoning, ...details }
}

export function writeUsage({ prompt, cached, completion, reasoning }: TokenUsage, cost: ShownCost): string {
  return (
    `{"promptTokenCount":${prompt},"candidatesTokenCount":${completion - reasoning},"totalTokenCount":${prompt + completion},` +
    `"cachedContentTokenCount":${cached},"thoughtsTokenCount":${reasoning},${costMembers(cost)}}`
  )
}
