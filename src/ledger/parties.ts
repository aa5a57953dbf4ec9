// The names of the parties between which money moves. Knows no amounts and no storage.
import type { AccountId, ProviderId } from '../contract/ids.ts'

/** Where payments and granted credit come from. */
export const world = 'world'
/** What customers have paid us for answers. */
export const revenue = 'revenue'
/** Our expense for answers within what customers paid for. */
export const providerCost = 'provider_cost'
/** Our expense beyond what customers paid for: the operator absorbs it. */
export const overrun = 'overrun'

export function customer(account: AccountId): string {
  return `customer:${account}`
}

export function supplier(provider: ProviderId): string {
  return `provider:${provider}`
}
