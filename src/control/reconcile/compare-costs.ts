// Our records beside a provider's lines: the differences by model and day, and whether any is beyond the threshold. Pure; knows no storage.
import { formatUsd, type Nano } from '../../contract/money.ts'
import type {
  DifferenceJson,
  Measure,
  ReconcileInput,
  ReconcileJson,
  ReconcileLineJson,
  ReconcileModelJson,
} from '../../contract/reconcile-api.ts'
import { measures } from '../../contract/reconcile-api.ts'
import type { ProviderCost } from '../../ledger/provider-cost-store.ts'
import { parseSignedUsd } from './signed-usd.ts'
import { comparedAs, familyOf } from './match-names.ts'

/** One of our rows, under the name that the provider has for its model. */
export interface OurCost extends ProviderCost {
  readonly name: string
}

type Amounts = Readonly<Record<Measure, bigint>>

/** Stands for all models of a day, where the file does not tell them apart. */
const allModels = '(all models)'
/** Stands for lines without a model in a file that names models elsewhere. */
const noModel = '(no model named)'

interface Scales {
  readonly thresholdMilli: bigint
  readonly toleranceNano: Nano
}

export interface Comparison {
  readonly input: ReconcileInput
  readonly ours: readonly OurCost[]
  /** What offers of this provider call their models. */
  readonly offered: ReadonlySet<string>
}

export function compareCosts({ input, ours, offered }: Comparison): ReconcileJson {
  const told = measures.filter((measure) => input.lines.some((line) => line[measure] !== undefined))
  const whole = input.lines.every(({ model }) => model === null)
  const ourNames = new Set(ours.map(({ name }) => name))
  const theirNames = new Set(input.lines.flatMap(({ model }) => model ?? []))
  const asOne = comparedAs(ourNames, theirNames)
  const nameOf = (name: string | null): string => (whole ? allModels : name === null ? noModel : asOne(name))
  const our = ours.map((row) => ({ row, model: nameOf(row.name), date: dateOf(row.dayMs), amounts: ourAmounts(row) }))
  const their = input.lines.map((line) => ({ line, model: nameOf(line.model), date: line.date, amounts: theirAmounts(line) }))
  const scales = { thresholdMilli: milliOf(input.threshold_percent), toleranceNano: parseSignedUsd(input.tolerance_usd) }
  const places = [...new Set([...our, ...their].map(({ date, model }) => JSON.stringify([date, model])))].sort()
  const data = places.flatMap((place): ReconcileLineJson[] => {
    const [date, model] = JSON.parse(place) as [string, string]
    const here = <T extends { date: string; model: string }>(of: readonly T[]) =>
      of.filter((one) => one.date === date && one.model === model)
    const [mine, yours] = [here(our), here(their)]
    const answered = mine.filter(({ row }) => row.requests > 0)
    const side = yours.length === 0 ? 'only_ours' : answered.length === 0 ? 'only_theirs' : 'both'
    return told.map((measure) => ({ date, model, side, ...difference(measure, mine, yours, scales) }))
  })
  const total = told.map((measure) => difference(measure, our, their, scales))
  const models = [...new Set([...our, ...their].map(({ model }) => model))].sort()
  return {
    provider: input.provider,
    since: input.since,
    until: input.until,
    threshold_percent: input.threshold_percent,
    tolerance_usd: input.tolerance_usd,
    agrees: ![...data, ...total].some(({ drifts }) => drifts),
    total,
    models: models.map((model) => modelOf(model, our, their, offered)),
    data,
  }
}

interface Ours {
  readonly row: OurCost
  readonly model: string
  readonly date: string
  readonly amounts: Amounts
}
interface Theirs {
  readonly line: ReconcileInput['lines'][number]
  readonly model: string
  readonly date: string
  readonly amounts: Amounts
}

function difference(measure: Measure, our: readonly Ours[], their: readonly Theirs[], scales: Scales): DifferenceJson {
  const ours = sum(our.map(({ amounts }) => amounts[measure]))
  const theirs = sum(their.map(({ amounts }) => amounts[measure]))
  const more = theirs - ours
  const lost = measure === 'cost_usd' ? sum(our.map(({ row }) => row.lostNano)) : 0n
  const tolerance = measure === 'cost_usd' ? scales.toleranceNano : 0n
  // Prompts of tries without an answer are charged or not, as the provider likes: both are agreement.
  const unexplained = more > 0n ? (more > lost ? more - lost : 0n) : -more
  const show = measure === 'cost_usd' ? formatUsd : String
  return {
    measure,
    ours: show(ours),
    theirs: show(theirs),
    difference: show(more),
    percent: percentOf(more, ours),
    drifts: unexplained > tolerance && unexplained * 100_000n > scales.thresholdMilli * magnitude(ours),
  }
}

function modelOf(model: string, our: readonly Ours[], their: readonly Theirs[], offered: ReadonlySet<string>): ReconcileModelJson {
  const mine = our.filter((one) => one.model === model)
  const yours = their.filter((one) => one.model === model)
  const names = (of: readonly (string | null)[]): string[] => [...new Set(of.filter((name) => name !== null))].sort()
  const ourNames = names(mine.map(({ row }) => row.name))
  const theirNames = names(yours.map(({ line }) => line.model))
  const isOffered = theirNames.some((name) => offered.has(name) || offered.has(familyOf(name)))
  const count = (value: (row: OurCost) => number): number => mine.reduce((total, { row }) => total + value(row), 0)
  return {
    model,
    our_names: ourNames,
    their_names: theirNames,
    match: yours.length === 0 ? 'only_ours' : mine.length > 0 ? 'matched' : isOffered ? 'only_theirs' : 'unknown',
    requests: count((row) => row.requests),
    requests_without_cost: count((row) => row.unknownRequests),
    requests_estimated: count((row) => row.estimatedRequests),
    lost_tries: count((row) => row.lostTries),
    lost_usd: formatUsd(sum(mine.map(({ row }) => row.lostNano))),
  }
}

function ourAmounts(row: OurCost): Amounts {
  return {
    cost_usd: row.costNano,
    input_tokens: BigInt(row.promptTokens),
    cached_input_tokens: BigInt(row.cachedTokens),
    output_tokens: BigInt(row.completionTokens),
  }
}

function theirAmounts(line: ReconcileInput['lines'][number]): Amounts {
  return {
    cost_usd: parseSignedUsd(line.cost_usd ?? '0'),
    input_tokens: BigInt(line.input_tokens ?? 0),
    cached_input_tokens: BigInt(line.cached_input_tokens ?? 0),
    output_tokens: BigInt(line.output_tokens ?? 0),
  }
}

/** Thousandths of a per cent. */
function milliOf(percent: string): bigint {
  const [whole = '0', fraction = ''] = percent.split('.')
  return BigInt(whole + fraction.padEnd(3, '0'))
}

/** Two digits, towards zero: it is for reading, the verdict is exact. */
function percentOf(more: bigint, ours: bigint): string | null {
  if (ours === 0n) return null
  const hundredths = (magnitude(more) * 10_000n) / magnitude(ours)
  const digits = String(hundredths).padStart(3, '0')
  return `${more < 0n ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}`
}

function dateOf(dayMs: number): string {
  return new Date(dayMs).toISOString().slice(0, 10)
}

function sum(amounts: readonly bigint[]): bigint {
  return amounts.reduce((total, amount) => total + amount, 0n)
}

function magnitude(value: bigint): bigint {
  return value < 0n ? -value : value
}
