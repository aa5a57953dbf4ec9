// The reference: what a ledger must say and keep, written from the rules of docs/concepts/money.md alone. Imports nothing of the product,
// so that a mistake made twice in src/ (in the rules, or in both stores) still stands out here.
import type { Ask, KeyEdit, Row } from './asks.ts'
import type { Books, Movement, RestingRecord } from './books.ts'

const int64Max = 2n ** 63n - 1n

interface KeyState {
  account: string
  spent: bigint
  held: bigint
  budget: bigint | null
  disabled: boolean
  expiresAtMs: number | null
  deleted: boolean
}

interface HoldState {
  account: string
  key: string
  amount: bigint
  atMs: number
  promptTokens: number
  mark: { prompt: number; completion: number; charge: bigint } | null
}

export interface Model {
  /** The verdict as text, in the words of asks.ts; null for a command without an answer. */
  apply(ask: Ask): string | null
  /** Ends every open hold; the report as text: settled, voided, charged. */
  recover(): string
  books(): Books
  clone(): Model
}

interface State {
  accounts: Map<string, { balance: bigint; held: bigint }>
  keys: Map<string, KeyState>
  holds: Map<string, HoldState>
  entries: Movement[]
  usage: Map<string, RestingRecord>
  /** Requests whose hold ended, as against those that were only recorded. */
  ended: Set<string>
}

export function openModel(from?: State): Model {
  const state: State = from ?? { accounts: new Map(), keys: new Map(), holds: new Map(), entries: [], usage: new Map(), ended: new Set() }
  const { accounts, keys, holds, entries, usage, ended } = state

  /** What can be held now: the smaller of what the account has free and what the key's budget leaves. */
  function free(accountId: string, keyId: string): bigint {
    const account = accounts.get(accountId)
    const key = keys.get(keyId)
    if (account === undefined || key === undefined || key.deleted) return 0n
    let sum = account.balance - account.held
    if (key.budget !== null && key.budget - key.spent - key.held < sum) sum = key.budget - key.spent - key.held
    return sum > 0n ? sum : 0n
  }

  function standing(keyId: string, atMs: number): string | null {
    const key = keys.get(keyId)
    if (key === undefined || key.deleted) return 'key_deleted'
    if (key.disabled) return 'key_disabled'
    return key.expiresAtMs !== null && atMs >= key.expiresAtMs ? 'key_expired' : null
  }

  function tooLittle(accountId: string, needed: bigint): string {
    const account = accounts.get(accountId)
    return account === undefined || account.balance - account.held < needed ? 'insufficient_balance' : 'insufficient_budget'
  }

  function take(hold: HoldState, amount: bigint): void {
    const account = accounts.get(hold.account)
    const key = keys.get(hold.key)
    if (account === undefined || key === undefined) throw new Error('the model holds for an account and a key that exist')
    account.held += amount
    key.held += amount
    hold.amount += amount
  }

  function reserve(ask: Extract<Ask, { ask: 'reserve' }>): string {
    const room = free(ask.account, ask.key)
    const stop = standing(ask.key, ask.atMs)
    if (stop !== null) return `${stop} of ${room}`
    let granted = ask.full
    if (ask.full > room) {
      if (ask.least > room) return `${tooLittle(ask.account, ask.least)} of ${room}`
      granted = ask.short === 'available' ? room : ask.least
    }
    if (holds.has(ask.id) || usage.has(ask.id)) return 'rejected: Error'
    const hold = { account: ask.account, key: ask.key, amount: 0n, atMs: ask.atMs, promptTokens: ask.promptTokens, mark: null }
    holds.set(ask.id, hold)
    take(hold, granted)
    return `ok ${granted} of ${room}`
  }

  function extend(ask: Extract<Ask, { ask: 'extend' }>): string {
    const hold = holds.get(ask.id)
    if (hold === undefined) return 'hold_closed of 0'
    const room = free(hold.account, hold.key)
    const stop = standing(hold.key, ask.atMs)
    if (stop !== null) return `${stop} of ${room}`
    if (ask.add > room) return `${tooLittle(hold.account, ask.add)} of ${room}`
    take(hold, ask.add)
    return `ok ${hold.amount} of ${room}`
  }

  function end(row: Row, overrun: bigint, supplier: string | null): string {
    const hold = holds.get(row.id)
    if (hold === undefined) return ended.has(row.id) ? 'already_settled' : 'unknown_hold'
    if (row.cost > hold.amount) return 'exceeds_hold'
    take(hold, -hold.amount)
    const account = accounts.get(hold.account)
    const key = keys.get(hold.key)
    if (account === undefined || key === undefined) throw new Error('the model ends holds of accounts and keys that exist')
    account.balance -= row.cost
    key.spent += row.cost
    holds.delete(row.id)
    ended.add(row.id)
    move('charge', row.id, `customer:${hold.account}`, 'revenue', row.cost)
    if (supplier !== null) {
      move('provider_cost', row.id, 'provider_cost', `provider:${supplier}`, (row.providerCost ?? 0n) - overrun)
      move('overrun', row.id, 'overrun', `provider:${supplier}`, overrun)
    }
    keep(row)
    return 'ok'
  }

  function move(...movement: Movement): void {
    if (movement[4] > 0n) entries.push(movement)
  }

  function keep(row: Row): void {
    const { cost, hold, promptTokens, completionTokens, status, errorCode, providerCost } = row
    usage.set(row.id, [cost, hold, promptTokens, completionTokens, status, errorCode, providerCost, 'nexo-demo@1'])
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

  function change(key: KeyState, { budget, disabled, expiresAtMs }: KeyEdit): string {
    if (budget !== undefined) key.budget = budget
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
          return end(ask.row, ask.overrun, 'acme')
        case 'record':
          return record(ask.row)
        case 'createKey':
          if (keys.has(ask.key) || !accounts.has(ask.account)) return 'rejected: Error'
          keys.set(ask.key, {
            account: ask.account,
            spent: 0n,
            held: 0n,
            budget: ask.budget,
            disabled: false,
            expiresAtMs: null,
            deleted: false,
          })
          return 'ok'
        case 'changeKey': {
          const key = living(ask.account, ask.key)
          return key === undefined ? 'unknown' : change(key, ask.change)
        }
        case 'deleteKey': {
          const key = living(ask.account, ask.key)
          if (key !== undefined) key.deleted = true
          return String(key !== undefined)
        }
        case 'junk':
          return 'rejected: AssertionError'
      }
    },
    recover() {
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
    books: () => ({
      accounts: Object.fromEntries([...accounts].map(([id, { balance, held }]) => [id, [balance, held]])),
      keys: Object.fromEntries(
        [...keys]
          .filter(([, key]) => !key.deleted)
          .map(([id, key]) => [id, [key.spent, key.held, key.budget, key.disabled, key.expiresAtMs]]),
      ),
      holds: Object.fromEntries(
        [...holds].map(([id, { account, key, amount, mark }]) => [
          id,
          [account, key, amount, mark?.completion ?? null, mark?.charge ?? null],
        ]),
      ),
      entries,
      usage: Object.fromEntries(usage),
    }),
    clone: () => openModel(structuredClone(state)),
  }
}
