// What strangers and tenants can do to the control API of others: lock them out, hold memory, break the books' integers. Memory store.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { randomText } from '../base/hash.ts'
import { type AccountId, asId } from '../contract/ids.ts'
import { makeManagementKeyText } from '../keys/key-format.ts'
import { openMemoryStore } from '../storage/memory/open.ts'
import { type ControlDeps, defaultControlSettings } from './control-deps.ts'
import { endpoints } from './endpoints.ts'
import { fromPage, openTestControl, ownerEmail as email, ownerPassword as password } from '../../test/control/open-test-control.ts'

async function openControl(more: Partial<ControlDeps> = {}) {
  const opened = await openTestControl(more)
  return { ...opened, store: opened.deps.store, operator: opened.first.managementKey.reveal() }
}

/** A management key of an account of its own. */
async function tenant(deps: ControlDeps, name: string, scope: 'read' | 'account'): Promise<{ id: AccountId; token: string }> {
  const id = asId<AccountId>(`acct_${name}`)
  await deps.store.createAccount({ id, name, atMs: deps.clock.now() })
  const token = makeManagementKeyText(randomText)
  const row = { id: `mgmt_${name}`, accountId: id, name, lastFour: token.slice(-4), scope, expiresAtMs: null, createdAtMs: 0 }
  await deps.store.createManagementKey(row, deps.hashSecret(token))
  return { id, token }
}

test('requests without a credential, which any page can make a browser send, lock nobody out', async () => {
  const { ask, operator } = await openControl()
  for (let count = 0; count < 100; count += 1) assert.equal((await ask('/session')).status, 401)
  assert.equal((await ask('/keys', { token: operator })).status, 200)
  assert.equal((await ask('/keys', { token: 'nxr-mgmt-x' })).status, 401)
})

test('a session that ended is shown again and again by its browser, and that locks nobody out', async () => {
  const { ask, setUp } = await openTestControl()
  const cookie = await setUp()
  await ask('/session', { method: 'DELETE', headers: { ...fromPage, cookie } })
  for (let count = 0; count < 100; count += 1) assert.equal((await ask('/keys', { headers: { cookie } })).status, 401)
  assert.equal((await ask('/sign-in', { body: { email, password }, headers: fromPage })).status, 201)
})

test('whoever shares an address with a guesser keeps the use of a right key and of a session', async () => {
  const { ask, operator, first } = await openControl()
  const body = { token: first.setupUrl.reveal().split('token=')[1], email, password }
  const { cookie } = await ask('/setup', { body, headers: fromPage })
  for (let count = 0; count < 30; count += 1) await ask('/keys', { token: makeManagementKeyText(randomText) })
  assert.equal((await ask('/keys', { token: makeManagementKeyText(randomText) })).status, 429)
  assert.equal((await ask('/keys', { headers: { cookie: 'nexorouter=nxr-session-guessed' } })).status, 429)
  // What the sign-in page shows is no secret; signing in is another matter.
  assert.equal((await ask('/sign-in')).status, 200)
  assert.equal((await ask('/sign-in', { body: { email, password }, headers: fromPage })).status, 429)
  assert.equal((await ask('/keys', { token: operator })).status, 200)
  assert.equal((await ask('/keys', { headers: { cookie } })).status, 200)
})

test('guesses of setup links are counted, and a text that cannot be one never reaches the store', async () => {
  let asked = 0
  const store = openMemoryStore()
  const counting: typeof store.findSetupLink = (...more) => {
    asked += 1
    return store.findSetupLink(...more)
  }
  const counted = { ...store, findSetupLink: counting, audited: () => counted }
  const { ask, clock } = await openControl({ store: counted })
  const guess = (token: string) => ask('/setup', { body: { token, email, password }, headers: fromPage })
  for (const text of ['x', 'nxr-setup-', `nxr-setup-${'a'.repeat(44)}`, `nxr-session-${'a'.repeat(43)}`])
    assert.equal((await guess(text)).status, 409)
  assert.equal(asked, 0)
  const allowed = defaultControlSettings.authFailuresPerMinute - 4
  for (let count = 0; count < allowed; count += 1) assert.equal((await guess(`nxr-setup-${'a'.repeat(43)}`)).status, 409)
  assert.equal((await guess(`nxr-setup-${'a'.repeat(43)}`)).status, 429)
  assert.equal(asked, allowed)
  clock.advance(60_000)
  assert.equal((await guess(`nxr-setup-${'a'.repeat(43)}`)).status, 409)
})

test('the body of somebody unknown is read only when it says that it is small', async () => {
  const { ask, bodiesRead } = await openControl()
  const body = { token: 'x'.repeat(100), email, password }
  assert.equal((await ask('/setup', { body, headers: { ...fromPage, 'content-length': '8193' } })).status, 413)
  assert.equal((await ask('/setup', { body, headers: { ...fromPage, 'transfer-encoding': 'chunked' } })).status, 413)
  assert.equal(bodiesRead(), 0)
  assert.equal((await ask('/setup', { body, headers: fromPage })).status, 409)
})

test('a budget beyond what the books can hold is refused by name', async () => {
  const { ask, operator } = await openControl()
  const created = await ask('/keys', { token: operator, body: { name: 'a', budget_usd: '9223372036.854775807' } })
  assert.equal(created.status, 201)
  const { id } = JSON.parse(created.text) as { id: string }
  for (const budget_usd of ['9223372036.854775808', '999999999999']) {
    for (const [path, method] of [
      ['/keys', 'POST'],
      [`/keys/${id}`, 'PATCH'],
    ] as const) {
      const { status, text } = await ask(path, { token: operator, method, body: { name: 'a', budget_usd } })
      assert.equal(status, 400)
      assert.match(text, /`budget_usd` must be at most 9223372036\.854775807/)
    }
  }
})

test('behind TLS a plain-HTTP page of the same host changes nothing', async () => {
  const { ask, first } = await openControl({ publicUrl: 'https://router.example' })
  const body = { token: first.setupUrl.reveal().split('token=')[1], email, password }
  const plain = { host: 'router.example', origin: 'http://router.example' }
  assert.equal((await ask('/setup', { body, headers: plain })).status, 403)
  assert.equal((await ask('/setup', { body, headers: { ...plain, origin: 'https://router.example' } })).status, 201)
})

test('on every endpoint of the table a tenant sees and changes nothing of another one', async () => {
  const { ask, deps, store } = await openControl()
  const victim = await tenant(deps, 'victim', 'account')
  const created = await ask('/keys', { token: victim.token, body: { name: 'canary-name' } })
  const { id } = JSON.parse(created.text) as { id: string }
  const credit = { accountId: victim.id, kind: 'manual_credit', reference: 'canary-ref', amountNano: 7n, note: 'canary-note' } as const
  await store.credit({ ...credit, actor: 'test', atMs: 0 })
  const attacker = await tenant(deps, 'attacker', 'account')
  const bodies: Readonly<Record<string, object>> = { '/keys': { name: 'x' }, '/credits': { usd: '1' }, '/backup': { file: '/x' } }
  for (const row of endpoints) {
    const path = row.path.replace(':id', id)
    const body =
      row.method === 'PATCH'
        ? row.path.startsWith('/members')
          ? { role: 'viewer' }
          : { name: 'taken' }
        : row.input === undefined
          ? undefined
          : (bodies[row.path] ?? {})
    for (const where of [path, `${path}?account_id=${victim.id}`]) {
      const asking = { method: row.method, token: attacker.token, headers: fromPage, ...(body && { body }) }
      const { status, text } = await ask(where, asking)
      assert.ok(!/canary/.test(text) && !text.includes(`"account_id":"${victim.id}"`), `${row.method} ${where}: ${text}`)
      if (where.includes('?') && row.scope !== 'public') assert.ok(status === 404 || status === 403, `${row.method} ${where}: ${status}`)
      if (row.path.includes(':id')) assert.ok(status === 404 || status === 403, `${row.method} ${where}: ${status}`)
    }
  }
  assert.partialDeepStrictEqual(await store.getKey(victim.id, asId(id)), { name: 'canary-name', disabled: false })
})
