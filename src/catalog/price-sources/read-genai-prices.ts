// The `data.json` of genai-prices: providers, models with match rules, prices with dates and hours. Knows no files and no models of ours.
// Shape: prices_types.py and the calculation of that project. The last price whose condition holds is the one that counts.
import { matchesRule } from './match-rule.ts'
import { checkedPrice, type Fields, fieldsOf, listOf, moved, type SourcedPrice, wholeNumber } from './sourced-price.ts'

/** Our name, theirs: USD per million tokens. */
const rates = [
  ['input', 'input_mtok'],
  ['output', 'output_mtok'],
  ['cached_input', 'cache_read_mtok'],
  ['cache_write', 'cache_write_mtok'],
  ['cache_write_1h', 'cache_write_1h_mtok'],
  ['reasoning', 'output_reasoning_mtok'],
  ['image_input', 'input_image_mtok'],
  ['audio_input', 'input_audio_mtok'],
  ['image_output', 'output_image_mtok'],
  ['audio_output', 'output_audio_mtok'],
] as const

/** USD per thousand calls. */
const tools = [
  ['web_search', 'web_searches_kcount'],
  ['code_interpreter', 'code_executions_kcount'],
] as const

/** `today` decides which dated prices have begun: `2026-11-26`. */
export function readGenaiPrices(list: unknown, today: string): SourcedPrice[] {
  return listOf(list)
    .map(fieldsOf)
    .flatMap((provider) =>
      listOf(provider['models'])
        .map(fieldsOf)
        .map((model) => ({
          provider: String(provider['id']),
          name: `${String(provider['id'])}/${String(model['id'])}`,
          matches: (upstream) => upstream === model['id'] || matchesRule(model['match'], upstream),
          price: priceOf(model['prices'], today),
        })),
    )
}

function priceOf(prices: unknown, today: string): SourcedPrice['price'] {
  const conditional = Array.isArray(prices) ? prices.map(fieldsOf) : [{ prices }]
  const conditions = conditional.map((one) => ({ when: fieldsOf(one['constraint']), prices: fieldsOf(one['prices']) }))
  const always = conditions.findLastIndex(({ when }) => !('start_time' in when) && String(when['start_date'] ?? '') <= today)
  const base = conditions[Math.max(0, always)]?.prices ?? {}
  // Only what comes after the price that always holds can still win over it.
  const hours = conditions.slice(always + 1).filter(({ when }) => 'start_time' in when)
  return checkedPrice({
    ...draftOf(base),
    per_call_usd: moved(base['requests_kcount'], -3),
    per_tool_call_usd: toolsOf(base),
    windows: hours.map(({ when, prices: own }) => ({
      from: minuteOf(when['start_time']),
      until: minuteOf(when['end_time']),
      ...draftOf(own),
    })),
  })
}

/** `00:30:00Z`; with an offset it is no UTC minute and is refused by the check of the price. */
function minuteOf(value: unknown): string {
  return String(value).replace(/^(\d\d:\d\d):00(?:\.0+)?(?:Z|\+00:00)$/, '$1')
}

function toolsOf(prices: Fields): Record<string, string> | undefined {
  const found = tools.flatMap(([ours, theirs]) => {
    const usd = moved(prices[theirs], -3)
    return usd === undefined ? [] : [[ours, usd] as const]
  })
  return found.length === 0 ? undefined : Object.fromEntries(found)
}

/** Each kind has steps of its own; ours have all kinds together, and take over what they leave out. */
function draftOf(prices: Fields): Record<string, unknown> {
  const draft: Record<string, unknown> = {}
  const steps = new Map<number, Record<string, string>>()
  for (const [ours, theirs] of rates) {
    const value = prices[theirs]
    const base = typeof value === 'object' && value !== null ? fieldsOf(value)['base'] : value
    const text = moved(base, 0)
    if (text !== undefined) draft[ours] = text
    for (const step of listOf(fieldsOf(value)['tiers']).map(fieldsOf)) {
      const size = wholeNumber(step['start']) ?? 0
      steps.set(size, { ...steps.get(size), [ours]: moved(step['price'], 0) ?? '' })
    }
  }
  const sizes = [...steps].toSorted(([a], [b]) => a - b)
  return { ...draft, tiers: sizes.map(([size, own]) => ({ above_prompt_tokens: size, ...own })) }
}
