// LiteLLM's `model_prices_and_context_window.json`: one flat object, USD per token. Knows no files and no models of ours.
// Fields: model_prices_and_context_window.schema.json of that project.
import { checkedPrice, type Fields, fieldsOf, listOf, moved, type SourcedPrice, wholeNumber } from './sourced-price.ts'

/** Not models: an explanation, and rules for names. */
const notModels = new Set(['sample_spec', 'fallback_generalizations'])

/** Our name, theirs. */
const rates = [
  ['input', 'input_cost_per_token'],
  ['output', 'output_cost_per_token'],
  ['cached_input', 'cache_read_input_token_cost'],
  ['cache_write', 'cache_creation_input_token_cost'],
  ['cache_write_1h', 'cache_creation_input_token_cost_above_1hr'],
  ['reasoning', 'output_cost_per_reasoning_token'],
  ['image_input', 'input_cost_per_image_token'],
  ['audio_input', 'input_cost_per_audio_token'],
  ['image_output', 'output_cost_per_image_token'],
  ['audio_output', 'output_cost_per_audio_token'],
] as const

export function readLitellm(list: unknown): SourcedPrice[] {
  return Object.entries(fieldsOf(list))
    .filter(([name]) => !notModels.has(name))
    .map(([name, value]) => {
      const entry = fieldsOf(value)
      const provider = String(entry['litellm_provider'] ?? '')
      const plain = name.startsWith(`${provider}/`) ? name.slice(provider.length + 1) : name
      return { provider, name, matches: (model) => model === name || model === plain, price: priceOf(entry) }
    })
}

function priceOf(entry: Fields): SourcedPrice['price'] {
  const structured = listOf(entry['tiered_pricing']).map(fieldsOf)
  const [first, ...further] = structured.toSorted((a, b) => startOf(a) - startOf(b))
  const tiers =
    first === undefined ? flatTiers(entry) : further.map((tier) => ({ above_prompt_tokens: startOf(tier), ...ratesOf(tier, '') }))
  const searches = Object.values(fieldsOf(entry['search_context_cost_per_query'])).map((usd) => moved(usd, 0))
  return checkedPrice({
    ...ratesOf(entry, ''),
    ...(first && ratesOf(first, '')),
    tiers,
    per_call_usd: moved(entry['input_cost_per_request'], 0),
    ...(searches.length > 0 && { per_tool_call_usd: { web_search: dearest(searches) } }),
  })
}

function ratesOf(entry: Fields, suffix: string): Record<string, string> {
  return Object.fromEntries(
    rates.flatMap(([ours, theirs]) => {
      const text = moved(entry[theirs + suffix], 6)
      return text === undefined ? [] : [[ours, text]]
    }),
  )
}

function startOf(tier: Fields): number {
  return wholeNumber(listOf(tier['range'])[0]) ?? 0
}

/** `input_cost_per_token_above_200k_tokens`: the size stands in the name. */
function flatTiers(entry: Fields): object[] {
  const sizes = new Set<number>()
  for (const name of Object.keys(entry)) {
    const size = /_above_(\d{1,4})k_tokens$/.exec(name)?.[1]
    if (size !== undefined) sizes.add(Number(size))
  }
  return [...sizes]
    .toSorted((a, b) => a - b)
    .map((size) => ({ above_prompt_tokens: size * 1_000, ...ratesOf(entry, `_above_${size}k_tokens`) }))
    .filter((tier) => Object.keys(tier).length > 1)
}

/** The size of a search's context is not ours to see: the dearest of the fees. */
function dearest(texts: readonly (string | undefined)[]): string | undefined {
  return texts.filter((text) => text !== undefined).toSorted((a, b) => Number(b) - Number(a))[0]
}
