// What is asked of a ledger in a simulation, as plain values, and how a verdict reads as text. Knows no rules.
import {
  asId,
  type AccountId,
  type BudgetId,
  type KeyId,
  type MemberId,
  type ModelId,
  type PriceVersion,
  type ProviderId,
  type RequestId,
} from '../../src/contract/ids.ts'
import type { AdjustmentStore } from '../../src/ledger/adjustment-store.ts'
import type { BudgetStore } from '../../src/ledger/budget-store.ts'
import { noUsage, type UsageRecord } from '../../src/contract/usage.ts'
import type { KeyStore } from '../../src/keys/key-store.ts'
import type { IdempotencyStore, IdempotentEnd } from '../../src/ledger/idempotency-store.ts'
import type { BudgetName, LedgerStore, Settlement } from '../../src/ledger/ledger-store.ts'
import { type Reset, type Subject, subjectText } from './model-budgets.ts'

export type Ask =
  | { readonly ask: 'account'; readonly account: string }
  | { readonly ask: 'credit'; readonly account: string; readonly reference: string; readonly amount: bigint }
  | {
      readonly ask: 'reserve'
      readonly id: string
      readonly account: string
      readonly key: string
      readonly model: string
      readonly full: bigint
      readonly least: bigint
      readonly short: 'least' | 'available'
      readonly atMs: number
      readonly promptTokens: number
    }
  | { readonly ask: 'extend'; readonly id: string; readonly add: bigint; readonly atMs: number }
  | { readonly ask: 'mark'; readonly id: string; readonly promptTokens: number; readonly completionTokens: number; readonly charge: bigint }
  | {
      readonly ask: 'settle'
      readonly row: Row
      readonly overrun: bigint
      /** Nothing was delivered: the charge comes back in the same step. */
      readonly undelivered?: boolean
      /** The Idempotency-Key it ran under, and what is kept for it; null: the key is free again. */
      readonly under?: { readonly key: string; readonly answer: string | null }
    }
  /** The charge of a request is taken back. */
  | { readonly ask: 'reverse'; readonly account: string; readonly id: string; readonly atMs: number }
  /** A request begins under an Idempotency-Key. */
  | { readonly ask: 'begin'; readonly key: string; readonly body: string; readonly id: string; readonly atMs: number }
  | { readonly ask: 'record'; readonly row: Row }
  | {
      readonly ask: 'createKey'
      readonly account: string
      readonly key: string
      readonly budget: bigint | null
      readonly reset: Reset
      readonly member: string | null
    }
  | { readonly ask: 'changeKey'; readonly account: string; readonly key: string; readonly change: KeyEdit }
  | { readonly ask: 'deleteKey'; readonly account: string; readonly key: string }
  | { readonly ask: 'setBudget'; readonly of: Subject; readonly limit: bigint; readonly reset: Reset }
  | { readonly ask: 'dropBudget'; readonly of: Subject }
  | {
      readonly ask: 'adjust'
      readonly account: string
      readonly key: string | null
      readonly reference: string
      readonly amount: bigint
      readonly short: 'refuse' | 'available'
      readonly atMs: number
    }
  /** Never in order: must be refused at the door and change nothing. */
  | { readonly ask: 'junk'; readonly of: Ask }

export interface KeyEdit {
  readonly budget?: bigint | null
  readonly reset?: Reset
  /** All budgets on models. */
  readonly models?: Readonly<Record<string, bigint>>
  readonly member?: string | null
  readonly disabled?: boolean
  readonly expiresAtMs?: number | null
}

/** What a simulated usage record says beyond what never changes. */
export interface Row {
  readonly id: string
  readonly account: string
  readonly key: string
  readonly model: string
  readonly timeMs: number
  readonly cost: bigint
  readonly providerCost: bigint | null
  readonly hold: bigint
  readonly promptTokens: number
  readonly completionTokens: number
  readonly status: UsageRecord['status']
  readonly errorCode: string | null
}

export type Port = LedgerStore & KeyStore & BudgetStore & Pick<AdjustmentStore, 'adjust'> & Pick<IdempotencyStore, 'beginIdempotent'>

const provider = asId<ProviderId>('acme')
/** Makes records as large as real ones are, so that a full disk is met. */
const ballast = 'u'.repeat(600)
export const priceVersion = asId<PriceVersion>('nexo-demo@1')

/** Puts one question to a store; the text of its verdict comes with the promise. `undefined`: there is no answer. */
export function put(port: Port, ask: Ask): Promise<string> | undefined {
  switch (ask.ask) {
    case 'account':
      return said(port.createAccount({ id: asId<AccountId>(ask.account), name: ask.account, atMs: 0 }), () => 'ok')
    case 'credit': {
      const words = { kind: 'top_up' as const, note: '', actor: 'simulation', atMs: 0 }
      const { reference, amount: amountNano } = ask
      return said(
        port.credit({ ...words, accountId: asId<AccountId>(ask.account), reference, amountNano }),
        (got) => `${got.result} ${got.balanceNano}`,
      )
    }
    case 'reserve':
      return said(port.reserve(reservationOf(ask)), grantText)
    case 'extend':
      return said(port.extend(asId<RequestId>(ask.id), ask.add, ask.atMs), grantText)
    case 'mark': {
      const { promptTokens, completionTokens, charge: chargeNano } = ask
      port.mark({ id: asId<RequestId>(ask.id), provider, promptTokens, completionTokens, chargeNano })
      return undefined
    }
    case 'settle': {
      const settlement: Settlement = {
        id: asId<RequestId>(ask.row.id),
        record: recordOf(ask.row),
        overrunNano: ask.overrun,
        ...(ask.undelivered === true && { undelivered: 'no_output' }),
        ...(ask.under !== undefined && { idempotent: endOf(ask.row.id, ask.under) }),
      }
      return said(port.settle(settlement), (got) => (got.ok ? 'ok' : got.reason))
    }
    case 'reverse': {
      const { account, id, atMs } = ask
      const words = { reason: 'client_left', actor: 'simulation' } as const
      return said(port.reverse({ accountId: asId<AccountId>(account), requestId: asId<RequestId>(id), atMs, ...words }), String)
    }
    case 'begin': {
      const { key: id, body: fingerprint, atMs: nowMs } = ask
      const begun = { id, fingerprint, requestId: asId<RequestId>(ask.id), nowMs, untilMs: forEver, keptBytesMax: forEver }
      return said(port.beginIdempotent(begun), (got) =>
        got.kind === 'answered'
          ? `answered ${got.requestId} ${got.sealed === null ? '-' : new TextDecoder().decode(got.sealed)}`
          : got.kind,
      )
    }
    case 'record':
      return said(port.record(recordOf(ask.row)), () => 'ok')
    case 'createKey':
      return said(port.createKey(keyOf(ask), `hash of ${ask.key}`, null), () => 'ok')
    case 'changeKey': {
      const { budget, reset, models, member, disabled, expiresAtMs } = ask.change
      const change = {
        ...(budget === undefined ? {} : { budgetNano: budget }),
        ...(reset === undefined ? {} : { budgetReset: reset }),
        ...(models === undefined ? {} : { modelBudgets: modelBudgetsOf(models) }),
        ...(member === undefined ? {} : { memberId: member === null ? null : asId<MemberId>(member) }),
        ...(disabled === undefined ? {} : { disabled }),
        ...(expiresAtMs === undefined ? {} : { expiresAtMs }),
      }
      return said(port.changeKey(asId<AccountId>(ask.account), asId<KeyId>(ask.key), change), (got) =>
        got === undefined ? 'unknown' : `${got.budgetNano} ${got.spentNano} ${got.heldNano}`,
      )
    }
    case 'deleteKey':
      return said(port.deleteKey(asId<AccountId>(ask.account), asId<KeyId>(ask.key)), String)
    case 'setBudget': {
      const { account, member, model } = ask.of
      const whose = { memberId: member === null ? null : asId<MemberId>(member), model: model === null ? null : asId<ModelId>(model) }
      const budget = { id: budgetId(ask.of), accountId: asId<AccountId>(account), ...whose, limitNano: ask.limit, reset: ask.reset }
      return said(port.setBudget(budget), (got) => (got === undefined ? 'unknown' : `ok ${got.limitNano}`))
    }
    case 'dropBudget':
      return said(port.deleteBudget(asId<AccountId>(ask.of.account), budgetId(ask.of)), String)
    case 'adjust': {
      const { account, key, reference, amount: amountNano, short: whenShort, atMs } = ask
      const whose = { accountId: asId<AccountId>(account), keyId: key === null ? null : asId<KeyId>(key) }
      const words = { kind: 'adjustment', note: '', actor: 'simulation' } as const
      return said(port.adjust({ ...whose, ...words, reference, amountNano, whenShort, atMs }), (got) =>
        got.ok ? `ok ${got.amountNano} ${got.balanceNano}` : got.reason,
      )
    }
    case 'junk':
      return put(port, ask.of)
  }
}

/** No key is forgotten while a run lasts. */
const forEver = Number.MAX_SAFE_INTEGER

function endOf(id: string, { key, answer }: { readonly key: string; readonly answer: string | null }): IdempotentEnd {
  const outcome =
    answer === null ? ({ kind: 'released' } as const) : ({ kind: 'answered', sealed: new TextEncoder().encode(answer) } as const)
  return { id: key, requestId: asId<RequestId>(id), outcome }
}

function said<T>(answer: Promise<T>, text: (value: T) => string): Promise<string> {
  return answer.then(text, (error: unknown) => `rejected: ${error instanceof Error ? error.constructor.name : String(error)}`)
}

type Grant =
  | { readonly ok: true; readonly amountNano: bigint; readonly availableNano: bigint }
  | { readonly ok: false; readonly reason: string; readonly availableNano: bigint; readonly budget?: BudgetName }

function grantText(verdict: Grant): string {
  if (verdict.ok) return `ok ${verdict.amountNano} of ${verdict.availableNano}`
  const said = `${verdict.reason} of ${verdict.availableNano}`
  if (verdict.budget === undefined) return said
  const { owner, model, reset, resetsAtMs } = verdict.budget
  return `${said} by ${owner}/${model ?? '*'}/${reset ?? 'never'}/${resetsAtMs ?? '-'}`
}

function reservationOf(ask: Extract<Ask, { ask: 'reserve' }>): Parameters<LedgerStore['reserve']>[0] {
  return {
    id: asId<RequestId>(ask.id),
    accountId: asId<AccountId>(ask.account),
    keyId: asId<KeyId>(ask.key),
    model: asId<ModelId>(ask.model),
    priceVersion,
    atMs: ask.atMs,
    fullNano: ask.full,
    leastNano: ask.least,
    whenShort: ask.short,
    draft: {
      keyName: ask.key,
      endpoint: 'chat.completions',
      stream: true,
      user: null,
      clientAddress: null,
      promptTokens: ask.promptTokens,
    },
  }
}

/** A budget's ID says what it is on, so that both stores are asked for the same one. */
function budgetId(of: Subject): BudgetId {
  return asId<BudgetId>(subjectText(of))
}

function modelBudgetsOf(models: Readonly<Record<string, bigint>>): { model: ModelId; limitNano: bigint }[] {
  return Object.entries(models).map(([model, limitNano]) => ({ model: asId<ModelId>(model), limitNano }))
}

function keyOf(ask: Extract<Ask, { ask: 'createKey' }>): Parameters<KeyStore['createKey']>[0] {
  return {
    id: asId<KeyId>(ask.key),
    accountId: asId<AccountId>(ask.account),
    name: ask.key,
    lastFour: 'abcd',
    disabled: false,
    expiresAtMs: null,
    scope: { kind: 'all' },
    limits: {},
    budgetNano: ask.budget,
    budgetReset: ask.reset,
    modelBudgets: [],
    memberId: ask.member === null ? null : asId<MemberId>(ask.member),
    createdAtMs: 0,
  }
}

function recordOf(row: Row): UsageRecord {
  return {
    requestId: asId<RequestId>(row.id),
    accountId: asId<AccountId>(row.account),
    keyId: asId<KeyId>(row.key),
    keyName: row.key,
    timeMs: row.timeMs,
    endpoint: 'chat.completions',
    model: row.model,
    provider,
    upstreamModel: 'nexo-demo',
    attempts: [],
    status: row.status,
    errorCode: row.errorCode,
    tokens: { ...noUsage, prompt: row.promptTokens, completion: row.completionTokens },
    estimated: false,
    costNano: row.cost,
    providerCostNano: row.providerCost,
    holdNano: row.hold,
    priceVersion,
    latencyMs: 1,
    ttftMs: null,
    stream: true,
    finishReason: null,
    stoppedBy: null,
    routing: null,
    clientAddress: null,
    user: ballast,
    count: 1,
  }
}
