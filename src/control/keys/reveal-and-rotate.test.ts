// Secrets of keys after their creation: revealed with a proof and a trace (W9), rotated with overlap; and management keys. Memory store.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openTestControl, ownerPassword, type TestControl } from '../../../test/control/open-test-control.ts'
import { asId } from '../../contract/ids.ts'

async function withKey(more: Parameters<typeof openTestControl>[0] = {}) {
  const control = await openTestControl(more)
  const page = control.page(await control.setUp())
  const created = (await page('/keys', { body: { name: 'app' } })).body as unknown as { id: string; key: string }
  const reveal = (body: object = { password: ownerPassword }) => page(`/keys/${created.id}/reveal`, { body })
  return { ...control, page, created, reveal, actions: () => actionsOf(control) }
}

async function actionsOf({ deps }: TestControl): Promise<string[]> {
  return (await deps.store.listAudit(null, {}, 100, null)).map(({ action }) => action)
}

test('W9: a secret is shown again to whoever gives their password with that request, after the audit log has it', async () => {
  const { created, reveal, actions, deps } = await withKey()
  const shown = await reveal()
  assert.deepEqual([shown.status, shown.body], [200, { id: created.id, key: created.key }])
  assert.equal(shown.headers.get('cache-control'), 'no-store')
  assert.equal((await actions())[0], 'keys.reveal')
  const [entry] = await deps.store.listAudit(null, {}, 1, null)
  assert.equal(entry?.target, created.id)
  assert.ok(!JSON.stringify(await deps.store.listAudit(null, {}, 100, null)).includes(created.key))
})

test('W9: without a proof, with a wrong one or by a management key nothing is shown, whoever asks', async () => {
  const { reveal, operator, created, actions, ask, clock } = await withKey()
  for (const [answered, code] of [
    [await reveal({}), 'confirmation_required'],
    [await reveal({ password: 'wrong password' }), 'sign_in_failed'],
    [await operator(`/keys/${created.id}/reveal`, { method: 'POST' }), 'permission_denied'],
    [await operator(`/keys/${created.id}/reveal`, { body: { password: ownerPassword } }), 'permission_denied'],
    [await ask(`/keys/${created.id}/reveal`, { method: 'POST' }), 'invalid_api_key'],
  ] as const) {
    assert.equal(answered.body.error.code, code)
    assert.ok(!answered.text.includes(created.key))
  }
  assert.ok(!(await actions()).includes('keys.reveal'))
  let refused = 0
  for (let count = 0; count < 25; count += 1) if ((await reveal({})).status === 429) refused += 1
  assert.ok(refused >= 5, 'asking over and over is slowed down')
  clock.advance(60_000)
  assert.equal((await reveal()).status, 200)
})

test('W9: an audit log that cannot be written keeps the secret', async () => {
  const { deps, page, created } = await withKey()
  const broken = { ...deps.store, appendAudit: () => Promise.reject(new Error('the disk is full')) }
  Object.assign(deps, { store: { ...broken, audited: () => broken } })
  await assert.rejects(page(`/keys/${created.id}/reveal`, { body: { password: ownerPassword } }), /disk is full/)
})

test('W9: the operator can turn revealing off, a copy belongs to its row, and deleting a key destroys it', async () => {
  const off = await withKey({ openSecret: null, sealSecret: null })
  assert.deepEqual([(await off.reveal()).status, (await off.reveal()).body.error.code], [403, 'permission_denied'])
  const { deps, page, created, first, reveal } = await withKey()
  const other = (await page('/keys', { body: { name: 'other' } })).body as unknown as { id: string }
  const sealed = await deps.store.getSealedSecret(first.accountId, asId(created.id))
  assert.ok(sealed && deps.openSecret)
  assert.equal(deps.openSecret(sealed, asId(created.id)), created.key)
  assert.equal(deps.openSecret(sealed, asId(other.id)), undefined, 'moved to another row it does not open')
  await page(`/keys/${created.id}`, { method: 'DELETE' })
  assert.equal((await reveal()).status, 404)
  assert.equal(await deps.store.getSealedSecret(first.accountId, asId(created.id)), undefined)
})

test('W9: a person without a password signs in again instead', async () => {
  const { deps, clock, page, created } = await withKey()
  const user = (await page('/session')).body as unknown as { user: { id: string } }
  const { store } = deps
  const bare = { ...store, getUser: async (id: never) => ({ ...(await store.getUser(id)), passwordHash: null }) as never }
  Object.assign(deps, { store: { ...bare, audited: () => bare } })
  assert.ok(user.user.id)
  assert.equal((await page(`/keys/${created.id}/reveal`, { method: 'POST' })).status, 200)
  clock.advance(5 * 60_000)
  assert.equal((await page(`/keys/${created.id}/reveal`, { method: 'POST' })).body.error.code, 'confirmation_required')
})

test('a rotated key has a new secret at once, and the one before works until the named instant', async () => {
  const { deps, page, created, clock, first } = await withKey()
  const rotated = await page(`/keys/${created.id}/rotate`, { body: { overlap_hours: 2 } })
  const next = rotated.body as unknown as { key: string; last_four: string; former_works_until: string; id: string }
  assert.match(next.key, /^sk-nxr-[0-9A-Za-z]{38}$/)
  assert.deepEqual([next.id, next.last_four], [created.id, next.key.slice(-4)])
  assert.equal(Date.parse(next.former_works_until), clock.now() + 2 * 3_600_000)
  const found = async (secret: string) => deps.store.findKeyByHash(deps.hashSecret(secret))
  assert.equal((await found(next.key))?.expiresAtMs, null)
  assert.equal((await found(created.key))?.expiresAtMs, Date.parse(next.former_works_until))
  const again = (await page(`/keys/${created.id}/rotate`, { body: { overlap_hours: 0 } })).body as unknown as { former_works_until: null }
  assert.equal(again.former_works_until, null)
  assert.deepEqual([await found(next.key), await found(created.key)], [undefined, undefined])
  assert.equal((await page('/keys/key_none/rotate', { method: 'POST' })).status, 404)
  assert.equal((await page(`/keys/${created.id}/rotate`, { body: { overlap_hours: 721 } })).body.error.param, 'overlap_hours')
  assert.equal((await deps.store.listAudit(first.accountId, { action: 'keys.rotate' }, 9, null)).length, 2)
})

test('keys are listed in pages', async () => {
  const { page } = await withKey()
  for (let count = 0; count < 4; count += 1) await page('/keys', { body: { name: `key ${count}` } })
  const names: string[] = []
  for (let after: string | null = ''; after !== null; ) {
    const { data, next } = (await page(`/keys?limit=2${after === '' ? '' : `&after=${after}`}`)).body as unknown as {
      data: { name: string }[]
      next: string | null
    }
    names.push(...data.map(({ name }) => name))
    after = next
  }
  assert.deepEqual(names, ['key 3', 'key 2', 'key 1', 'key 0', 'app', 'First key'])
})

test('a management key is cut by a person who confirmed, shown once, with no more rights than theirs, and ends by date or deletion', async () => {
  const { page, ask, clock, operator, deps, created } = await withKey()
  const body = { name: 'ci', scope: 'account', expires: '30d' }
  assert.equal((await operator('/management-keys', { body })).body.error.code, 'permission_denied')
  const cut = await page('/management-keys', { body })
  const key = cut.body as unknown as { id: string; key: string; last_four: string }
  assert.deepEqual([cut.status, key.last_four], [201, key.key.slice(-4)])
  assert.ok(!(await page('/management-keys')).text.includes(key.key))
  const use = () => ask(`/keys/${created.id}`, { token: key.key })
  assert.equal((await use()).status, 200)
  assert.equal((await ask('/status', { token: key.key })).status, 403)
  clock.advance(5 * 60_000)
  assert.equal((await page('/management-keys', { body })).body.error.code, 'confirmation_required')
  clock.advance(30 * 86_400_000)
  assert.equal((await use()).status, 401)
  assert.equal((await operator(`/management-keys/${key.id}`, { method: 'DELETE' })).status, 200)
  assert.equal((await operator(`/management-keys/${key.id}`, { method: 'DELETE' })).status, 404)
  assert.ok(!JSON.stringify(await deps.store.listAudit(null, {}, 100, null)).includes(key.key))
})
