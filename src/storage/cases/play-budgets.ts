// Plays a table of ledger steps under budgets that reset, hour by hour. Knows no store in particular.
import assert from 'node:assert/strict'
import type { BudgetReset } from '../../contract/budget.ts'
import { asId, type BudgetId, type KeyId, type MemberId, type ModelId } from '../../contract/ids.ts'
import type { Nano } from '../../contract/money.ts'
import type { KeyChange } from '../../keys/key-store.ts'
import type { BudgetName } from '../../ledger/ledger-store.ts'
import type { Store } from '../store.ts'
import { ann, annKey, recordOf, requestId, reservation, startMs } from './scene.ts'

export const secondKey = asId<KeyId>('key_second')
export const hourMs = 3_600_000

/**
 * One step per line: `time verb name amount verdict`. Time is in hours since Friday, 2027-01-15 08:00 UTC; the day ends after 16 of them,
 * the week after 64, the month after 400. `hold h1/a` is a request on model `a`, `hold h1/a|b` one that may
 * fall back to `b`; `settle h1/b` says that it did. Budgets: `100`, `100/daily`, `none`. `second` holds and
 * `settles` ends on the second key, which is the member's `mo`. `shows` is what the key says of its budget: `spent+held` of the latest
 * window, and of each model; `says` the same of the member.
 */
export async function playBudgets(store: Store, table: string): Promise<void> {
  const asked = new Map<string, ModelId>()
  for (const line of table.trim().split('\n')) {
    const [hours = '', verb = '', name = '', amount = '', ...verdict] = line.trim().split(/\s+/)
    const said = await step(store, { atMs: startMs + Number(hours) * hourMs, verb, name, amount, asked })
    assert.equal(said, verdict.join(' '), line.trim())
    assert.deepEqual(await store.verify(), [], `${line.trim()}: the books balance`)
  }
}

interface Step {
  readonly atMs: number
  readonly verb: string
  readonly name: string
  readonly amount: string
  /** Which model each hold is for. */
  readonly asked: Map<string, ModelId>
}

async function step(store: Store, { atMs, verb, name, amount, asked }: Step): Promise<string> {
  switch (verb) {
    case 'hold':
    case 'second': {
      const [hold = '', models = 'nexo-demo'] = name.split('/')
      const [model = asId<ModelId>(''), ...fallbacks] = models.split('|').map((one) => asId<ModelId>(one))
      const keyId = verb === 'hold' ? annKey : secondKey
      asked.set(hold, model)
      return granted(await store.reserve(reservation(hold, BigInt(amount), { atMs, keyId, model, fallbacks })))
    }
    case 'extend':
      return granted(await store.extend(requestId(name), BigInt(amount), atMs))
    case 'mark':
      store.mark({ id: requestId(name), provider: asId('demo'), promptTokens: 1, completionTokens: 1, chargeNano: BigInt(amount) })
      return 'ok'
    case 'settle':
    case 'settles': {
      const [hold = '', model = asked.get(hold) ?? null] = name.split('/')
      const keyId = verb === 'settle' ? annKey : secondKey
      const ended = await store.settle({ id: requestId(hold), record: recordOf(hold, BigInt(amount), { keyId, model }), overrunNano: 0n })
      return ended.ok ? 'ok' : ended.reason
    }
    case 'recover':
      return (await store.recover(atMs)).mismatches.length === 0 ? 'ok' : 'broken'
    default:
      return setting(store, { atMs, verb, name, amount, asked })
  }
}

async function setting(store: Store, { verb, name, amount }: Step): Promise<string> {
  switch (verb) {
    case 'budget':
      return changed(await store.changeKey(ann, annKey, budgetChange(amount)))
    case 'model': {
      const others = ((await store.getKey(ann, annKey))?.modelBudgets ?? []).filter(({ model }) => model !== name)
      const mine = amount === 'none' ? [] : [{ model: asId<ModelId>(name), limitNano: BigInt(amount) }]
      return changed(await store.changeKey(ann, annKey, { modelBudgets: [...others, ...mine] }))
    }
    case 'owner':
      return changed(await store.changeKey(ann, annKey, { memberId: amount === 'none' ? null : asId<MemberId>(amount) }))
    case 'member':
      return setBudget(store, { memberId: asId<MemberId>(name), model: null }, amount)
    case 'account':
      return setBudget(store, { memberId: null, model: name === '_' ? null : asId<ModelId>(name) }, amount)
    case 'delete':
      return (await store.deleteKey(ann, annKey)) ? 'ok' : 'unknown'
    case 'shows': {
      const key = await store.getKey(ann, annKey)
      const models = key?.modelBudgets.map(({ model }, at) => `${model}:${sums(key.modelWindows[at])}`) ?? []
      return [sums(key?.budgetWindow), ...models].join(' ')
    }
    case 'says':
      return sums((await store.listBudgets(ann)).find(({ memberId }) => memberId === name)?.window)
    default:
      throw new Error(`no such step: ${verb}`)
  }
}

function budgetChange(text: string): KeyChange {
  const [amount = '', reset = null] = text.split('/')
  return { budgetNano: amount === 'none' ? null : BigInt(amount), budgetReset: reset as BudgetReset | null }
}

async function setBudget(store: Store, whose: { memberId: MemberId | null; model: ModelId | null }, text: string): Promise<string> {
  const id = asId<BudgetId>(`budget_${whose.memberId}_${whose.model}`)
  if (text === 'none') return String((await store.deleteBudget(ann, id)) ? 'ok' : 'unknown')
  const [amount = '', reset = null] = text.split('/')
  const limits = { limitNano: BigInt(amount), reset: reset as BudgetReset | null }
  return changed(await store.setBudget({ id, accountId: ann, ...whose, ...limits }))
}

type Verdict = { ok: true; amountNano: Nano } | { ok: false; reason: string; budget?: BudgetName }

/** A refusal by a budget is told as `owner/model/reset/hours until it resets`. */
function granted(verdict: Verdict): string {
  if (verdict.ok) return `ok:${verdict.amountNano}`
  if (verdict.budget === undefined) return verdict.reason
  const { owner, model, reset, resetsAtMs } = verdict.budget
  const end = resetsAtMs === null ? 'never' : String((resetsAtMs - startMs) / hourMs)
  return [owner, ...(model === null ? [] : [model]), reset ?? 'never', end].join('/')
}

function sums(window: { spentNano: Nano; heldNano: Nano } | null | undefined): string {
  return window === null || window === undefined ? '-' : `${window.spentNano}+${window.heldNano}`
}

function changed(it: object | undefined): string {
  return it === undefined ? 'unknown' : 'ok'
}
