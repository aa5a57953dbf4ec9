// A key as its form holds it, and as the control API takes it. Says what is wrong field by field. Knows no components.
import type { BudgetReset } from '../../src/contract/budget.ts'
import type { CreateKeyBody, KeyJson } from '../../src/contract/control-api.ts'
import type { KeyRoutingInput } from '../../src/contract/key-routing.ts'
import { exactUsd, readAmount } from './money.ts'

export type BudgetChoice = 'balance' | '5' | '20' | '100' | 'custom'
export type ExpiryChoice = 'keep' | 'never' | '30d' | '90d' | '365d' | 'custom'
export type ResetChoice = 'never' | BudgetReset
export type ModelsChoice = 'all' | 'chat' | 'list'

export interface ModelBudgetDraft {
  readonly model: string
  readonly typed: string
}

export interface KeyDraft {
  readonly name: string
  readonly budget: BudgetChoice
  readonly budgetTyped: string
  readonly budgetReset: ResetChoice
  /** By model, as typed; in the order in which they were added. */
  readonly modelBudgets: readonly ModelBudgetDraft[]
  /** Whose key it is; empty: nobody's in particular. */
  readonly memberId: string
  readonly expiry: ExpiryChoice
  /** `2027-01-31`: the first instant of that day in UTC. */
  readonly expiryDay: string
  readonly models: ModelsChoice
  readonly modelIds: readonly string[]
  readonly requestsPerMinute: string
  readonly tokensPerMinute: string
  readonly concurrentRequests: string
  /** Regions as typed, with commas; empty: anywhere. */
  readonly regions: string
  readonly denyCollection: boolean
  readonly zeroRetention: boolean
  readonly continueStreams: boolean
}

export const emptyDraft: KeyDraft = {
  name: '',
  budget: 'balance',
  budgetTyped: '',
  budgetReset: 'never',
  modelBudgets: [],
  memberId: '',
  expiry: 'never',
  expiryDay: '',
  models: 'all',
  modelIds: [],
  requestsPerMinute: '',
  tokensPerMinute: '',
  concurrentRequests: '',
  regions: '',
  denyCollection: false,
  zeroRetention: false,
  continueStreams: false,
}

/** The fields in the API's own names, so that a refusal finds its field too. */
export type DraftField = 'name' | 'budget_usd' | 'model_budgets' | 'member_id' | 'expires' | 'models' | 'routing.regions' | LimitField
export type LimitField = 'limits.requests_per_minute' | 'limits.tokens_per_minute' | 'limits.concurrent_requests'
export type DraftFaults = { readonly [field in DraftField]?: string }

/** What the form sends, to create a key and to change one. */
export type KeyInput = CreateKeyBody

export type ReadDraft = { readonly ok: true; readonly input: KeyInput } | { readonly ok: false; readonly faults: DraftFaults }

export function readKeyDraft(draft: KeyDraft): ReadDraft {
  const faults: { [field in DraftField]?: string } = {}
  const name = draft.name.trim()
  if (name === '') faults.name = 'Give the key a name; it stands in tables and logs.'
  const budget = budgetOf(draft)
  if (budget !== null && 'wrong' in budget) faults.budget_usd = budget.wrong
  const modelBudgets = modelBudgetsOf(draft)
  if ('wrong' in modelBudgets) faults.model_budgets = modelBudgets.wrong
  if (draft.expiry === 'custom' && draft.expiryDay === '') faults.expires = 'Choose the day on which the key ends.'
  if (draft.models === 'list' && draft.modelIds.length === 0) faults.models = 'Choose at least one model, or allow all of them.'
  const routing = routingOf(draft)
  if (routing !== null && 'wrong' in routing) faults['routing.regions'] = routing.wrong
  const limits = {
    requests_per_minute: limitOf(draft.requestsPerMinute),
    tokens_per_minute: limitOf(draft.tokensPerMinute),
    concurrent_requests: limitOf(draft.concurrentRequests),
  }
  for (const [field, value] of Object.entries(limits)) {
    if (Number.isNaN(value)) faults[`limits.${field}` as LimitField] = 'Enter a whole number from 1 on, or leave it empty.'
  }
  if (Object.keys(faults).length > 0) return { ok: false, faults }
  return {
    ok: true,
    input: {
      name,
      budget_usd: budget === null ? null : (budget as { usd: string }).usd,
      budget_reset: (budget === null && draft.modelBudgets.length === 0) || draft.budgetReset === 'never' ? null : draft.budgetReset,
      model_budgets: (modelBudgets as { budgets: Readonly<Record<string, string>> }).budgets,
      member_id: draft.memberId === '' ? null : draft.memberId,
      ...(draft.expiry !== 'keep' && { expires: expiryOf(draft) }),
      models: draft.models === 'list' ? [...draft.modelIds] : draft.models,
      limits: Object.fromEntries(Object.entries(limits).filter(([, value]) => value !== undefined)),
      routing: routing as KeyRoutingInput,
    },
  }
}

function budgetOf(draft: KeyDraft): ReturnType<typeof readAmount> | null {
  if (draft.budget === 'balance') return null
  return draft.budget === 'custom' ? readAmount(draft.budgetTyped) : { usd: draft.budget }
}

function modelBudgetsOf({ modelBudgets }: KeyDraft): { readonly budgets: Readonly<Record<string, string>> } | { readonly wrong: string } {
  const budgets: Record<string, string> = {}
  for (const { model, typed } of modelBudgets) {
    const amount = readAmount(typed)
    if ('wrong' in amount) return { wrong: `${model}: ${amount.wrong}` }
    budgets[model] = amount.usd
  }
  return { budgets }
}

/** A draft that asks for nothing is null: what the API means by "nothing holds". */
function routingOf(draft: KeyDraft): KeyRoutingInput | { readonly wrong: string } {
  const { denyCollection, zeroRetention, continueStreams } = draft
  const regions = draft.regions.split(/[\s,]+/).filter((name) => name !== '')
  const odd = regions.find((name) => !/^[a-z0-9][a-z0-9-]{0,31}$/.test(name))
  if (odd !== undefined) return { wrong: `“${odd}” is no region: lower-case letters, digits and dashes, such as eu or us-east-1.` }
  if (regions.length > 20) return { wrong: 'At most 20 regions.' }
  if (regions.length === 0 && !denyCollection && !zeroRetention && !continueStreams) return null
  return {
    regions: regions.length === 0 ? null : [...new Set(regions)],
    data_collection: denyCollection ? 'deny' : 'allow',
    zdr: zeroRetention,
    continue_streams: continueStreams,
  }
}

function expiryOf(draft: KeyDraft): string | null {
  if (draft.expiry === 'custom') return draft.expiryDay
  return draft.expiry === 'never' ? null : draft.expiry
}

/** Undefined: the server's own limit counts. NaN: no such limit. */
function limitOf(typed: string): number | undefined {
  const text = typed.trim().replaceAll(',', '')
  if (text === '') return undefined
  return /^[1-9]\d{0,8}$/.test(text) ? Number(text) : Number.NaN
}

/** What the form shows of an existing key. Its expiry is kept unless another one is chosen. */
export function draftOf(key: KeyJson): KeyDraft {
  const { budget_usd: budget, limits } = key
  const preset = budget === '5' || budget === '20' || budget === '100' ? budget : 'custom'
  const typed = (value: number | null | undefined): string => (value == null ? '' : String(value))
  return {
    name: key.name,
    budget: budget === null ? 'balance' : preset,
    budgetTyped: budget !== null && preset === 'custom' ? exactUsd(budget).slice(1) : '',
    budgetReset: key.budget_reset ?? 'never',
    modelBudgets: Object.entries(key.model_budgets).map(([model, { budget_usd }]) => ({ model, typed: exactUsd(budget_usd).slice(1) })),
    memberId: key.member_id ?? '',
    expiry: key.expires_at === null ? 'never' : 'keep',
    expiryDay: '',
    models: typeof key.models === 'string' ? key.models : 'list',
    modelIds: typeof key.models === 'string' ? [] : key.models,
    requestsPerMinute: typed(limits.requests_per_minute),
    tokensPerMinute: typed(limits.tokens_per_minute),
    concurrentRequests: typed(limits.concurrent_requests),
    regions: key.routing?.regions?.join(', ') ?? '',
    denyCollection: key.routing?.data_collection === 'deny',
    zeroRetention: key.routing?.zdr === true,
    continueStreams: key.routing?.continue_streams === true,
  }
}
