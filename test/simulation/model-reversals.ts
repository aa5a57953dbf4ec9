// The reference's rule for charges that come back: whole, once, and the record says so. Imports nothing of the product.
import type { Ask } from './asks.ts'
import type { RestingRecord } from './books.ts'
import type { KeyState, State } from './model-state.ts'

const int64Max = 2n ** 63n - 1n

interface Charge {
  readonly id: string
  readonly amount: bigint
  readonly account: string
}

/** `key`: what it has spent follows; undefined when it is deleted. */
export function takeBack({ accounts, usage, entries }: State, { id, amount, account }: Charge, key: KeyState | undefined): void {
  const owner = accounts.get(account)
  const record = usage.get(id)
  if (owner === undefined || record === undefined) throw new Error('the model takes back what it charged')
  owner.balance += amount
  if (key !== undefined) key.spent = key.spent > amount ? key.spent - amount : 0n
  if (amount > 0n) entries.push(['reversal', id, 'revenue', `customer:${account}`, amount])
  usage.set(id, [...record.slice(0, 8), amount] as unknown as RestingRecord)
}

export function reverse(state: State, { account, id }: Extract<Ask, { ask: 'reverse' }>, key: KeyState | undefined): string {
  const charge = state.entries.find((one) => one[0] === 'charge' && one[1] === id && one[2] === `customer:${account}`)
  if (charge === undefined || state.entries.some((one) => one[0] === 'reversal' && one[1] === id)) return 'nothing_charged'
  const amount = charge[4]
  if ((state.accounts.get(account)?.balance ?? 0n) + amount > int64Max) return 'too_large'
  takeBack(state, { id, amount, account }, key)
  return 'reversed'
}
