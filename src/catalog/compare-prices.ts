// Two prices of one model -> what differs, line by line, and whether any of it looks like a slip of the decimal point. Pure.
import { formatPrice, formatUsd } from '../contract/money.ts'
import { type Price, rateKinds, rateNames, type Rates } from '../contract/price.ts'

/** One line of a price that differs. Amounts are decimal text: USD per million tokens, or USD for a fee. */
export interface PriceChange {
  /** `input`, `tiers[200000].output`, `windows[16:30-00:30].input`, `per_call_usd`, `per_tool_call_usd.web_search`. */
  readonly line: string
  /** null: the line is new. */
  readonly from: string | null
  /** null: the line is gone. */
  readonly to: string | null
  /** Ten times as much or more, a tenth or less, or to or from nothing. */
  readonly implausible: boolean
}

/** No price of a vendor has moved by this factor; prices that were read in the wrong unit do. */
const jumpFactor = 10n

/** In the order in which people read a price; an absent `before` has no lines. */
export function comparePrices(before: Price | undefined, after: Price): readonly PriceChange[] {
  const old = before === undefined ? new Map<string, Line>() : linesOf(before)
  const now = linesOf(after)
  return [...new Set([...now.keys(), ...old.keys()])].flatMap((line): PriceChange[] => {
    const from = old.get(line)
    const to = now.get(line)
    if (from?.amount === to?.amount) return []
    const implausible = from !== undefined && to !== undefined && jumps(from.amount, to.amount)
    return [{ line, from: from?.text ?? null, to: to?.text ?? null, implausible }]
  })
}

function jumps(from: bigint, to: bigint): boolean {
  const [less, more] = from < to ? [from, to] : [to, from]
  return more >= less * jumpFactor
}

interface Line {
  readonly amount: bigint
  readonly text: string
}

function linesOf(price: Price): Map<string, Line> {
  const lines = new Map<string, Line>()
  addRates(lines, '', price)
  const fees: [string, bigint | undefined][] = [['per_call_usd', price.perCallNano]]
  for (const [tool, nano] of Object.entries(price.perToolCallNano ?? {})) fees.push([`per_tool_call_usd.${tool}`, nano])
  for (const [row, nano] of Object.entries(price.perUnitNano ?? {})) fees.push([`per_unit_usd.${row}`, nano])
  for (const [name, nano] of fees) if (nano !== undefined) lines.set(name, { amount: nano, text: formatUsd(nano) })
  addTiers(lines, '', price)
  for (const window of price.windows ?? []) {
    const name = `windows[${clock(window.fromMinute)}-${clock(window.untilMinute)}].`
    addRates(lines, name, window)
    addTiers(lines, name, window)
  }
  return lines
}

function addTiers(lines: Map<string, Line>, prefix: string, { tiers = [] }: Pick<Price, 'tiers'>): void {
  for (const tier of tiers) addRates(lines, `${prefix}tiers[${tier.abovePromptTokens}].`, tier)
}

function addRates(lines: Map<string, Line>, prefix: string, rates: Rates): void {
  for (const kind of rateKinds) {
    const amount = rates[kind]
    if (amount !== undefined) lines.set(prefix + rateNames[kind], { amount, text: formatPrice(amount) })
  }
}

function clock(minute: number): string {
  return `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`
}
