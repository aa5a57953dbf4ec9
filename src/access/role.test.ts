// The table of permissions, read the other way round, and who may give which role.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Action, type Grant, mayAssign, mayDo, permissions, rankOf, roles } from './role.ts'

test('each role may do all that the role below may do, and the table is what people were told', () => {
  const allowed = (grant: Grant): string[] => Object.keys(permissions).filter((action) => mayDo([grant], action as Action))
  for (const [index, role] of roles.entries()) {
    const below = roles[index - 1]
    if (below !== undefined) for (const action of allowed(below)) assert.ok(allowed(role).includes(action), `${role} ${action}`)
  }
  assert.deepEqual(allowed('viewer'), ['account.read', 'members.read', 'self.write'])
  assert.deepEqual(
    allowed('developer').filter((action) => !allowed('viewer').includes(action)),
    ['keys.write', 'playground.use'],
  )
  assert.ok(!allowed('owner').includes('server.operate'))
  assert.ok(!allowed('operator').includes('keys.reveal'), 'the operator of a server has no business with the secrets of its tenants')
  assert.equal(mayDo([], 'account.read'), false)
})

test('nobody gives a role that is not below their own, but owners make owners', () => {
  const given = (by: Grant): string[] => roles.filter((role) => mayAssign(rankOf[by], role))
  assert.deepEqual(given('viewer'), [])
  assert.deepEqual(given('developer'), ['viewer'])
  assert.deepEqual(given('admin'), ['viewer', 'developer'])
  assert.deepEqual(given('owner'), ['viewer', 'developer', 'admin', 'owner'])
  assert.deepEqual(given('operator'), ['viewer', 'developer', 'admin', 'owner'])
})
