// The shapes of alerts in the control API. Knows no storage.
import { z } from 'zod'
import { parseUsd } from './money.ts'

const usd = 'must be a decimal string in USD, such as "5.00"'
const email = 'must be an e-mail address'
const url = 'must be an https URL without a user name, at most 2000 characters'

export const createAlertInput = z.strictObject({
  /** Fires when the balance falls below it. */
  balance_below_usd: z
    .string(usd)
    .refine((text) => (parseUsd(text) ?? 0n) > 0n, 'must be a decimal string in USD above 0, such as "5.00"')
    .transform((text) => parseUsd(text) as bigint)
    .optional(),
  /** Fires when that share of the budget of `key_id` is spent. */
  budget_percent: z.int('must be a whole number').min(1, 'must be at least 1').max(100, 'must be at most 100').optional(),
  key_id: z.string('must be the ID of a key').max(100).optional(),
  email: z.email(email).max(254, email).optional(),
  webhook_url: z.url(url).max(2_000, url).optional(),
})
export type CreateAlertInput = z.output<typeof createAlertInput>

export interface AlertJson {
  readonly id: string
  readonly kind: 'balance' | 'budget'
  readonly balance_below_usd: string | null
  readonly budget_percent: number | null
  readonly key_id: string | null
  readonly email: string | null
  readonly webhook_url: string | null
  /** `fired`: told once; it is armed again when balance or budget have recovered. */
  readonly state: 'armed' | 'fired'
  readonly fired_at: string | null
  readonly created_at: string
}

/** The answer to making one: with what a receiver checks signatures by. */
export interface CreatedAlertJson extends AlertJson {
  readonly webhook_secret: string | null
}

export interface DeliveryJson {
  readonly id: string
  readonly channel: 'email' | 'webhook'
  readonly target: string
  readonly state: 'waiting' | 'delivered' | 'failed'
  readonly attempts: number
  readonly last_result: string | null
  readonly created_at: string
  /** Of a waiting one. */
  readonly next_try_at: string | null
}

/** What a webhook carries, and what a mail says in words. */
export interface AlertMessageJson {
  readonly id: string
  readonly type: 'balance.low' | 'budget.high' | 'top_up.failed' | 'alert.test'
  readonly time: string
  readonly alert_id: string
  readonly account_id: string
  readonly key_id: string | null
  readonly balance_usd: string
  readonly threshold_usd: string | null
  readonly budget_usd: string | null
  readonly spent_usd: string | null
  readonly percent: number | null
  /** Of `top_up.failed`: the payment provider's own code, such as `card_declined`, or ours, such as `refunded`. */
  readonly failure: string | null
}
