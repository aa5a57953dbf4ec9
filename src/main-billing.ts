// Builds what takes payments, when the configuration says who. Decides nothing else.
import { Secret } from './base/secret.ts'
import type { Config } from './config.ts'
import { type Billing, openBilling } from './control/billing/billing.ts'
import type { Log } from './gateway/deps.ts'
import { openStripe } from './payments/stripe.ts'

/** One of the two secrets alone is a mistake that would only show with the first payment: said at the start, and payments stay off. */
export async function openConfiguredBilling({ values }: Config, log: Log): Promise<Billing> {
  const { stripeSecretKey, stripeWebhookSecret, stripeApiUrl } = values
  const onMismatch: Billing['onMismatch'] = (fields) =>
    log.error(fields, 'a payment is not what was ordered: nothing was credited, the operator has to look at it')
  if (stripeSecretKey === '' && stripeWebhookSecret === '') return openBilling(null, onMismatch)
  if (stripeSecretKey === '' || stripeWebhookSecret === '') {
    const missing = stripeSecretKey === '' ? 'STRIPE_SECRET_KEY' : 'STRIPE_WEBHOOK_SECRET'
    log.error({ missing }, 'payments need STRIPE_SECRET_KEY and STRIPE_WEBHOOK_SECRET together: they stay off')
    return openBilling(null, onMismatch)
  }
  const secrets = { secretKey: new Secret(stripeSecretKey), webhookSecret: new Secret(stripeWebhookSecret) }
  return openBilling(await openStripe({ ...secrets, apiUrl: stripeApiUrl }), onMismatch)
}
