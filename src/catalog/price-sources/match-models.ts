// Which entry of a foreign price list means which of our models: by the provider that serves it and the name it has there. Pure.
import type { PriceJson } from '../../contract/price-json.ts'
import type { SourcedPrice } from './sourced-price.ts'

/** What each list calls a provider that we call otherwise; our own name always counts. */
const otherNames: Readonly<Record<string, readonly string[]>> = {
  gemini: ['google'],
  xai: ['x-ai', 'x_ai'],
  moonshot: ['moonshotai'],
  mistral: ['mistralai'],
  zai: ['z-ai'],
  qwen: ['dashscope', 'alibaba'],
  'qwen-cn': ['dashscope', 'alibaba-cn'],
  together: ['together_ai', 'togetherai'],
  fireworks: ['fireworks_ai', 'fireworks-ai'],
  nvidia: ['nvidia_nim'],
}

/** One of our models, as far as a list can know it. */
export interface OurModel {
  readonly model: string
  readonly offers: readonly { readonly provider: string; readonly upstream_model: string }[]
}

export type Found =
  | { readonly kind: 'found'; readonly entry: SourcedPrice; readonly price: PriceJson }
  /** The entry cannot be used; `why` says so. */
  | { readonly kind: 'unusable'; readonly entry: SourcedPrice; readonly why: string }
  /** Providers of the model have different prices: somebody has to choose. */
  | { readonly kind: 'ambiguous'; readonly names: readonly string[] }
  | { readonly kind: 'absent' }

/** `onlyProvider`: of a model that several serve, this one's price. */
export function findPrice(model: OurModel, entries: readonly SourcedPrice[], onlyProvider?: string): Found {
  const offers = model.offers.filter(({ provider }) => onlyProvider === undefined || provider === onlyProvider)
  const ofOffers = offers.flatMap(({ provider, upstream_model }) => {
    const names = [provider, ...(otherNames[provider] ?? [])]
    const own = entries.filter((entry) => entry.matches(upstream_model) && (names.includes(entry.provider) || isWhole(provider, entry)))
    // The name itself before a rule that covers it.
    return own
      .filter((entry) => entry.name.endsWith(upstream_model))
      .slice(0, 1)
      .concat(own)
      .slice(0, 1)
  })
  const named = ofOffers.length > 0 || onlyProvider !== undefined ? ofOffers : entries.filter(({ name }) => name === model.model)
  return choose(named)
}

/** OpenRouter's own list names models of all makers in full. */
function isWhole(provider: string, entry: SourcedPrice): boolean {
  return provider === 'openrouter' && entry.name.includes('/')
}

function choose(entries: readonly SourcedPrice[]): Found {
  const usable = entries.filter(({ price }) => typeof price !== 'string')
  const [first] = usable
  if (first === undefined) {
    const [unusable] = entries
    return unusable === undefined ? { kind: 'absent' } : { kind: 'unusable', entry: unusable, why: String(unusable.price) }
  }
  const texts = new Set(usable.map(({ price }) => JSON.stringify(price)))
  if (texts.size > 1) return { kind: 'ambiguous', names: [...new Set(usable.map(({ name }) => name))] }
  return { kind: 'found', entry: first, price: first.price as PriceJson }
}
