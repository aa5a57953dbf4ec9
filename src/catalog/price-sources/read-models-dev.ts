// The `api.json` of models.dev: providers with their models, USD per million tokens. Knows no files and no models of ours.
import { checkedPrice, type Fields, fieldsOf, listOf, moved, type SourcedPrice, wholeNumber } from './sourced-price.ts'

const rates = [
  ['input', 'input'],
  ['output', 'output'],
  ['cached_input', 'cache_read'],
  ['cache_write', 'cache_write'],
  ['reasoning', 'reasoning'],
  ['audio_input', 'input_audio'],
  ['audio_output', 'output_audio'],
] as const

/** What `context_over_200k` means, where no tier says its size. */
const longContext = 200_000

export function readModelsDev(list: unknown): SourcedPrice[] {
  return Object.entries(fieldsOf(list)).flatMap(([provider, value]) =>
    Object.entries(fieldsOf(fieldsOf(value)['models'])).map(([id, model]) => ({
      provider,
      name: `${provider}/${id}`,
      matches: (upstream) => upstream === id,
      price: priceOf(fieldsOf(fieldsOf(model)['cost'])),
    })),
  )
}

function priceOf(cost: Fields): SourcedPrice['price'] {
  const sized = listOf(cost['tiers'])
    .map(fieldsOf)
    .map((tier) => ({ above_prompt_tokens: wholeNumber(fieldsOf(tier['tier'])['size']), ...ratesOf(tier) }))
  const long = fieldsOf(cost['context_over_200k'])
  const legacy = Object.keys(long).length > 0 ? [{ above_prompt_tokens: longContext, ...ratesOf(long) }] : []
  return checkedPrice({ ...ratesOf(cost), tiers: sized.length > 0 ? sized : legacy })
}

function ratesOf(cost: Fields): Record<string, string> {
  return Object.fromEntries(
    rates.flatMap(([ours, theirs]) => {
      const text = moved(cost[theirs], 0)
      return text === undefined ? [] : [[ours, text]]
    }),
  )
}
