// Which balanced movements the end of a hold causes. Pure: knows no storage, no time and no prices.
import type { AccountId, ProviderId } from '../contract/ids.ts'
import type { Nano } from '../contract/money.ts'
import type { Entry } from './ledger-store.ts'
import { customer, overrun, providerCost, revenue, supplier } from './parties.ts'

export type Posting = Pick<Entry, 'kind' | 'fromAccount' | 'toAccount' | 'amountNano'>

/** The sums of one ended hold that move money. */
export interface EndedHold {
  readonly accountId: AccountId
  readonly provider: ProviderId | null
  readonly costNano: Nano
  /** null: unknown. */
  readonly providerCostNano: Nano | null
  readonly overrunNano: Nano
}

/**
 * The customer's charge, and what the provider charges us split into cost and overrun, so that the provider's account receives
 * exactly `providerCostNano` when it is known. Movements of nothing are left out.
 */
export function settlementPostings(ended: EndedHold): readonly Posting[] {
  const postings: Posting[] = []
  if (ended.costNano > 0n) {
    postings.push({ kind: 'charge', fromAccount: customer(ended.accountId), toAccount: revenue, amountNano: ended.costNano })
  }
  if (ended.provider === null) return postings
  const withinNano = (ended.providerCostNano ?? 0n) - ended.overrunNano
  if (withinNano > 0n) {
    postings.push({ kind: 'provider_cost', fromAccount: providerCost, toAccount: supplier(ended.provider), amountNano: withinNano })
  }
  if (ended.overrunNano > 0n) {
    postings.push({ kind: 'overrun', fromAccount: overrun, toAccount: supplier(ended.provider), amountNano: ended.overrunNano })
  }
  return postings
}
