// One row for each endpoint of the control API: who may use it at least, a call that succeeds, and whose IDs it takes. Asserts nothing.
import { join as joinPath } from 'node:path'
import { join, ownerPassword, saveCard, type Scene, tokenOf } from './furnish-scene.ts'
import { body, type EndpointCase, get, onId, post, remove } from './endpoint-case.ts'
import type { Answered } from './open-test-control.ts'
import { factorEndpointCases } from './factor-endpoint-cases.ts'
import { identityEndpointCases } from './identity-endpoint-cases.ts'
import { providerEndpointCases } from './provider-endpoint-cases.ts'

export type { Least } from './endpoint-case.ts'

const key = (scene: Scene): Promise<string> => scene.made('/keys', { name: 'one more' })
const budget = (scene: Scene): Promise<string> => scene.made('/budgets', { budget_usd: '5', member_id: scene.ownerId })
const alert = (scene: Scene): Promise<string> => scene.made('/alerts', { balance_below_usd: '1', webhook_url: 'https://example.com/hook' })
const invitation = (scene: Scene): Promise<string> => scene.made('/invitations', { email: `${Math.random()}@example.com`, role: 'viewer' })
const managementKey = (scene: Scene): Promise<string> => scene.made('/management-keys', { name: 'one more', scope: 'read' })
const request = ({ requestId }: Scene): string => requestId
const order = ({ orderId }: Scene): string => orderId
const account = ({ account: id }: Scene): string => id

async function member(scene: Scene): Promise<string> {
  return (await join(scene, 'viewer', `${Math.random()}@example.com`)).id
}

/** Somebody who forgot their password: the cookie of the browser that asked, and the code that the operator is shown. */
async function resetCode(scene: Scene, email: string): Promise<{ cookie: string; code: string; shown: Answered }> {
  const { id } = await join(scene, 'viewer', email)
  const started = await scene.control.page('')('/password-resets', { body: { email } })
  const { reset_id } = started.body as unknown as { reset_id: string }
  const shown = await scene.owner(`/users/${id}/reset-code`, { body: { reset_id } })
  return { cookie: started.cookie, code: (shown.body as unknown as { code: string }).code, shown }
}

async function voucherCode(scene: Scene): Promise<string> {
  const { body: made } = await scene.owner('/vouchers', { body: { usd: '1' } })
  return (made as unknown as { data: { code: string }[] }).data[0]?.code ?? ''
}

const priceList = JSON.stringify({ priced: { litellm_provider: 'acme', input_cost_per_token: 1e-6, output_cost_per_token: 2e-6 } })
const price = { model: 'priced', price: { input: '1', output: '2' }, source: 'https://example.com/prices' }

export const everyEndpoint: Readonly<Record<string, EndpointCase>> = {
  'keys.create': { least: 'developer', good: post('/keys', { name: 'app', budget_usd: '5', models: ['priced'] }) },
  'keys.list': { least: 'viewer', good: get('/keys') },
  'keys.get': { least: 'viewer', id: key, good: onId(key, '/keys/:id', {}) },
  'keys.change': { least: 'developer', id: key, good: onId(key, '/keys/:id', { method: 'PATCH', body: { name: 'other' } }) },
  'keys.delete': { least: 'developer', id: key, good: onId(key, '/keys/:id', remove) },
  'keys.revoke': { least: 'developer', id: key, good: onId(key, '/keys/:id/revoke', { body }) },
  'keys.enable': { least: 'developer', id: key, good: onId(key, '/keys/:id/enable', { body }) },
  'keys.rotate': { least: 'developer', id: key, good: onId(key, '/keys/:id/rotate', { body }) },
  'keys.reveal': { least: 'admin', id: key, good: onId(key, '/keys/:id/reveal', { body: { password: ownerPassword } }) },
  'management_keys.list': { least: 'admin', good: get('/management-keys') },
  'management_keys.create': { least: 'admin', good: post('/management-keys', { name: 'ci', scope: 'read' }) },
  'management_keys.delete': { least: 'admin', id: managementKey, good: onId(managementKey, '/management-keys/:id', remove) },
  'audit.list': { least: 'admin', good: get('/audit') },
  'audit.verify': { least: 'operator', good: get('/audit/verify') },
  'ledger.get': { least: 'operator', good: get('/ledger') },
  'receipts.get': { least: 'viewer', id: request, good: onId(request, '/receipts/:id', {}) },
  'receipt_keys.create': { least: 'operator', good: post('/receipt-keys', {}) },
  'budgets.create': { least: 'admin', good: post('/budgets', { budget_usd: '5' }) },
  'budgets.list': { least: 'viewer', good: get('/budgets') },
  'budgets.delete': { least: 'admin', id: budget, good: onId(budget, '/budgets/:id', remove) },
  'accounts.list': { least: 'viewer', good: get('/accounts') },
  'accounts.suspend': { least: 'operator', id: account, good: onId(account, '/accounts/:id/suspend', { body }) },
  'accounts.unsuspend': { least: 'operator', id: account, good: onId(account, '/accounts/:id/unsuspend', { body }) },
  'credits.create': { least: 'operator', good: post('/credits', { usd: '1' }) },
  'entries.list': { least: 'viewer', good: get('/entries') },
  'models.list': { least: 'viewer', good: get('/models') },
  'prices.list': { least: 'viewer', good: get('/prices') },
  'prices.create': { least: 'operator', good: post('/prices', { prices: [price], approved_by: 'a test', dry_run: true }) },
  'prices.import': { least: 'operator', good: post('/prices/import', { from: 'litellm', list: priceList }) },
  'prices.rerate': { least: 'operator', good: post('/prices/rerate', { since: '2020-01-01' }) },
  'reconcile.create': {
    least: 'operator',
    good: post('/reconcile', {
      provider: 'acme',
      since: '2027-01-15',
      until: '2027-01-16',
      lines: [{ date: '2027-01-15', model: 'priced', cost_usd: '1' }],
    }),
  },
  ...providerEndpointCases,
  ...factorEndpointCases,
  ...identityEndpointCases,
  'offers.list': { least: 'operator', good: get('/offers') },
  'offers.create': { least: 'operator', good: post('/offers', { offer: 'acme/priced', drained: false }) },
  'route.explain': { least: 'operator', good: post('/route/explain', { model: 'priced' }) },
  'billing.get': { least: 'viewer', good: get('/billing') },
  'billing.checkout': { least: 'admin', good: post('/billing/checkout', { package: 'growth' }) },
  'billing.auto_top_up': { least: 'viewer', good: get('/billing/auto-top-up') },
  'billing.auto_top_up.put': {
    least: 'admin',
    good: async (scene) => {
      await saveCard(scene)
      return scene.owner('/billing/auto-top-up', { method: 'PUT', body: { enabled: true, below_usd: '1', usd: '5' } })
    },
  },
  'billing.card': { least: 'admin', good: post('/billing/card', {}) },
  'billing.card.delete': {
    least: 'admin',
    good: async (scene) => {
      await saveCard(scene)
      return scene.owner('/billing/card', remove)
    },
  },
  'billing.orders': { least: 'viewer', good: get('/billing/orders') },
  'billing.orders.get': { least: 'viewer', id: order, good: onId(order, '/billing/orders/:id', {}) },
  'billing.orders.receipt': { least: 'viewer', id: order, good: onId(order, '/billing/orders/:id/receipt?format=pdf', {}) },
  'billing.redeem': { least: 'admin', good: async (scene) => scene.owner('/billing/redeem', { body: { code: await voucherCode(scene) } }) },
  'billing.stripe_events': { least: 'anyone', good: ({ control }) => control.ask('/billing/stripe-events', { body }) },
  'vouchers.create': { least: 'operator', good: post('/vouchers', { usd: '1', count: 2 }) },
  'vouchers.list': { least: 'operator', good: get('/vouchers') },
  'vouchers.revoke': {
    least: 'operator',
    good: async ({ owner }) => {
      const { body: made } = await owner('/vouchers', { body: { usd: '1' } })
      return owner(`/vouchers/${(made as unknown as { data: { id: string }[] }).data[0]?.id}/revoke`, { body })
    },
  },
  'alerts.create': { least: 'admin', good: post('/alerts', { balance_below_usd: '1', webhook_url: 'https://example.com/hook' }) },
  'alerts.list': { least: 'viewer', good: get('/alerts') },
  'alerts.delete': { least: 'admin', id: alert, good: onId(alert, '/alerts/:id', remove) },
  'alerts.test': { least: 'admin', id: alert, good: onId(alert, '/alerts/:id/test', { body }) },
  'alerts.deliveries': { least: 'viewer', id: alert, good: onId(alert, '/alerts/:id/deliveries', {}) },
  'server_alerts.list': { least: 'operator', good: get('/server-alerts') },
  'server_alerts.close': {
    least: 'operator',
    good: async ({ control, owner }) => {
      const { store, clock } = control.deps
      await store.raiseServerAlert({ kind: 'books_wrong', subject: 'x', says: 'x', atMs: clock.now() }, 'sal_close')
      return owner('/server-alerts/sal_close/close', { body })
    },
  },
  'usage.list': { least: 'viewer', good: get('/usage') },
  'usage.summary': { least: 'viewer', good: get('/usage/summary') },
  'usage.histogram': { least: 'viewer', good: get('/usage/histogram') },
  'usage.export': { least: 'viewer', good: get('/usage/export?format=csv') },
  'usage.tail': { least: 'viewer', good: get('/usage/tail') },
  'usage.request': { least: 'developer', id: request, good: onId(request, '/usage/:id/request', {}) },
  'usage.get': { least: 'viewer', id: request, good: onId(request, '/usage/:id', {}) },
  'stats.list': { least: 'viewer', good: get('/stats?group_by=model&interval=hour') },
  'playground_tokens.create': {
    least: 'developer',
    good: async (scene) => scene.owner('/playground-tokens', { body: { key_id: await key(scene) } }),
  },
  'public.models': { least: 'anyone', good: ({ control }) => control.ask('/public/models') },
  'public.status': { least: 'anyone', good: ({ control }) => control.ask('/public/status') },
  'setup.create': {
    least: 'anyone',
    good: async ({ control }) => {
      const token = tokenOf(await control.ask('/setup-links', { local: true, body }))
      return control.page('')('/setup', { body: { token, email: 'second@example.com', password: ownerPassword } })
    },
  },
  'setup_links.create': { least: 'local', good: ({ control }) => control.ask('/setup-links', { local: true, body }) },
  'sign_in.get': { least: 'anyone', good: ({ control }) => control.ask('/sign-in') },
  'sign_in.create': {
    least: 'anyone',
    good: ({ control }) => control.page('')('/sign-in', { body: { email: 'owner@example.com', password: ownerPassword } }),
  },
  'sign_up.create': {
    least: 'anyone',
    good: ({ control }) => control.page('')('/sign-up', { body: { email: 'new@example.com', password: ownerPassword } }),
  },
  'invitations.read': {
    least: 'anyone',
    good: async ({ control, owner }) => {
      const token = tokenOf(await owner('/invitations', { body: { email: 'read@example.com', role: 'viewer' } }))
      return control.page('')('/invitations/read', { body: { token } })
    },
  },
  'invitations.accept': {
    least: 'anyone',
    good: async ({ control, owner }) => {
      const token = tokenOf(await owner('/invitations', { body: { email: 'accept@example.com', role: 'viewer' } }))
      return control.page('')('/invitations/accept', { body: { token, password: ownerPassword } })
    },
  },
  'password_resets.create': {
    least: 'anyone',
    good: ({ control }) => control.page('')('/password-resets', { body: { email: 'owner@example.com' } }),
  },
  'password_resets.complete': {
    least: 'anyone',
    good: async (scene) => {
      const { cookie, code } = await resetCode(scene, 'resets@example.com')
      return scene.control.page(cookie)('/password-resets/complete', { body: { code, password: 'another long password' } })
    },
  },
  'users.list': { least: 'operator', good: get('/users') },
  'users.change': { least: 'operator', good: onId(member, '/users/:id', { method: 'PATCH', body: { disabled: true } }) },
  'users.reset_code': { least: 'operator', good: async (scene) => (await resetCode(scene, 'coded@example.com')).shown },
  'session.get': { least: 'viewer', good: get('/session') },
  'session.delete': { least: 'viewer', good: async (scene) => scene.control.page(await scene.freshCookie())('/session', remove) },
  'session.confirm': {
    least: 'viewer',
    good: async (scene) => scene.control.page(await scene.freshCookie())('/session/confirm', { body: { password: ownerPassword } }),
  },
  'session.account': {
    least: 'viewer',
    good: async (scene) => scene.control.page(await scene.freshCookie())('/session/account', { body: { account_id: scene.account } }),
  },
  'sessions.list': { least: 'viewer', good: get('/sessions') },
  'sessions.delete_all': { least: 'viewer', good: ({ owner }) => owner('/sessions', remove) },
  'sessions.delete': {
    least: 'viewer',
    id: firstSession,
    good: async (scene) => {
      const cookie = await scene.freshCookie()
      return scene.control.page(cookie)(`/sessions/${await firstSession(scene)}`, remove)
    },
  },
  'user.change': { least: 'viewer', good: ({ owner }) => owner('/user', { method: 'PATCH', body: { name: 'Other' } }) },
  'user.password': {
    least: 'viewer',
    good: async (scene) => {
      const { cookie } = await join(scene, 'viewer', 'password@example.com')
      const next = { password: ownerPassword, new_password: 'another long password' }
      return scene.control.page(cookie)('/user/password', { body: next })
    },
  },
  'accounts.create': { least: 'viewer', good: post('/accounts', { name: 'Second' }) },
  'account.change': { least: 'admin', good: ({ owner }) => owner('/account', { method: 'PATCH', body: { name: 'Renamed' } }) },
  'account.leave': {
    least: 'viewer',
    good: async (scene) => {
      const { cookie } = await join(scene, 'viewer', 'leaves@example.com')
      return scene.control.page(cookie)('/account/leave', { body })
    },
  },
  'members.list': { least: 'viewer', good: get('/members') },
  'members.change': { least: 'admin', id: member, good: onId(member, '/members/:id', { method: 'PATCH', body: { role: 'admin' } }) },
  'members.delete': { least: 'admin', id: member, good: onId(member, '/members/:id', remove) },
  'invitations.list': { least: 'admin', good: get('/invitations') },
  'invitations.create': { least: 'admin', good: post('/invitations', { email: 'invited@example.com', role: 'viewer' }) },
  'invitations.delete': { least: 'admin', id: invitation, good: onId(invitation, '/invitations/:id', remove) },
  'response_storage.get': { least: 'viewer', good: get('/response-storage') },
  'response_storage.create': { least: 'admin', good: post('/response-storage', { allowed: true }) },
  'status.get': { least: 'operator', good: get('/status') },
  'openapi_json.get': { least: 'anyone', good: ({ control }) => control.ask('/openapi.json') },
  'backup.create': {
    least: 'local',
    good: ({ control, folder }) => control.ask('/backup', { local: true, body: { file: joinPath(folder, 'backup.db') } }),
  },
}

async function firstSession({ owner }: Scene): Promise<string> {
  const { body: listed } = await owner('/sessions')
  const sessions = (listed as unknown as { data: { id: string; current: boolean }[] }).data
  return sessions.find(({ current }) => !current)?.id ?? ''
}
