// OpenRouter's `GET /api/v1/models`: decimal text, USD per token, with conditional overrides. Knows no files and no models of ours.
// Fields: openrouter.ai/docs, "PublicPricing" and "PricingOverride".
import { checkedPrice, type Fields, fieldsOf, listOf, moved, type SourcedPrice, wholeNumber } from './sourced-price.ts'

const rates = [
  ['input', 'prompt'],
  ['output', 'completion'],
  ['cached_input', 'input_cache_read'],
  ['cache_write', 'input_cache_write'],
  ['cache_write_1h', 'input_cache_write_1h'],
  ['reasoning', 'internal_reasoning'],
  ['image_input', 'image_token'],
  ['audio_input', 'audio'],
  ['audio_output', 'audio_output'],
] as const

export function readOpenrouter(list: unknown): SourcedPrice[] {
  return listOf(fieldsOf(list)['data'])
    .map(fieldsOf)
    .filter(({ id }) => typeof id === 'string')
    .map((model) => {
      const name = model['id'] as string
      const slash = name.indexOf('/')
      const plain = name.slice(slash + 1)
      const matches = (upstream: string): boolean => upstream === name || upstream === plain
      return { provider: name.slice(0, Math.max(0, slash)), name, matches, price: priceOf(fieldsOf(model['pricing'])) }
    })
}

function priceOf(pricing: Fields): SourcedPrice['price'] {
  if (pricing['discount'] != null && Number(pricing['discount']) !== 0) return 'it is discounted for the time being'
  const overrides = listOf(pricing['overrides']).map(fieldsOf)
  const strange = overrides.find((one) => (one['utc_start'] === undefined) === (one['min_prompt_tokens'] === undefined))
  if (strange !== undefined) return 'its overrides have conditions that this server does not know'
  const search = moved(pricing['web_search'], 0)
  return checkedPrice({
    ...ratesOf(pricing),
    per_call_usd: moved(pricing['request'], 0),
    ...(search !== undefined && search !== '0' && { per_tool_call_usd: { web_search: search } }),
    // Their steps begin at a size, ours above one.
    tiers: overrides
      .filter((one) => one['min_prompt_tokens'] !== undefined)
      .map((one) => ({ above_prompt_tokens: (wholeNumber(one['min_prompt_tokens']) ?? 0) - 1, ...ratesOf(one) }))
      .toSorted((a, b) => a.above_prompt_tokens - b.above_prompt_tokens),
    windows: overrides
      .filter((one) => one['utc_start'] !== undefined)
      .map((one) => ({ from: minuteOf(one['utc_start']), until: minuteOf(one['utc_end']), ...ratesOf(one) })),
  })
}

function minuteOf(value: unknown): string {
  return String(value).slice(0, 5)
}

function ratesOf(pricing: Fields): Record<string, string> {
  return Object.fromEntries(
    rates.flatMap(([ours, theirs]) => {
      const text = moved(pricing[theirs], 6)
      return text === undefined ? [] : [[ours, text]]
    }),
  )
}
