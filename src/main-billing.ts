// Builds what takes payments and what looks at alerts, as the configuration says. Decides nothing else.
import { setTimeout as sleep } from 'node:timers/promises'
import { Secret } from './base/secret.ts'
import type { Config } from './config.ts'
import { watchAlerts } from './control/alerts/watch-alerts.ts'
import { type Billing, openBilling } from './control/billing/billing.ts'
import { watchTopUps } from './control/billing/watch-top-ups.ts'
import type { ControlDeps } from './control/control-deps.ts'
import type { Log } from './gateway/deps.ts'
import { openStripe } from './payments/stripe.ts'

/** How long a stopping server waits for what is under way. */
const lastWordMs = 500
/** How soon a crossing is seen. */
const alertLookMs = 10_000

/** One of the two secrets alone is a mistake that would only show with the first payment: said at the start, and payments stay off. */
export async function openConfiguredBilling({ values }: Config, { log }: { readonly log: Log }): Promise<Billing> {
  const { stripeSecretKey, stripeWebhookSecret, stripeApiUrl } = values
  const onMismatch: Billing['onMismatch'] = (fields) =>
    log.error(fields, 'a payment is not what was ordered: nothing was credited, the operator has to look at it')
  const more = { onMismatch }
  if (stripeSecretKey === '' && stripeWebhookSecret === '') return openBilling(null, more)
  if (stripeSecretKey === '' || stripeWebhookSecret === '') {
    const missing = stripeSecretKey === '' ? 'STRIPE_SECRET_KEY' : 'STRIPE_WEBHOOK_SECRET'
    log.error({ missing }, 'payments need STRIPE_SECRET_KEY and STRIPE_WEBHOOK_SECRET together: they stay off')
    return openBilling(null, more)
  }
  const secrets = { secretKey: new Secret(stripeSecretKey), webhookSecret: new Secret(stripeWebhookSecret) }
  return openBilling(await openStripe({ ...secrets, apiUrl: stripeApiUrl }), more)
}

/** Returns how to stop: no further look, and the one under way has ended. */
export function startAlerts(deps: ControlDeps, log: Log): () => Promise<void> {
  const alerts = watchAlerts(deps, Math.random)
  const topUps = watchTopUps(deps)
  let last = Promise.resolve()
  const timer = setInterval(() => {
    // First, so that a failed top-up is told in the same look.
    const ordered = topUps.look().catch((err: unknown) => log.warn({ err }, 'automatic top-ups could not be looked at'))
    last = ordered.then(() => alerts.look()).catch((err: unknown) => log.warn({ err }, 'alerts could not be looked at'))
  }, alertLookMs)
  timer.unref()
  return () => {
    clearInterval(timer)
    // A message that is under way then is sent again after the next start: receivers tell it by its ID.
    return Promise.race([last, sleep(lastWordMs, undefined, { ref: false })])
  }
}
