// Which balanced movements the end of a hold causes. Pure: knows no storage, no time and no prices.
import type { AccountId, ProviderId } from '../contract/ids.ts'
import type { Nano } from '../contract/money.ts'
import type { Entry, Loss } from './ledger-store.ts'
import { customer, overrun, providerCost, revenue, supplier } from './parties.ts'

export type Posting = Pick<Entry, 'kind' | 'reference' | 'fromAccount' | 'toAccount' | 'amountNano'>

/** The sums of one ended hold that move money. */
export interface EndedHold {
  /** Of the request: what its movements refer to. */
  readonly id: string
  readonly accountId: AccountId
  readonly provider: ProviderId | null
  readonly costNano: Nano
  /** null: unknown. */
  readonly providerCostNano: Nano | null
  readonly overrunNano: Nano
  readonly losses?: readonly Loss[]
}

/**
 * The customer's charge, and what the provider charges us split into cost and overrun, so that the provider's account receives
 * exactly `providerCostNano` when it is known. Movements of nothing are left out.
 */
export function settlementPostings(ended: EndedHold): readonly Posting[] {
  const postings: Posting[] = []
  const { id: reference } = ended
  if (ended.costNano > 0n) {
    postings.push({ kind: 'charge', reference, fromAccount: customer(ended.accountId), toAccount: revenue, amountNano: ended.costNano })
  }
  ended.losses?.forEach(({ provider, costNano }, at) => {
    const lost = { kind: 'overrun', reference: `${reference}#${at + 1}`, fromAccount: overrun } as const
    postings.push({ ...lost, toAccount: supplier(provider), amountNano: costNano })
  })
  if (ended.provider === null) return postings
  const withinNano = (ended.providerCostNano ?? 0n) - ended.overrunNano
  if (withinNano > 0n) {
    postings.push({
      kind: 'provider_cost',
      reference,
      fromAccount: providerCost,
      toAccount: supplier(ended.provider),
      amountNano: withinNano,
    })
  }
  if (ended.overrunNano > 0n) {
    postings.push({ kind: 'overrun', reference, fromAccount: overrun, toAccount: supplier(ended.provider), amountNano: ended.overrunNano })
  }
  return postings
}
