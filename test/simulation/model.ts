// The reference: what a ledger must say and keep, written from the rules of docs/concepts/money.md alone. Imports nothing of the product,
// so that a mistake made twice in src/ (in the rules, or in both stores) still stands out here.
import type { Ask, KeyEdit, Row } from './asks.ts'
import type { Books, Movement } from './books.ts'
import { type Budget, budgetsUnder, budgetText, dropBudget, enter, nearest, type Sums, sumsNow, sumsThen } from './model-budgets.ts'
import { keepBudgets, newKey, setBudgetNow } from './model-keys.ts'
import { beginUnder, endUnder } from './model-requests.ts'
import { reverse, takeBack } from './model-reversals.ts'
import { booksOf, emptyState, type HoldState, type KeyState, type State } from './model-state.ts'

const int64Max = 2n ** 63n - 1n

export interface Model {
  /** The verdict as text, in the words of asks.ts; null for a command without an answer. */
  apply(ask: Ask): string | null
  /** Ends every open hold; the report as text: settled, voided, charged. */
  recover(): string
  books(): Books
  clone(): Model
}

export function openModel(from?: State): Model {
  const state: State = from ?? emptyState()
  const { accounts, keys, holds, budgets, entries, usage, keyOfRequest, ended } = state

  /** What can be held now: the smallest of what the account has free and what each budget leaves. */
  function free(accountId: string, keyId: string, sums: readonly Sums[]): bigint {
    const account = accounts.get(accountId)
    const key = keys.get(keyId)
    if (account === undefined || key === undefined || key.deleted) return 0n
    const rooms = [account.balance - account.held, ...sums.map(({ budget, spent, held }) => budget.limit - spent - held)]
    if (key.budget !== null && key.reset === null) rooms.push(key.budget - key.spent - key.held)
    const least = rooms.reduce((a, b) => (b < a ? b : a))
    return least > 0n ? least : 0n
  }

  /** The budgets that a request of this key falls under; `model` null: those on all models. */
  function under(accountId: string, keyId: string, model: string | null): Budget[] {
    const key = keys.get(keyId)
    return key === undefined ? [] : budgetsUnder(budgets, { account: accountId, key: keyId, member: key.member, model })
  }

  function standing(keyId: string, atMs: number): string | null {
    const key = keys.get(keyId)
    if (key === undefined || key.deleted) return 'key_deleted'
    if (key.disabled) return 'key_disabled'
    return key.expiresAtMs !== null && atMs >= key.expiresAtMs ? 'key_expired' : null
  }

  function tooLittle(accountId: string, needed: bigint, room: bigint, sums: readonly Sums[]): string {
    const account = accounts.get(accountId)
    if (account === undefined || account.balance - account.held < needed) return `insufficient_balance of ${room}`
    const short = nearest(sums.filter(({ budget, spent, held }) => budget.limit - spent - held < needed && needed > 0n))
    return `insufficient_budget of ${room} by ${short === undefined ? 'key/*/never/-' : budgetText(short)}`
  }

  function take(hold: HoldState, amount: bigint): void {
    const account = accounts.get(hold.account)
    const key = keys.get(hold.key)
    if (account === undefined || key === undefined) throw new Error('the model holds for an account and a key that exist')
    account.held += amount
    key.held += amount
    hold.amount += amount
    for (const window of hold.windows) window.held += amount
  }

  function reserve(ask: Extract<Ask, { ask: 'reserve' }>): string {
    const over = under(ask.account, ask.key, ask.model)
    const sums = over.map((budget) => sumsNow(budget, ask.atMs))
    const room = free(ask.account, ask.key, sums)
    const stop = standing(ask.key, ask.atMs)
    if (stop !== null) return `${stop} of ${room}`
    let granted = ask.full
    if (ask.full > room) {
      if (ask.least > room) return tooLittle(ask.account, ask.least, room, sums)
      granted = ask.short === 'available' ? room : ask.least
    }
    if (holds.has(ask.id) || usage.has(ask.id)) return 'rejected: Error'
    const { account, key, model, atMs, promptTokens } = ask
    const windows = over.map((budget) => enter(budget, atMs))
    for (const window of windows) window.open += 1
    const hold = { account, key, model, amount: 0n, atMs, promptTokens, mark: null, windows }
    holds.set(ask.id, hold)
    take(hold, granted)
    return `ok ${granted} of ${room}`
  }

  function extend(ask: Extract<Ask, { ask: 'extend' }>): string {
    const hold = holds.get(ask.id)
    if (hold === undefined) return 'hold_closed of 0'
    const sums = sumsThen(hold.windows)
    const room = free(hold.account, hold.key, sums)
    const stop = standing(hold.key, ask.atMs)
    if (stop !== null) return `${stop} of ${room}`
    if (ask.add > room) return tooLittle(hold.account, ask.add, room, sums)
    take(hold, ask.add)
    return `ok ${hold.amount} of ${room}`
  }

  function end(row: Omit<Row, 'model'>, overrun: bigint, supplier: string | null, undelivered = false): string {
    const hold = holds.get(row.id)
    if (hold === undefined) return ended.has(row.id) ? 'already_settled' : 'unknown_hold'
    if (row.cost > hold.amount) return 'exceeds_hold'
    take(hold, -hold.amount)
    const account = accounts.get(hold.account)
    const key = keys.get(hold.key)
    if (account === undefined || key === undefined) throw new Error('the model ends holds of accounts and keys that exist')
    account.balance -= row.cost
    key.spent += row.cost
    for (const window of hold.windows) {
      // What is taken back at once was never spent of a budget.
      window.spent += undelivered ? 0n : row.cost
      window.open -= 1
    }
    holds.delete(row.id)
    ended.add(row.id)
    move('charge', row.id, `customer:${hold.account}`, 'revenue', row.cost)
    if (supplier !== null) {
      move('provider_cost', row.id, 'provider_cost', `provider:${supplier}`, (row.providerCost ?? 0n) - overrun)
      move('overrun', row.id, 'overrun', `provider:${supplier}`, overrun)
    }
    keep(row)
    if (undelivered) takeBack(state, { id: row.id, amount: row.cost, account: hold.account }, key)
    return 'ok'
  }

  function settle(ask: Extract<Ask, { ask: 'settle' }>): string {
    const said = end(ask.row, ask.overrun, 'acme', ask.undelivered)
    if (said === 'ok' && ask.under !== undefined) endUnder(state, ask.row.id, ask.under)
    return said
  }

  function move(...movement: Movement): void {
    if (movement[4] > 0n) entries.push(movement)
  }

  function keep(row: Omit<Row, 'model'>): void {
    const { cost, hold, promptTokens, completionTokens, status, errorCode, providerCost } = row
    usage.set(row.id, [cost, hold, promptTokens, completionTokens, status, errorCode, providerCost, 'nexo-demo@1', 0n])
    keyOfRequest.set(row.id, row.key)
  }

  function credit({ account: id, reference, amount }: Extract<Ask, { ask: 'credit' }>): string {
    const account = accounts.get(id)
    if (account === undefined) return 'unknown_account 0'
    const earlier = entries.find((one) => one[0] === 'top_up' && one[1] === reference)
    if (earlier !== undefined) {
      const same = earlier[3] === `customer:${id}` && earlier[4] === amount
      return `${same ? 'duplicate' : 'conflict'} ${account.balance}`
    }
    if (account.balance + amount > int64Max) return `too_large ${account.balance}`
    move('top_up', reference, 'world', `customer:${id}`, amount)
    account.balance += amount
    return `credited ${account.balance}`
  }

  /** A correction moves within what is free; a loss counts in the window of now, a gain in none. */
  function adjust(ask: Extract<Ask, { ask: 'adjust' }>): string {
    const account = accounts.get(ask.account)
    if (account === undefined) return 'unknown_account'
    if (entries.some((one) => one[0] === 'adjustment' && one[1] === ask.reference)) return 'duplicate'
    const key = ask.key === null ? undefined : living(ask.account, ask.key)
    const over = key === undefined ? [] : under(ask.account, ask.key as string, null)
    let gain = ask.amount
    if (gain > 0n && account.balance + gain > int64Max) return 'too_large'
    if (gain < 0n) {
      const sums = over.map((budget) => sumsNow(budget, ask.atMs))
      const room = key === undefined ? account.balance - account.held : free(ask.account, ask.key as string, sums)
      if (-gain > room) {
        if (ask.short === 'refuse' || room === 0n) return 'insufficient_balance'
        gain = -room
      }
      for (const budget of over) enter(budget, ask.atMs).spent -= gain
    }
    const customer = `customer:${ask.account}`
    if (gain > 0n) move('adjustment', ask.reference, 'revenue', customer, gain)
    else move('adjustment', ask.reference, customer, 'revenue', -gain)
    account.balance += gain
    if (key !== undefined) key.spent = key.spent > gain ? key.spent - gain : 0n
    return `ok ${gain} ${account.balance}`
  }

  function change(id: string, key: KeyState, { budget, reset, models, member, disabled, expiresAtMs }: KeyEdit): string {
    if (budget !== undefined) key.budget = budget
    if (reset !== undefined) key.reset = reset
    if (models !== undefined) key.models = models
    if (member !== undefined) key.member = member
    keepBudgets(state, id, key)
    if (disabled !== undefined) key.disabled = disabled
    if (expiresAtMs !== undefined) key.expiresAtMs = expiresAtMs
    return `${key.budget} ${key.spent} ${key.held}`
  }

  function living(account: string, id: string): KeyState | undefined {
    const key = keys.get(id)
    return key !== undefined && !key.deleted && key.account === account ? key : undefined
  }

  function record(row: Row): string {
    if (!keys.has(row.key) || holds.has(row.id) || usage.has(row.id)) return 'rejected: Error'
    keep(row)
    return 'ok'
  }

  return {
    apply(ask) {
      switch (ask.ask) {
        case 'account':
          if (accounts.has(ask.account)) return 'rejected: Error'
          accounts.set(ask.account, { balance: 0n, held: 0n })
          return 'ok'
        case 'credit':
          return credit(ask)
        case 'reserve':
          return reserve(ask)
        case 'extend':
          return extend(ask)
        case 'mark': {
          const hold = holds.get(ask.id)
          if (hold !== undefined) hold.mark = { prompt: ask.promptTokens, completion: ask.completionTokens, charge: ask.charge }
          return null
        }
        case 'settle':
          return settle(ask)
        case 'reverse':
          return reverse(state, ask, living(ask.account, keyOfRequest.get(ask.id) ?? ''))
        case 'begin':
          return beginUnder(state, ask)
        case 'record':
          return record(ask.row)
        case 'createKey':
          if (keys.has(ask.key) || !accounts.has(ask.account)) return 'rejected: Error'
          keys.set(ask.key, newKey(ask))
          keepBudgets(state, ask.key, keys.get(ask.key) as KeyState)
          return 'ok'
        case 'changeKey': {
          const key = living(ask.account, ask.key)
          return key === undefined ? 'unknown' : change(ask.key, key, ask.change)
        }
        case 'deleteKey': {
          const key = living(ask.account, ask.key)
          if (key !== undefined) {
            key.deleted = true
            keepBudgets(state, ask.key, key)
          }
          return String(key !== undefined)
        }
        case 'setBudget': {
          if (!accounts.has(ask.of.account)) return 'unknown'
          setBudgetNow(state, ask.of, ask)
          return `ok ${ask.limit}`
        }
        case 'dropBudget':
          return String(dropBudget(budgets, ask.of, [...holds.values()]))
        case 'adjust':
          return adjust(ask)
        case 'junk':
          return 'rejected: AssertionError'
      }
    },
    recover() {
      state.life += 1
      let settled = 0
      let voided = 0
      let charged = 0n
      for (const [id, hold] of [...holds]) {
        const seen = hold.mark !== null && hold.mark.completion > 0 ? hold.mark : null
        const cost = seen === null ? 0n : seen.charge < hold.amount ? seen.charge : hold.amount
        const tokens =
          seen === null
            ? { promptTokens: hold.promptTokens, completionTokens: 0 }
            : { promptTokens: seen.prompt, completionTokens: seen.completion }
        const errorCode = seen === null ? 'recovered_unknown' : 'recovered_partial'
        const words = {
          id,
          account: hold.account,
          key: hold.key,
          timeMs: hold.atMs,
          providerCost: null,
          hold: hold.amount,
          status: 'gateway' as const,
          errorCode,
        }
        end({ ...words, ...tokens, cost }, 0n, null)
        if (seen === null) voided += 1
        else settled += 1
        charged += cost
      }
      return `${settled} settled, ${voided} voided, ${charged} charged`
    },
    books: () => booksOf(state),
    clone: () => openModel(structuredClone(state)),
  }
}
