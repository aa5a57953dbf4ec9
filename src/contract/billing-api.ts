// The shapes of billing in the control API: packages, orders, vouchers. Money is decimal text in USD. Knows no storage and no vendor.
import { z } from 'zod'
import { parseUsd } from './money.ts'

/** What a click buys. Other amounts are custom. */
export const packages = {
  starter: { name: 'Starter', amountCents: 500 },
  growth: { name: 'Growth', amountCents: 2_000 },
  scale: { name: 'Scale', amountCents: 10_000 },
} as const

/** A custom amount in cents: below it fees eat the payment, above it a typing error is likelier than an intention. */
export const customCentsMin = 100
export const customCentsMax = 1_000_000

const nanoPerCent = 10_000_000n
const customAmount = 'must be a decimal string of whole cents from "1" to "10000", such as "12.50"'

/** Decimal text -> cents; undefined for parts of a cent and amounts out of range. */
function centsOf(text: string): number | undefined {
  const nano = parseUsd(text)
  if (nano === undefined || nano % nanoPerCent !== 0n) return undefined
  const cents = Number(nano / nanoPerCent)
  return cents >= customCentsMin && cents <= customCentsMax ? cents : undefined
}

function inRange(text: string): boolean {
  const nano = parseUsd(text)
  return nano !== undefined && nano > 0n && nano <= BigInt(customCentsMax) * nanoPerCent
}

export const checkoutInput = z.strictObject({
  package: z.enum(['starter', 'growth', 'scale'], 'must be starter, growth or scale').optional(),
  usd: z
    .string(customAmount)
    .refine((text) => centsOf(text) !== undefined, customAmount)
    .transform((text) => centsOf(text) as number)
    .optional(),
})
export type CheckoutInput = z.output<typeof checkoutInput>

const line = 'must be a decimal string in USD, more than 0 and at most "10000"'

export const setAutoTopUpInput = z.strictObject({
  enabled: z.boolean('must be true or false'),
  /** Orders when the balance is below it. */
  below_usd: z
    .string(line)
    .refine((text) => inRange(text), line)
    .transform((text) => parseUsd(text) as bigint),
  /** At least `below_usd`: one payment lifts the balance above the line. */
  usd: z
    .string(customAmount)
    .refine((text) => centsOf(text) !== undefined, customAmount)
    .transform((text) => centsOf(text) as number),
})
export type SetAutoTopUpInput = z.output<typeof setAutoTopUpInput>

const voucherAmount = 'must be a decimal string in USD, more than 0 and at most "10000"'

export const createVouchersInput = z.strictObject({
  usd: z
    .string(voucherAmount)
    .refine((text) => inRange(text), voucherAmount)
    .transform((text) => parseUsd(text) as bigint),
  count: z.int('must be a whole number').min(1, 'must be at least 1').max(1_000, 'must be at most 1000').default(1),
  /** How many accounts may redeem each of them. */
  redemptions_max: z.int('must be a whole number').min(1, 'must be at least 1').max(1_000_000, 'must be at most 1000000').default(1),
  expires: z.string('must be "30d", an ISO date or instant such as "2027-01-31T00:00:00Z", or null').max(40).nullable().optional(),
  note: z.string('must be a string').max(200, 'must be at most 200 characters').default(''),
})
export type CreateVouchersInput = z.output<typeof createVouchersInput>

export const redeemVoucherInput = z.strictObject({ code: z.string('must be the code of a voucher').min(1).max(100) })
export type RedeemVoucherInput = z.output<typeof redeemVoucherInput>

export interface BillingJson {
  readonly balance_usd: string
  readonly quota: string
  readonly held_usd: string
  readonly available_usd: string
  /** Whether credit can be bought here, and if not, what to do instead. */
  readonly payments: { readonly enabled: boolean; readonly provider: string | null; readonly message: string | null }
  readonly packages: readonly { readonly id: string; readonly name: string; readonly usd: string; readonly quota: string }[]
  readonly custom: { readonly min_usd: string; readonly max_usd: string }
}

export interface AutoTopUpJson {
  /** Null: none is saved; `POST /control/v1/billing/card` has the page where one is. */
  readonly card: { readonly brand: string; readonly last_four: string } | null
  readonly enabled: boolean
  readonly below_usd: string | null
  readonly usd: string | null
  /** A payment is under way. */
  readonly ordering: boolean
  /** Why it was turned off: the payment provider's own code, such as `card_declined`. */
  readonly failure: string | null
  readonly failed_at: string | null
}

export interface OrderJson {
  readonly id: string
  readonly title: string
  readonly origin: 'checkout' | 'auto'
  readonly usd: string
  readonly quota: string
  /** `refunded` and `partly_refunded`: the provider gave money back or withheld it. */
  readonly status: 'open' | 'paid' | 'expired' | 'failed' | 'refunded' | 'partly_refunded'
  readonly refunded_usd: string
  readonly created_at: string
  readonly paid_at: string | null
  /** Where the receipt is, once it was paid. */
  readonly receipt: string | null
}

export interface CheckoutJson extends OrderJson {
  /** The payment provider's page: send the browser there. */
  readonly url: string
}

export interface VoucherJson {
  readonly id: string
  readonly last_four: string
  readonly usd: string
  readonly quota: string
  readonly state: 'active' | 'used_up' | 'expired' | 'revoked'
  readonly redemptions: number
  readonly redemptions_max: number
  readonly expires_at: string | null
  readonly note: string
  readonly created_at: string
}

/** The only answer that carries the codes. */
export interface CreatedVoucherJson extends VoucherJson {
  readonly code: string
}

export interface RedeemedJson {
  readonly voucher_id: string
  readonly usd: string
  readonly quota: string
  readonly balance_usd: string
  readonly balance_quota: string
}
