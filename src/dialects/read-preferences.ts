// The members of a request that speak to this server about providers and models -> preferences, or the first that is wrong. No dialect's own fields.
// Names and meanings: OpenRouter's guides "Provider Routing" and "Model Fallbacks". What would be a promise we cannot keep is refused, never ignored.
import { parseDecimal } from '../contract/money.ts'
import { noPreferences, type PriceLimit, type RoutePreferences, routeSorts } from '../contract/route-preferences.ts'
import { boolean, type FieldCheck, isObject, type Wrong } from './field-checks.ts'
import type { Fields } from './wire-fields.ts'

/** The members of a request that never go upstream. */
export const preferenceMembers = ['models', 'provider', 'fallbacks', 'route'] as const

const modelsMax = 8
const namesMax = 50
const nameForm = /^[A-Za-z0-9][A-Za-z0-9._:/@+-]{0,199}$/

type Draft = { -readonly [name in keyof RoutePreferences]: RoutePreferences[name] }

/** How one member of `provider` is checked and taken over. */
interface Member {
  readonly check: FieldCheck
  readonly take: (draft: Draft, value: never) => void
}

const names: FieldCheck = (value) =>
  Array.isArray(value) && value.length <= namesMax && value.every((name) => typeof name === 'string' && nameForm.test(name))
    ? undefined
    : `must be an array of at most ${namesMax} names such as "openai" or "openai/eu"`

const seconds: FieldCheck = (value) =>
  cutoffsOf(value) === null ? 'must be a number above 0, or an object of p50, p75, p90 and p99 with such numbers' : undefined

function unsupported(name: string): Member {
  const check: FieldCheck = (value) =>
    value === false || (Array.isArray(value) && value.length === 0)
      ? undefined
      : `cannot be promised here: this server does not know the ${name} of its providers`
  return { check, take: () => {} }
}

const members: Readonly<Record<string, Member>> = {
  order: { check: names, take: (draft, value: string[]) => void (draft.order = value) },
  only: { check: names, take: (draft, value: string[]) => void (draft.only = value.length === 0 ? null : value) },
  ignore: { check: names, take: (draft, value: string[]) => void (draft.ignore = value) },
  sort: { check: sort, take: takeSort },
  max_price: { check: maxPrice, take: (draft, value: Fields) => void (draft.maxPrice = priceLimitOf(value)) },
  allow_fallbacks: { check: boolean, take: (draft, value: boolean) => void (draft.allowFallbacks = value) },
  require_parameters: { check: boolean, take: (draft, value: boolean) => void (draft.requireParameters = value) },
  data_collection: {
    check: (value) => (value === 'allow' || value === 'deny' ? undefined : 'must be "allow" or "deny"'),
    take: (draft, value: string) => void (draft.denyCollection = value === 'deny'),
  },
  zdr: { check: boolean, take: (draft, value: boolean) => void (draft.zeroRetention = value) },
  regions: { check: names, take: (draft, value: string[]) => void (draft.regions = value.length === 0 ? null : value) },
  preferred_max_latency: {
    check: seconds,
    take: (draft, value: number) => void (draft.maxLatencyMs = Math.max(...(cutoffsOf(value) ?? [])) * 1_000),
  },
  preferred_min_throughput: {
    check: seconds,
    take: (draft, value: number) => void (draft.minTokensPerSecond = Math.max(...(cutoffsOf(value) ?? []))),
  },
  quantizations: unsupported('quantization'),
  enforce_distillable_text: unsupported('distillation terms'),
}

/** Undefined: the request says nothing of it, which costs four look-ups. */
export function speaksOfPreferences(fields: Fields): boolean {
  return fields['models'] !== undefined || fields['provider'] !== undefined || fields['fallbacks'] !== undefined
}

/** Null counts as absent everywhere. `fallbacks` is Anthropic's word for `models`. */
export function readPreferences(fields: Fields): RoutePreferences | Wrong {
  const models = readModels(fields)
  if ('param' in models) return models
  const { provider } = fields
  if (provider === undefined || provider === null) return { ...noPreferences, models }
  if (!isObject(provider)) return wrong('provider', 'must be an object such as {"order":["openai"]}')
  const draft: Draft = { ...noPreferences, models }
  for (const [name, value] of Object.entries(provider)) {
    const member = Object.hasOwn(members, name) ? members[name] : undefined
    const param = `provider.${name.slice(0, 60)}`
    if (member === undefined) return wrong(param, `is unknown; known are ${Object.keys(members).slice(0, 12).join(', ')}`)
    if (value === null) continue
    const says = member.check(value)
    if (says !== undefined) return wrong(param, says)
    member.take(draft, value as never)
  }
  return draft
}

function readModels(fields: Fields): readonly string[] | Wrong {
  const { models, fallbacks } = fields
  if (fallbacks !== undefined && fallbacks !== null) {
    if (models !== undefined && models !== null) return wrong('fallbacks', 'cannot stand beside `models`; keep one of them')
    const plain = (entry: unknown): boolean => isObject(entry) && typeof entry['model'] === 'string' && Object.keys(entry).length === 1
    if (!Array.isArray(fallbacks) || !fallbacks.every(plain))
      return wrong('fallbacks', 'must be an array of objects with a `model` and nothing else')
    return checkedModels(
      fallbacks.map((entry) => (entry as { model: string }).model),
      'fallbacks',
    )
  }
  return models === undefined || models === null ? [] : checkedModels(models, 'models')
}

function checkedModels(models: unknown, param: string): readonly string[] | Wrong {
  const fits =
    Array.isArray(models) &&
    models.length <= modelsMax &&
    models.every((name) => typeof name === 'string' && name !== '' && name.length <= 256)
  return fits ? (models as string[]) : wrong(param, `must be an array of at most ${modelsMax} model IDs`)
}

function wrong(param: string, says: string): Wrong {
  return { param, message: `The field \`${param}\` ${says}.` }
}

function sort(value: unknown): string | undefined {
  const by = isObject(value) ? value['by'] : value
  const partition = isObject(value) ? (value['partition'] ?? 'model') : 'model'
  if (!routeSorts.some((one) => one === by)) return 'must be "price", "latency" or "throughput", or an object with one of them as `by`'
  return partition === 'model' || partition === 'none' ? undefined : 'may have "model" or "none" as its `partition`'
}

function takeSort(draft: Draft, value: string | Fields): void {
  draft.sort = (typeof value === 'string' ? value : value['by']) as RoutePreferences['sort']
  draft.acrossModels = typeof value !== 'string' && value['partition'] === 'none'
}

/** USD per million tokens for `prompt` and `completion`, USD for `request`: how many digits each has behind the point, in our units. */
const limits = { prompt: 6, completion: 6, request: 9 } as const

function maxPrice(value: unknown): string | undefined {
  if (!isObject(value)) return 'must be an object such as {"prompt":1,"completion":2}, in USD per million tokens'
  for (const [name, amount] of Object.entries(value)) {
    if (!Object.hasOwn(limits, name)) return `may limit prompt, completion and request; \`${name.slice(0, 40)}\` is none of them`
    if (amount !== null && decimalOf(amount, limits[name as keyof typeof limits]) === undefined)
      return `has a \`${name}\` that is not a decimal number from 0 up, with at most ${limits[name as keyof typeof limits]} digits behind the point`
  }
  return undefined
}

function priceLimitOf(value: Fields): PriceLimit {
  const { prompt, completion, request } = value
  const promptPico = decimalOf(prompt, limits.prompt)
  const completionPico = decimalOf(completion, limits.completion)
  const requestNano = decimalOf(request, limits.request)
  return {
    ...(promptPico !== undefined && { promptPico }),
    ...(completionPico !== undefined && { completionPico }),
    ...(requestNano !== undefined && { requestNano }),
  }
}

/** A number of JSON has been through a float: its shortest decimal text is what its writer wrote. */
function decimalOf(value: unknown, digits: number): bigint | undefined {
  return typeof value === 'number' || typeof value === 'string' ? parseDecimal(String(value), digits) : undefined
}

const percentiles = new Set(['p50', 'p75', 'p90', 'p99'])

/** A wish for one number, or for one at each of some percentiles; null: neither. */
function cutoffsOf(value: unknown): readonly number[] | null {
  const entries = isObject(value) ? Object.entries(value).filter(([, one]) => one !== null) : [['p50', value] as const]
  const fits =
    entries.length > 0 &&
    entries.every(([name, one]) => percentiles.has(name) && typeof one === 'number' && one > 0 && Number.isFinite(one))
  return fits ? entries.map(([, one]) => one as number) : null
}
