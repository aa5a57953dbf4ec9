// The audit log through the API: every change is in it with who, what, before and after; who may read it; nothing secret in it. Memory store.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fromPage, openTestControl, ownerEmail, ownerPassword } from '../../../test/control/open-test-control.ts'
import { asId } from '../../contract/ids.ts'

interface Entry {
  readonly actor: string
  readonly action: string
  readonly target: string | null
  readonly before: Record<string, unknown> | null
  readonly after: Record<string, unknown> | null
  readonly address: string
  readonly request_id: string
}

test('every change is there once, with its person, place, request, target, before and after; refusals and looks are not', async () => {
  const { page, setUp, ask, operator } = await openTestControl()
  const cookie = await setUp()
  const { user } = (await page(cookie)('/session')).body as unknown as { user: { id: string } }
  const created = (await page(cookie)('/keys', { body: { name: 'app', budget_usd: '5' } })).body as unknown as { id: string }
  await page(cookie)(`/keys/${created.id}`, { method: 'PATCH', body: { name: 'app 2' } })
  await page(cookie)(`/keys/${created.id}`, { method: 'PATCH', body: {} })
  await page(cookie)('/keys/key_none', { method: 'DELETE' })
  await page(cookie)('/keys')
  await operator('/credits', { body: { usd: '1.50', note: 'thanks' } })
  await operator('/providers/none/test', { method: 'POST' })
  await ask('/sign-in', { body: { email: ownerEmail, password: 'wrong password' }, headers: fromPage })
  await ask('/sign-in', { body: { email: ownerEmail, password: ownerPassword }, headers: fromPage })
  const { data } = (await page(cookie)('/audit')).body as unknown as { data: Entry[] }
  assert.deepEqual(
    data.map(({ action }) => action),
    ['sign_in.create', 'credits.create', 'keys.change', 'keys.create', 'setup.create'],
  )
  const [signedIn, credit, change, create, setup] = data as [Entry, Entry, Entry, Entry, Entry]
  assert.equal(change.actor, `user:${user.id}`)
  assert.deepEqual([change.target, change.before?.['name'], change.after?.['name']], [created.id, 'app', 'app 2'])
  assert.deepEqual([create.target, create.after?.['budget_usd']], [created.id, '5'])
  assert.deepEqual(credit.after, { usd: '1.5', note: 'thanks' })
  assert.match(credit.actor, /^management_key:mgmt_/)
  assert.equal(signedIn.actor, `user:${user.id}`)
  assert.partialDeepStrictEqual(setup, { actor: 'nobody', after: { email: ownerEmail, role: 'owner' } })
  assert.ok(data.every(({ address, request_id }) => address === '192.0.2.1' && request_id.length === 36))
  assert.partialDeepStrictEqual((await operator('/audit/verify')).body, { ok: true, entries: 5, first_break: null })
})

test('the log is read in pages and by filter, of the own account; all of it by an operator only', async () => {
  const { page, setUp, operator, deps } = await openTestControl()
  const cookie = await setUp()
  for (let count = 0; count < 3; count += 1) await page(cookie)('/keys', { body: { name: `key ${count}` } })
  await deps.store.openWorkspace({ id: asId('acct_other'), name: 'Other', atMs: 0 }, asId('user_none'))
  await operator('/credits', { body: { usd: '1', account_id: 'acct_other' } })
  const list = async (query: string) => (await page(cookie)(`/audit${query}`)).body as unknown as { data: Entry[]; next: string | null }
  const first = await list('?limit=2&action=keys.create')
  assert.equal(first.data.length, 2)
  const second = await list(`?limit=2&action=keys.create&after=${first.next}`)
  assert.deepEqual([second.data.length, second.next], [1, null])
  assert.equal((await list('?from=2001-01-01&until=2001-01-02')).data.length, 0)
  assert.equal((await list('?all=true')).data.length, 5)
  assert.equal((await page(cookie)('/audit?from=soon')).body.error.param, 'from')
  assert.equal((await page(cookie)('/audit?after=x')).body.error.param, 'after')
  const { user } = (await page(cookie)('/session')).body as unknown as { user: { id: string } }
  await deps.store.changeUser(asId(user.id), { operator: false })
  assert.equal((await page(cookie)('/audit')).status, 200)
  assert.equal((await page(cookie)('/audit?all=true')).status, 403)
  assert.equal((await page(cookie)('/audit/verify')).status, 403)
})
