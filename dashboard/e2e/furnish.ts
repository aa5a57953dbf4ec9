// Things on the pages: keys, vouchers, a budget, an alert, an invitation; so that a picture shows what its page is for. Asserts nothing.
import type { Dashboard } from './open-dashboard.ts'

/** What is written through the control API, in this order. */
const writes: readonly (readonly [path: string, body: object])[] = [
  ['/keys', { name: 'checkout-service', budget_usd: '20', budget_reset: 'monthly', expires: '90d' }],
  ['/keys', { name: 'nightly-reports', budget_usd: '0.00002', models: ['nexo-demo', 'nexo-demo-tools'] }],
  ['/keys', { name: 'eu-only', routing: { regions: ['eu'], data_collection: 'deny' } }],
  ['/vouchers', { usd: '25', count: 2, note: 'spring workshop' }],
  ['/invitations', { email: 'ada@example.com', role: 'developer' }],
  ['/budgets', { budget_usd: '500', reset: 'monthly' }],
  ['/alerts', { balance_below_usd: '1', webhook_url: 'https://hooks.example.com/nexorouter' }],
]

export async function furnish({ router, url }: Dashboard): Promise<void> {
  for (const [path, body] of writes) {
    const response = await fetch(`${url}/control/v1${path}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${router.managementKey}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
    if (!response.ok) throw new Error(`POST ${path}: ${response.status} ${await response.text()}`)
  }
}
