// Whether a credit was made before under its reference. Pure: knows no storage.
import type { Nano } from '../contract/money.ts'
import type { Credit } from './ledger-store.ts'

/** A credit that has the kind and reference of the one asked for. */
export interface EarlierCredit {
  /** It went to the account asked for. */
  readonly own: boolean
  readonly amountNano: Nano
}

/**
 * null: it may be made. People choose references for their own account, so two accounts may use the same one; a payment pays one
 * account only. The same reference with another amount is never "done before": one of the two would be lost without a word.
 */
export function repeatedCredit(
  credit: Pick<Credit, 'kind' | 'amountNano'>,
  earlier: readonly EarlierCredit[],
): 'duplicate' | 'conflict' | null {
  const own = earlier.find((one) => one.own)
  if (own !== undefined) return own.amountNano === credit.amountNano ? 'duplicate' : 'conflict'
  return credit.kind === 'top_up' && earlier.length > 0 ? 'conflict' : null
}
