// The settings of payments and alerts. Knows no vendor's API.
import { choice, text, url } from './config-kinds.ts'

export const billingSettings = {
  stripeSecretKey: text({
    yaml: null,
    env: 'STRIPE_SECRET_KEY',
    expects: 'a secret key of Stripe: sk_live_..., sk_test_... or a restricted rk_...',
    pattern: /^(?:sk|rk)_(?:live|test)_[0-9A-Za-z]{8,300}$/,
    fallback: '',
    secret: true,
    why: 'lets accounts buy credit by card; without it vouchers and credits by an operator work all the same',
  }),
  stripeWebhookSecret: text({
    yaml: null,
    env: 'STRIPE_WEBHOOK_SECRET',
    expects: 'the signing secret of a Stripe webhook endpoint: whsec_...',
    pattern: /^whsec_[0-9A-Za-z+/=_-]{8,300}$/,
    fallback: '',
    secret: true,
    why: 'proves that an event at /control/v1/billing/stripe-events comes from Stripe; needed together with STRIPE_SECRET_KEY',
  }),
  stripeApiUrl: url({
    yaml: null,
    env: 'STRIPE_API_URL',
    expects: 'https://api.stripe.com, or a server of your own on this machine (http://127.0.0.1:...)',
    pattern: /^(?:https:\/\/api\.stripe\.com|http:\/\/(?:127\.0\.0\.1|localhost|\[::1\]):\d{1,5})$/,
    fallback: 'https://api.stripe.com',
    why: 'where Stripe is reached; tests point it at a server of their own',
  }),
  privateWebhooks: choice({
    yaml: 'alerts.private_webhooks',
    of: ['refuse', 'allow'],
    fallback: 'refuse',
    why: 'whether alerts may call plain http and addresses inside your network: `allow` only where you trust everybody who has an account',
  }),
} as const
