// Members, their roles and invitations: who may do what to whom (W13), and whose link it is. Memory store.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  type Answered,
  fromPage,
  openTestControl,
  ownerEmail,
  ownerPassword,
  type TestControl,
} from '../../../test/control/open-test-control.ts'
import { asId } from '../../contract/ids.ts'
import type { Role } from '../../access/role.ts'

const headers = fromPage
const password = 'a very good one 42'

/** Invites as the owner and accepts as the invited: their cookie. */
async function join({ page, ask }: TestControl, owner: string, name: string, role: Role): Promise<string> {
  const invited = await page(owner)('/invitations', { body: { email: `${name}@example.com`, role } })
  assert.equal(invited.status, 201, invited.text)
  const token = (invited.body as unknown as { invitation_url: string }).invitation_url.split('token=')[1]
  const accepted = await ask('/invitations/accept', { body: { token, password, name }, headers })
  assert.equal(accepted.status, 201, accepted.text)
  return accepted.cookie
}

/** Everybody of one account, by role; the owner is no operator, so that the role alone decides. */
async function household() {
  const control = await openTestControl()
  const owner = await control.setUp()
  const { user } = (await control.page(owner)('/session')).body as unknown as { user: { id: string } }
  await control.deps.store.changeUser(asId(user.id), { operator: false })
  const cookies: Record<Role, string> = {
    owner,
    admin: await join(control, owner, 'admin', 'admin'),
    developer: await join(control, owner, 'developer', 'developer'),
    viewer: await join(control, owner, 'viewer', 'viewer'),
  }
  const { data } = (await control.page(owner)('/members')).body as unknown as { data: { id: string; role: Role }[] }
  const idOf = (role: Role): string => data.find((member) => member.role === role)?.id ?? ''
  const as = (role: Role) => control.page(cookies[role])
  return { ...control, cookies, idOf, as, owner }
}

const statusOf = (answer: Answered): number => answer.status

test('each role may do what the table says, on the endpoints', async () => {
  const { as } = await household()
  const tries: [string, string, object | undefined, Record<Role, number>][] = [
    ['GET', '/keys', undefined, { viewer: 200, developer: 200, admin: 200, owner: 200 }],
    ['GET', '/members', undefined, { viewer: 200, developer: 200, admin: 200, owner: 200 }],
    ['POST', '/keys', { name: 'a' }, { viewer: 403, developer: 201, admin: 201, owner: 201 }],
    ['GET', '/invitations', undefined, { viewer: 403, developer: 403, admin: 200, owner: 200 }],
    ['PATCH', '/account', { name: 'New name' }, { viewer: 403, developer: 403, admin: 200, owner: 200 }],
    ['GET', '/status', undefined, { viewer: 403, developer: 403, admin: 403, owner: 403 }],
    ['POST', '/credits', { usd: '1' }, { viewer: 403, developer: 403, admin: 403, owner: 403 }],
    ['PATCH', '/user', { name: 'Me' }, { viewer: 200, developer: 200, admin: 200, owner: 200 }],
  ]
  for (const [method, path, body, expected] of tries) {
    for (const [role, status] of Object.entries(expected) as [Role, number][])
      assert.equal(statusOf(await as(role)(path, { method, body })), status, `${role} ${method} ${path}`)
  }
  const refused = await as('viewer')('/keys', { body: { name: 'a' } })
  assert.deepEqual(
    [refused.body.error.code, refused.body.error.message],
    ['permission_denied', 'This needs the role `developer`; yours is `viewer`.'],
  )
})

test('W13: only a rank above the target changes or removes it, and only a role below the own is given', async () => {
  const { as, idOf } = await household()
  const change = async (by: Role, target: Role, role: Role) =>
    statusOf(await as(by)(`/members/${idOf(target)}`, { method: 'PATCH', body: { role } }))
  assert.equal(await change('viewer', 'developer', 'viewer'), 403)
  assert.equal(await change('developer', 'viewer', 'developer'), 403)
  assert.equal(await change('admin', 'owner', 'viewer'), 403)
  assert.equal(await change('admin', 'admin', 'viewer'), 403)
  assert.equal(await change('admin', 'viewer', 'admin'), 403)
  assert.equal(await change('admin', 'viewer', 'owner'), 403)
  assert.equal(await change('admin', 'viewer', 'developer'), 200)
  assert.equal(await change('owner', 'viewer', 'viewer'), 200)
  const remove = async (by: Role, target: Role) => statusOf(await as(by)(`/members/${idOf(target)}`, { method: 'DELETE' }))
  assert.equal(await remove('developer', 'viewer'), 403)
  assert.equal(await remove('admin', 'owner'), 403)
  assert.equal(await remove('admin', 'developer'), 200)
  assert.equal(statusOf(await as('developer')('/session')), 401)
  assert.equal(await remove('admin', 'developer'), 404)
  const invite = async (by: Role, role: Role) => statusOf(await as(by)('/invitations', { body: { email: 'x@example.com', role } }))
  assert.deepEqual([await invite('admin', 'admin'), await invite('admin', 'developer'), await invite('owner', 'owner')], [403, 201, 201])
})

test('the last owner neither leaves nor loses the role; with a second one they may', async () => {
  const { as, idOf, operator } = await household()
  const leave = await as('owner')('/account/leave', { method: 'POST' })
  assert.deepEqual([leave.status, leave.body.error.code], [409, 'conflict'])
  // An operator ranks above owners, and even so an account keeps one.
  assert.equal(statusOf(await operator(`/members/${idOf('owner')}`, { method: 'DELETE' })), 409)
  assert.equal(statusOf(await operator(`/members/${idOf('owner')}`, { method: 'PATCH', body: { role: 'admin' } })), 409)
  assert.equal(statusOf(await as('owner')(`/members/${idOf('admin')}`, { method: 'PATCH', body: { role: 'owner' } })), 200)
  assert.equal(statusOf(await as('owner')('/account/leave', { method: 'POST' })), 200)
  assert.equal(statusOf(await as('owner')('/session')), 401)
})

test('an invitation is read and accepted by its link only, once, and until it is withdrawn or runs out', async () => {
  const { as, ask, clock } = await household()
  const invite = async (email: string) => {
    const { body } = await as('owner')('/invitations', { body: { email, role: 'viewer' } })
    const { invitation_url: url, id } = body as unknown as { invitation_url: string; id: string }
    assert.match(url, /^http:\/\/localhost:3001\/invitation#token=nxr-invite-[0-9A-Za-z]{43}$/)
    return { id, token: url.split('token=')[1] as string }
  }
  const one = await invite('New@Example.com')
  assert.ok(!(await as('owner')('/invitations')).text.includes(one.token))
  assert.partialDeepStrictEqual((await ask('/invitations/read', { body: { token: one.token }, headers })).body, {
    account_name: 'Default',
    email: 'new@example.com',
    role: 'viewer',
    known: false,
  })
  assert.equal(
    (await ask('/invitations/accept', { body: { token: one.token, password: 'password' }, headers })).body.error.param,
    'password',
  )
  assert.equal((await ask('/invitations/accept', { body: { token: one.token, password }, headers })).status, 201)
  assert.equal((await ask('/invitations/accept', { body: { token: one.token, password }, headers })).status, 409)
  assert.equal((await as('owner')('/invitations', { body: { email: 'new@example.com', role: 'viewer' } })).status, 409)
  const two = await invite('two@example.com')
  assert.equal((await as('owner')(`/invitations/${two.id}`, { method: 'DELETE' })).status, 200)
  assert.equal((await ask('/invitations/accept', { body: { token: two.token, password }, headers })).status, 409)
  const three = await invite('three@example.com')
  clock.advance(7 * 86_400_000)
  assert.equal((await ask('/invitations/read', { body: { token: three.token }, headers })).status, 409)
})

test("an invitation is no way into a known user's accounts: their own password is asked for", async () => {
  const { deps, page, ask, setUp } = await openTestControl()
  const owner = await setUp()
  const other = asId<never>('acct_other')
  await deps.store.openWorkspace({ id: other, name: 'Other', atMs: 0 }, asId('user_none'))
  const url = (await page(owner)('/invitations?account_id=acct_other', { body: { email: ownerEmail, role: 'viewer' } }))
    .body as unknown as {
    invitation_url: string
  }
  const token = url.invitation_url.split('token=')[1]
  assert.partialDeepStrictEqual((await ask('/invitations/read', { body: { token }, headers })).body, { known: true })
  assert.equal((await ask('/invitations/accept', { body: { token, password: 'chosen by the inviter' }, headers })).status, 401)
  const accepted = await ask('/invitations/accept', { body: { token, password: ownerPassword }, headers })
  assert.partialDeepStrictEqual(accepted.body, { account: { id: other }, role: 'viewer' })
  assert.equal((accepted.body as unknown as { accounts: object[] }).accounts.length, 2)
})

test('a role that is taken away is gone with the very next request, and a person works in all their accounts', async () => {
  const { as, idOf, deps, first } = await household()
  assert.equal(statusOf(await as('developer')('/keys', { body: { name: 'a' } })), 201)
  await deps.store.changeMember(first.accountId, asId(idOf('developer')), 'viewer')
  assert.equal(statusOf(await as('developer')('/keys', { body: { name: 'b' } })), 403)
  await deps.store.openWorkspace({ id: asId('acct_own'), name: 'Own', atMs: 0 }, asId(idOf('developer')))
  assert.equal(statusOf(await as('developer')('/keys?account_id=acct_own', { body: { name: 'b' } })), 201)
  assert.equal(statusOf(await as('viewer')('/keys?account_id=acct_own')), 404)
})

test('whoever was removed, disabled or put below a role does not come back by the invitations that they made before', async () => {
  const { as, idOf, ask, page, owner, deps } = await household()
  const invite = async (email: string, role: Role): Promise<string> => {
    const invited = await as('admin')('/invitations', { body: { email, role } })
    assert.equal(invited.status, 201, invited.text)
    return String((invited.body as unknown as { invitation_url: string }).invitation_url.split('token=')[1])
  }
  const accept = (token: string) => ask('/invitations/accept', { body: { token, password }, headers })
  const [first, second, third] = [
    await invite('one@example.com', 'developer'),
    await invite('two@example.com', 'viewer'),
    await invite('three@example.com', 'viewer'),
  ]
  const admin = idOf('admin')
  assert.equal((await page(owner)(`/members/${admin}`, { method: 'PATCH', body: { role: 'developer' } })).status, 200)
  assert.equal((await accept(first)).body.error.code, 'conflict', 'a role that they could not give today')
  assert.equal((await accept(second)).status, 201, 'one that they could')
  await deps.store.changeUser(asId(admin), { disabled: true })
  assert.equal((await accept(third)).body.error.code, 'conflict')
  await deps.store.changeUser(asId(admin), { disabled: false })
  assert.equal((await page(owner)(`/members/${admin}`, { method: 'DELETE' })).status, 200)
  for (const path of ['/invitations/read', '/invitations/accept'])
    assert.equal((await ask(path, { body: { token: third, ...(path.endsWith('accept') && { password }) }, headers })).status, 409, path)
})

test('an invitation that a management key made ends with the key, in its own account and in another', async () => {
  const control = await openTestControl()
  const owner = await control.setUp()
  await control.deps.store.createAccount({ id: asId('acct_other'), name: 'Other', atMs: 0 })
  for (const scope of ['account', 'operator'] as const) {
    const cut = await control.page(owner)('/management-keys', { body: { name: scope, scope } })
    assert.equal(cut.status, 201, cut.text)
    const { id, key } = cut.body as unknown as { id: string; key: string }
    const where = scope === 'operator' ? '?account_id=acct_other' : ''
    const invite = async (email: string): Promise<string> => {
      const invited = await control.ask(`/invitations${where}`, { token: key, body: { email, role: 'viewer' } })
      assert.equal(invited.status, 201, invited.text)
      return String((invited.body as unknown as { invitation_url: string }).invitation_url.split('token=')[1])
    }
    const [before, after] = [await invite(`before-${scope}@example.com`), await invite(`after-${scope}@example.com`)]
    const accept = (token: string) => control.ask('/invitations/accept', { body: { token, password }, headers })
    assert.equal((await accept(before)).status, 201)
    assert.equal((await control.page(owner)(`/management-keys/${id}`, { method: 'DELETE' })).status, 200)
    assert.equal((await accept(after)).body.error.code, 'conflict')
  }
})
