// A whole foreign price list against our models: what it says of each. Plain data in and out, so that it can run on a thread of its own.
import type { PriceJson } from '../../contract/price-json.ts'
import type { PriceSource } from '../../contract/price-lists.ts'
import { type Found, findPrice, type OurModel } from './match-models.ts'
import { readGenaiPrices } from './read-genai-prices.ts'
import { readLitellm } from './read-litellm.ts'
import { readModelsDev } from './read-models-dev.ts'
import { readOpenrouter } from './read-openrouter.ts'
import { parseExactJson, type SourcedPrice } from './sourced-price.ts'

export interface ListToMatch {
  readonly from: PriceSource
  /** The file as it is. */
  readonly text: string
  /** `2026-11-20`: lists with dated prices are read as of this day. */
  readonly today: string
  readonly models: readonly OurModel[]
  /** Of models that several providers serve, this one's price. */
  readonly provider?: string | undefined
}

/** By model of ours; `unknown` are names of the list that are no model of ours. */
export interface MatchedList {
  readonly found: readonly { readonly model: string; readonly price: PriceJson; readonly name: string }[]
  readonly unusable: readonly { readonly model: string; readonly reason: string }[]
  readonly absent: readonly string[]
  readonly unknown: readonly string[]
}

/** A text says what is wrong with the list as a whole. */
export function matchList({ from, text, today, models, provider }: ListToMatch): MatchedList | string {
  const entries = readList(from, text, today)
  if (typeof entries === 'string') return entries
  const matched = models.map((one) => ({ model: one.model, found: findPrice(one, entries, provider) }))
  const used = new Set(
    matched.flatMap(({ found }) => ('entry' in found ? [found.entry.name] : found.kind === 'ambiguous' ? found.names : [])),
  )
  return {
    found: matched.flatMap(({ model, found }) => (found.kind === 'found' ? [{ model, price: found.price, name: found.entry.name }] : [])),
    unusable: matched.flatMap(({ model, found }) => unusableOf(model, found)),
    absent: matched.filter(({ found }) => found.kind === 'absent').map(({ model }) => model),
    unknown: entries.filter(({ name }) => !used.has(name)).map(({ name }) => name),
  }
}

function readList(from: PriceSource, text: string, today: string): readonly SourcedPrice[] | string {
  let list: unknown
  try {
    list = parseExactJson(text)
  } catch (error) {
    return `The list is no JSON: ${error instanceof Error ? error.message : String(error)}.`
  }
  const readers: Readonly<Record<PriceSource, () => readonly SourcedPrice[]>> = {
    'genai-prices': () => readGenaiPrices(list, today),
    litellm: () => readLitellm(list),
    'models.dev': () => readModelsDev(list),
    openrouter: () => readOpenrouter(list),
  }
  const entries = readers[from]()
  return entries.some(({ price }) => typeof price !== 'string')
    ? entries
    : `The list holds no price in the form of ${from}: is it from there?`
}

function unusableOf(model: string, found: Found): { model: string; reason: string }[] {
  if (found.kind === 'unusable') return [{ model, reason: `${found.entry.name}: ${found.why}` }]
  if (found.kind !== 'ambiguous') return []
  return [{ model, reason: `its providers have different prices (${found.names.join(', ')}); choose one of them` }]
}
