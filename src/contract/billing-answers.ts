// What the control API gives about money, as schemas: accounts' entries, orders, vouchers, budgets, alerts. Knows no storage and no vendor.
import { z } from 'zod'
import type { AlertJson, CreatedAlertJson, DeliveryJson } from './alerts-api.ts'
import type { AutoTopUpJson, BillingJson, CheckoutJson, CreatedVoucherJson, OrderJson, RedeemedJson, VoucherJson } from './billing-api.ts'
import type { BudgetJson } from './budget-api.ts'
import type { CreditJson, EntryJson } from './control-api.ts'

const instant = z.iso.datetime()
const usd = z.string().meta({ description: 'Decimal text in USD.' })
const quota = z.string().meta({ description: 'Decimal text; 1 USD = 500 000 quota.' })

export const creditJson = z.object({
  account_id: z.string(),
  usd,
  quota,
  reference: z.string(),
  result: z.enum(['credited', 'duplicate']),
  balance_usd: usd,
  balance_quota: quota,
}) satisfies z.ZodType<CreditJson>

export const entryJson = z
  .object({
    sequence: z.int(),
    time: instant,
    kind: z.string().meta({ description: '`charge`, `top_up`, `voucher`, `manual_credit`, `reversal`, ...' }),
    reference: z.string(),
    from: z.string(),
    to: z.string(),
    usd,
    quota,
    note: z.string(),
  })
  .meta({ id: 'Entry' }) satisfies z.ZodType<EntryJson>

export const billingJson = z.object({
  balance_usd: usd,
  quota,
  held_usd: usd,
  available_usd: usd,
  payments: z.object({ enabled: z.boolean(), provider: z.string().nullable(), message: z.string().nullable() }),
  packages: z.array(z.object({ id: z.string(), name: z.string(), usd, quota })),
  custom: z.object({ min_usd: usd, max_usd: usd }),
}) satisfies z.ZodType<BillingJson>

export const autoTopUpJson = z
  .object({
    card: z.object({ brand: z.string(), last_four: z.string() }).nullable().meta({ description: 'Null: none is saved.' }),
    enabled: z.boolean(),
    below_usd: usd.nullable(),
    usd: usd.nullable(),
    ordering: z.boolean().meta({ description: 'A payment is under way.' }),
    failure: z
      .string()
      .nullable()
      .meta({ description: "Why it was turned off: the payment provider's own code, such as `card_declined`." }),
    failed_at: instant.nullable(),
  })
  .meta({ id: 'AutoTopUp' }) satisfies z.ZodType<AutoTopUpJson>
export const cardPageJson = z.object({ url: z.string().meta({ description: "The payment provider's page: send the browser there." }) })
export const cardRemovedJson = z.object({ removed: z.literal(true) })

const order = z.object({
  id: z.string(),
  title: z.string(),
  origin: z.enum(['checkout', 'auto']),
  usd,
  quota,
  status: z.enum(['open', 'paid', 'expired', 'failed', 'refunded', 'partly_refunded']),
  refunded_usd: usd,
  created_at: instant,
  paid_at: instant.nullable(),
  receipt: z.string().nullable().meta({ description: 'Where the receipt is, once it was paid.' }),
})
export const orderJson = order.meta({ id: 'Order' }) satisfies z.ZodType<OrderJson>
export const checkoutJson = order.extend({
  url: z.string().meta({ description: "The payment provider's page: send the browser there." }),
}) satisfies z.ZodType<CheckoutJson>

const voucher = z.object({
  id: z.string(),
  last_four: z.string(),
  usd,
  quota,
  state: z.enum(['active', 'used_up', 'expired', 'revoked']),
  redemptions: z.int(),
  redemptions_max: z.int(),
  expires_at: instant.nullable(),
  note: z.string(),
  created_at: instant,
})
export const voucherJson = voucher.meta({ id: 'Voucher' }) satisfies z.ZodType<VoucherJson>
const createdVoucher = voucher.extend({ code: z.string().meta({ description: 'Shown once.' }) }) satisfies z.ZodType<CreatedVoucherJson>
export const createdVouchersJson = z.object({ data: z.array(createdVoucher) })
export const revokedVoucherJson = z.object({ id: z.string(), revoked: z.literal(true) })

export const redeemedJson = z.object({
  voucher_id: z.string(),
  usd,
  quota,
  balance_usd: usd,
  balance_quota: quota,
}) satisfies z.ZodType<RedeemedJson>

export const budgetJson = z
  .object({
    id: z.string(),
    member_id: z.string().nullable(),
    model: z.string().nullable(),
    reset: z.enum(['daily', 'weekly', 'monthly']).nullable(),
    resets_at: instant.nullable(),
    budget_usd: usd,
    spent_usd: usd,
    held_usd: usd,
    remaining_usd: usd,
  })
  .meta({ id: 'Budget' }) satisfies z.ZodType<BudgetJson>

const alert = z.object({
  id: z.string(),
  kind: z.enum(['balance', 'budget']),
  balance_below_usd: usd.nullable(),
  budget_percent: z.int().nullable(),
  key_id: z.string().nullable(),
  email: z.string().nullable(),
  webhook_url: z.string().nullable(),
  state: z.enum(['armed', 'fired']),
  fired_at: instant.nullable(),
  created_at: instant,
})
export const alertJson = alert.meta({ id: 'Alert' }) satisfies z.ZodType<AlertJson>
export const createdAlertJson = alert.extend({
  webhook_secret: z.string().nullable().meta({ description: 'What a receiver checks signatures by.' }),
}) satisfies z.ZodType<CreatedAlertJson>

export const deliveryJson = z
  .object({
    id: z.string(),
    channel: z.enum(['email', 'webhook']),
    target: z.string(),
    state: z.enum(['waiting', 'delivered', 'failed']),
    attempts: z.int(),
    last_result: z.string().nullable(),
    created_at: instant,
    next_try_at: instant.nullable(),
  })
  .meta({ id: 'Delivery' }) satisfies z.ZodType<DeliveryJson>
export const testedAlertJson = z.object({ data: z.array(deliveryJson) })
