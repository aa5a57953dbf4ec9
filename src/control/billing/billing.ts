// What billing is given beside the store: who takes payments. Knows no vendor.
import type { PaymentProvider } from '../../ledger/payment-provider.ts'
import { type AuthFailures, createAuthFailures } from '../auth-failures.ts'

export interface Billing {
  /** Null: nobody takes payments for this server; vouchers and credits by an operator work all the same. */
  readonly provider: PaymentProvider | null
  /** Voucher codes that do not exist, by account: a guesser has to wait. */
  readonly voucherGuesses: AuthFailures
  /** A real payment is not what was ordered: the operator has to look at it. */
  readonly onMismatch: (event: { readonly event_id: string; readonly order_id: string | null }) => void
}

/** Codes have 80 random bits; ten tries a minute are for people who mistype. */
const guessesPerMinute = 10

export function openBilling(provider: PaymentProvider | null, more: Partial<Pick<Billing, 'onMismatch'>> = {}): Billing {
  return { provider, voucherGuesses: createAuthFailures(guessesPerMinute), onMismatch: () => {}, ...more }
}
