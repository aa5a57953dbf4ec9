// What every reader of a foreign price list gives: prices in our own form, or why not. Knows no list in particular and no files.
import { shiftDecimal } from '../../contract/decimal.ts'
import { priceSchema, type PriceJson } from '../../contract/price-json.ts'

export interface SourcedPrice {
  /** In the list's own words; empty where it names none. */
  readonly provider: string
  /** As the list names the model, for people. */
  readonly name: string
  /** Whether the list means the model that this provider calls so. */
  readonly matches: (upstreamModel: string) => boolean
  /** A price, or the sentence that says why there is none that could be used. */
  readonly price: PriceJson | string
}

export type Fields = Readonly<Record<string, unknown>>

/** JSON whose numbers are kept as the text they were written in. Throws SyntaxError. */
export function parseExactJson(text: string): unknown {
  const exact = (_name: string, value: unknown, context?: { readonly source?: string }): unknown =>
    typeof value === 'number' ? (context?.source ?? '') : value
  return JSON.parse(text, exact as (name: string, value: unknown) => unknown)
}

export function fieldsOf(value: unknown): Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : {}
}

export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
}

/** A number of the list in our unit, `shift` powers of ten away; undefined when it names none. A text that is no number stays as it is. */
export function moved(value: unknown, shift: number): string | undefined {
  if (value === undefined || value === null) return undefined
  const text = String(value)
  return shiftDecimal(text, shift) ?? text
}

/** A whole number of tokens. */
export function wholeNumber(value: unknown): number | undefined {
  const text = shiftDecimal(String(value), 0)
  return text !== undefined && /^\d{1,10}$/.test(text) ? Number(text) : undefined
}

type Draft = Readonly<Record<string, unknown>>

/** The draft without what it leaves out, checked as any price is. A string says what is wrong. */
export function checkedPrice(draft: Draft): PriceJson | string {
  const plain = withoutGaps(draft)
  if (plain['input'] === undefined || plain['output'] === undefined) return 'it has no price for input or for output'
  const result = priceSchema.safeParse(plain)
  if (result.success) return result.data
  const issue = result.error.issues[0]
  return `${issue?.path.map(String).join('.') ?? ''} ${issue?.message ?? 'is wrong'}`
}

/**
 * Lists write 0 for what a vendor does not charge apart (reasoning, cache writes): beside rates that are not 0 such a 0 is no price, and
 * what it stands for is charged as the tokens that it is made of.
 */
function withoutGaps(draft: Draft): Record<string, unknown> {
  const free = draft['input'] === '0' && draft['output'] === '0'
  const kept = Object.entries(draft).filter(([name, value]) => {
    if (value === undefined) return false
    if (Array.isArray(value)) return value.length > 0
    return name === 'input' || name === 'output' || free || value !== '0'
  })
  return Object.fromEntries(kept.map(([name, value]) => [name, deep(value)]))
}

function deep(value: unknown): unknown {
  if (Array.isArray(value)) return value.map((one: unknown) => withoutGaps(fieldsOf(one)))
  return typeof value === 'object' && value !== null ? withoutUndefined(value as Draft) : value
}

function withoutUndefined(draft: Draft): Draft {
  return Object.fromEntries(Object.entries(draft).filter(([, value]) => value !== undefined && value !== '0'))
}
