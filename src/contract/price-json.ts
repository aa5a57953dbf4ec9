// A price as people write it: decimal text, USD per million tokens. Read, checked and written back digit for digit. Knows no model.
import { z } from 'zod'
import { formatPrice, formatUsd, type Nano, parseDecimal, parsePrice, parseUsd, type Pico } from './money.ts'
import { type Price, type PriceTier, type PriceWindow, rateKinds, rateNames, rateOf, type Rates } from './price.ts'
import { unitRow } from './units.ts'

/** Decimal text, kept as text; a JSON number is refused: it may already have been rounded. */
export const decimalText = (fractionDigits: number, why: string) =>
  z
    .string('must be a decimal number, such as 0.14')
    .refine(
      (text) => parseDecimal(text, fractionDigits) !== undefined,
      `must be a plain decimal number with at most ${fractionDigits} decimals, such as 0.14`,
    )
    .meta({ decimal: true, description: why })

const rate = (why: string) => decimalText(6, why)

const furtherRates = {
  cached_input: rate('Input tokens read from the prompt cache; absent: as input.').optional(),
  cache_write: rate('Input tokens written to the prompt cache; absent: as input.').optional(),
  cache_write_1h: rate('Input tokens written to a cache that lives an hour; absent: as cache_write.').optional(),
  reasoning: rate('Reasoning tokens; absent: as output.').optional(),
  image_input: rate('Input tokens that images become; absent: as input.').optional(),
  audio_input: rate('Input tokens that audio becomes; absent: audio is refused.').optional(),
  image_output: rate('Output tokens that are images; absent: image output is refused.').optional(),
  audio_output: rate('Output tokens that are audio; absent: audio output is refused.').optional(),
}

const minute = z
  .string('must be a time of the UTC day, such as "16:30"')
  .regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'must be a time of the UTC day, such as "16:30"')

const tier = z.strictObject(
  {
    above_prompt_tokens: z
      .int('must be a whole number of tokens')
      .min(1, 'must be at least 1')
      .max(1_000_000_000, 'must be at most 1000000000')
      .meta({ description: 'Prompts with more tokens than this pay these rates, for the whole request.' }),
    input: rate('Input tokens; absent: as below this size.').optional(),
    output: rate('Output tokens; absent: as below this size.').optional(),
    ...furtherRates,
  },
  'must be a map with above_prompt_tokens and the rates that change',
)

const tiers = z.array(tier, 'must be a list').min(1).max(20).meta({ description: 'Steps by prompt size, ascending and never cheaper.' })

const window = z.strictObject(
  {
    from: minute.meta({ description: 'First minute, UTC.' }),
    until: minute.meta({ description: 'First minute outside, UTC; earlier than `from`: on the next day.' }),
    input: rate('Input tokens; absent: as at other times.').optional(),
    output: rate('Output tokens; absent: as at other times.').optional(),
    ...furtherRates,
    tiers: tiers.optional(),
  },
  'must be a map with from, until and the rates that change',
)

/** A whole price. Issues carry the path of what is wrong. */
export const priceSchema = z
  .strictObject(
    {
      input: rate('Input tokens. A written-out 0 is a price.'),
      output: rate('Output tokens.'),
      ...furtherRates,
      per_call_usd: decimalText(9, 'A fee per answered request, USD.').optional(),
      per_tool_call_usd: z
        .record(
          z.string().regex(/^[a-z0-9_]{1,64}$/, 'must be the name of a tool that the provider runs, such as web_search'),
          decimalText(9, 'USD per call.'),
          'must be a map such as { web_search: 0.01 }',
        )
        .meta({ description: 'Fees per call of tools that the provider runs, USD; a tool without one is refused.' })
        .optional(),
      per_unit_usd: z
        .record(
          z.string().regex(unitRow, 'must be image, image <quality> <width>x<height>, audio_minute, million_characters or search_unit'),
          decimalText(9, 'USD each.'),
          'must be a map such as { image: 0.04 }',
        )
        .meta({ description: 'Prices of what is no token, USD: images, minutes of sound, characters to speak, searches to rank.' })
        .optional(),
      tiers: tiers.optional(),
      windows: z
        .array(window, 'must be a list')
        .min(1)
        .max(20)
        .meta({ description: 'Other rates at some hours of the UTC day, by when the request arrives.' })
        .optional(),
    },
    'must be a map such as { input: 0.14, output: 0.28 }',
  )
  .superRefine((json, context) => {
    // The parts are checked by the schema itself; a price with a broken part has its mistake already.
    if (context.issues.length > 0) return
    for (const { path, message } of contradictions(json)) context.addIssue({ code: 'custom', path: [...path], message })
  })

export type PriceJson = z.output<typeof priceSchema>
type RatesJson = Partial<Record<(typeof rateNames)[keyof typeof rateNames], string | undefined>>
type TierJson = z.output<typeof tier>
type WindowJson = z.output<typeof window>

interface Contradiction {
  readonly path: readonly PropertyKey[]
  readonly message: string
}

/** The schema has proved every text exact; nothing here can round. */
export function priceFromJson(json: PriceJson): Price {
  const base = ratesFromJson(json) as Rates
  const tools = feesFromJson(json.per_tool_call_usd)
  const units = feesFromJson(json.per_unit_usd)
  return {
    ...base,
    ...(json.tiers && { tiers: tiersFromJson(json.tiers, base) }),
    ...(json.windows && { windows: json.windows.map((one) => windowFromJson(one, base)) }),
    ...(json.per_call_usd !== undefined && { perCallNano: parseUsd(json.per_call_usd) as Nano }),
    ...(tools && { perToolCallNano: tools }),
    ...(units && { perUnitNano: units }),
  }
}

function feesFromJson(fees: Readonly<Record<string, string>> = {}): Record<string, Nano> | undefined {
  const rows = Object.entries(fees).map(([name, usd]): [string, Nano] => [name, parseUsd(usd) as Nano])
  return rows.length === 0 ? undefined : Object.fromEntries(rows)
}

function feesJson(fees: Readonly<Record<string, Nano>>): Record<string, string> {
  return Object.fromEntries(Object.entries(fees).map(([name, nano]) => [name, formatUsd(nano)]))
}

/** Every rate written out, those that a step or an hour takes over included. */
export function priceJson(price: Price): PriceJson {
  const { tiers: steps, windows, perCallNano, perToolCallNano, perUnitNano } = price
  return {
    ...ratesJson(price),
    ...(perCallNano !== undefined && { per_call_usd: formatUsd(perCallNano) }),
    ...(perToolCallNano && { per_tool_call_usd: feesJson(perToolCallNano) }),
    ...(perUnitNano && { per_unit_usd: feesJson(perUnitNano) }),
    ...(steps && { tiers: steps.map(tierJson) }),
    ...(windows && {
      windows: windows.map(({ fromMinute, untilMinute, tiers: own, ...rates }) => ({
        from: clockText(fromMinute),
        until: clockText(untilMinute),
        ...ratesJson(rates),
        ...(own && { tiers: own.map(tierJson) }),
      })),
    }),
  }
}

function tierJson({ abovePromptTokens, ...rates }: PriceTier): TierJson {
  return { above_prompt_tokens: abovePromptTokens, ...ratesJson(rates) }
}

function ratesJson(rates: Rates): RatesJson & { input: string; output: string } {
  const said = rateKinds.flatMap((kind) => (rates[kind] === undefined ? [] : [[rateNames[kind], formatPrice(rates[kind])]]))
  return Object.fromEntries(said) as RatesJson & { input: string; output: string }
}

function ratesFromJson(json: RatesJson): Partial<Rates> {
  const said = rateKinds.flatMap((kind): [string, Pico][] => {
    const text = json[rateNames[kind]]
    return text === undefined ? [] : [[kind, parsePrice(text) as Pico]]
  })
  return Object.fromEntries(said)
}

function tiersFromJson(list: readonly TierJson[], base: Rates): PriceTier[] {
  let below = base
  return list.map((json) => {
    below = { ...below, ...ratesFromJson(json) }
    return { abovePromptTokens: json.above_prompt_tokens, ...below }
  })
}

function windowFromJson(json: WindowJson, base: Rates): PriceWindow {
  const rates = { ...base, ...ratesFromJson(json) }
  return {
    fromMinute: minuteOf(json.from),
    untilMinute: minuteOf(json.until),
    ...rates,
    ...(json.tiers && { tiers: tiersFromJson(json.tiers, rates) }),
  }
}

function minuteOf(text: string): number {
  return Number(text.slice(0, 2)) * 60 + Number(text.slice(3))
}

function clockText(minuteOfDay: number): string {
  return `${String(Math.floor(minuteOfDay / 60)).padStart(2, '0')}:${String(minuteOfDay % 60).padStart(2, '0')}`
}

/** Parts that are each well formed and cannot stand together. */
function contradictions(json: PriceJson): Contradiction[] {
  const base = ratesFromJson(json) as Rates
  const found = tierContradictions(json.tiers ?? [], base, ['tiers'])
  const taken = new Set<number>()
  for (const [index, one] of (json.windows ?? []).entries()) {
    const path = ['windows', index]
    const minutes = minutesOf(one)
    if (minutes.length === 0) found.push({ path: [...path, 'until'], message: 'must differ from `from`' })
    if (minutes.some((at) => taken.has(at))) found.push({ path, message: 'must not overlap another window' })
    for (const at of minutes) taken.add(at)
    if (json.tiers && !one.tiers) found.push({ path, message: 'must list tiers of its own, because the price has tiers at other times' })
    found.push(...tierContradictions(one.tiers ?? [], { ...base, ...ratesFromJson(one) }, [...path, 'tiers']))
  }
  return found
}

function tierContradictions(list: readonly TierJson[], base: Rates, path: readonly PropertyKey[]): Contradiction[] {
  const found: Contradiction[] = []
  let size = 0
  let below = base
  for (const [index, json] of list.entries()) {
    if (json.above_prompt_tokens <= size) {
      found.push({ path: [...path, index, 'above_prompt_tokens'], message: 'must be larger than that of the step before' })
    }
    const rates = { ...below, ...ratesFromJson(json) }
    const cheaper = rateKinds.find((kind) => rateOf(rates, kind) < rateOf(below, kind))
    if (cheaper !== undefined) {
      found.push({ path: [...path, index, rateNames[cheaper]], message: 'must not be cheaper than below this size' })
    }
    size = json.above_prompt_tokens
    below = rates
  }
  return found
}

function minutesOf({ from, until }: WindowJson): number[] {
  const start = minuteOf(from)
  const length = (minuteOf(until) - start + 1_440) % 1_440
  return Array.from({ length }, (_, at) => (start + at) % 1_440)
}
