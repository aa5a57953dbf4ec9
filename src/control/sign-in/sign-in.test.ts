// Signing in, from the setup link to the last session: what works, and what an attacker finds (W1 to W5, W17). Memory store, hand-moved clock.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fromPage, openTestControl, ownerEmail, ownerPassword } from '../../../test/control/open-test-control.ts'
import { createPasswordHasher, leastCost } from '../../base/password-hash.ts'
import { defaultControlSettings } from '../control-deps.ts'

const headers = fromPage

test('nobody can sign in before the setup link is redeemed, and it makes the only first user', async () => {
  const { ask, setUp, deps } = await openTestControl()
  assert.partialDeepStrictEqual((await ask('/sign-in', { headers })).body, { setup_needed: true, sign_up: false })
  for (const email of ['', 'admin', 'admin@localhost', ownerEmail]) {
    for (const password of ['admin', 'password', ownerPassword]) {
      const { status } = await ask('/sign-in', { body: { email, password }, headers })
      assert.ok(status === 400 || status === 401 || status === 429, `${email} ${password}: ${status}`)
    }
  }
  const cookie = await setUp()
  assert.match(cookie, /^nexorouter=nxr-session-[0-9A-Za-z]{43}$/)
  assert.equal(await deps.store.countUsers(), 1)
  assert.partialDeepStrictEqual((await ask('/sign-in', { headers })).body, { setup_needed: false })
})

test('an owner signs in with the password, in any capitals of the address, and sees who they are', async () => {
  const { ask, setUp, page, first } = await openTestControl()
  await setUp()
  const signedIn = await ask('/sign-in', { body: { email: ' Owner@Example.COM ', password: ownerPassword }, headers })
  assert.equal(signedIn.status, 201)
  const shown = (await page(signedIn.cookie)('/session')).body
  assert.partialDeepStrictEqual(shown, {
    account: { id: first.accountId, balance_usd: '5' },
    user: { email: ownerEmail, name: 'owner', operator: true },
    role: 'owner',
    scope: 'operator',
    accounts: [{ id: first.accountId, name: 'Default', role: 'owner' }],
  })
  assert.deepEqual(signedIn.body, shown)
  assert.ok(!signedIn.text.includes('argon2'))
})

test('W1, W3: a wrong password and an unknown address are told apart by nothing, and are slowed down by address and by name', async () => {
  let checked = 0
  const hasher = createPasswordHasher({ cost: leastCost })
  const passwords = { ...hasher, verify: (password: string, stored: string | null) => (checked++, hasher.verify(password, stored)) }
  const { ask, page, setUp, clock } = await openTestControl({ passwords })
  const cookie = await setUp()
  const answers = []
  for (const email of [ownerEmail, 'nobody@example.com'])
    answers.push(await ask('/sign-in', { body: { email, password: 'wrong password' }, headers }))
  assert.equal(answers[0]?.status, 401)
  assert.deepEqual(answers[0]?.body.error, answers[1]?.body.error)
  assert.equal(checked, 2, 'the same work for both')
  let waits = 0
  for (let count = 0; count < 250; count += 1) {
    const asking = { body: { email: ownerEmail, password: 'wrong password' }, headers, address: `198.51.100.${count}` }
    if ((await ask('/sign-in', asking)).status === 429) waits += 1
  }
  assert.equal(waits, 250 - (200 - 1), 'many addresses guess ten times as fast at one person, and no faster')
  assert.equal((await ask('/sign-in', { body: { email: ownerEmail, password: ownerPassword }, headers })).status, 429)
  assert.equal((await page(cookie)('/session/confirm', { body: { password: ownerPassword } })).status, 200, 'who is in stays in')
  clock.advance(60_000)
  assert.equal((await ask('/sign-in', { body: { email: ownerEmail, password: ownerPassword }, headers })).status, 201)
})

test('W1: one address keeps nobody else out, and many guesses at once are no more than one after the other', async () => {
  let checked = 0
  const hasher = createPasswordHasher({ cost: leastCost })
  const passwords = { ...hasher, verify: (password: string, stored: string | null) => (checked++, hasher.verify(password, stored)) }
  const { ask, setUp } = await openTestControl({ passwords })
  await setUp()
  const signIn = (password: string, address: string) => ask('/sign-in', { body: { email: ownerEmail, password }, headers, address })
  const guesses = await Promise.all(Array.from({ length: 40 }, () => signIn('wrong password', '192.0.2.66')))
  assert.equal(guesses.filter(({ status }) => status === 401).length, defaultControlSettings.authFailuresPerMinute)
  assert.equal(checked, defaultControlSettings.authFailuresPerMinute)
  assert.equal((await signIn(ownerPassword, '192.0.2.66')).status, 429)
  for (let count = 0; count < 30; count += 1) assert.equal((await signIn(ownerPassword, '192.0.2.67')).status, 201, String(count))
})

test('W1: more sign-ins at once than the hasher takes are told to come back', async () => {
  const { ask, setUp } = await openTestControl({ passwords: createPasswordHasher({ atOnce: 1, waitingMax: 1 }) })
  await setUp()
  const asked = Array.from({ length: 6 }, () => ask('/sign-in', { body: { email: ownerEmail, password: ownerPassword }, headers }))
  const codes = (await Promise.all(asked)).map(({ status }) => status)
  assert.deepEqual(
    [...new Set(codes)].sort((a, b) => a - b),
    [201, 503],
  )
})

test('W2: a password that is short, long or common is refused before the link is used up', async () => {
  const { first, ask } = await openTestControl()
  const token = first.setupUrl.reveal().split('token=')[1]
  for (const password of ['short', 'password123', 'x'.repeat(200), 'owner@example.com']) {
    const { status, body } = await ask('/setup', { body: { token, email: ownerEmail, password }, headers })
    assert.deepEqual([status, body.error.param], [400, 'password'])
  }
  assert.equal((await ask('/setup', { body: { token, email: 'no address', password: ownerPassword }, headers })).body.error.param, 'email')
  assert.equal((await ask('/setup', { body: { token, email: ownerEmail, password: ownerPassword }, headers })).status, 201)
})

test('W4: the store never sees a cookie, and a session ends by sign-out, by time, from another browser and with its user', async () => {
  const { ask, setUp, page, deps, clock } = await openTestControl()
  const one = await setUp()
  assert.equal(await deps.store.findSession(one.split('=')[1] as string), undefined)
  const signIn = async () => (await ask('/sign-in', { body: { email: ownerEmail, password: ownerPassword }, headers })).cookie
  const [two, three] = [await signIn(), await signIn()]
  const alive = async () => Promise.all([one, two, three].map(async (cookie) => (await page(cookie)('/session')).status === 200))
  const { data } = (await page(one)('/sessions')).body as unknown as { data: { id: string; current: boolean }[] }
  assert.deepEqual([data.length, data.filter(({ current }) => current).length], [3, 1])
  assert.equal((await page(two)('/session', { method: 'DELETE' })).status, 200)
  assert.deepEqual(await alive(), [true, false, true])
  const other = data.find(({ current, id }) => !current && id === data[0]?.id)
  assert.ok(other)
  assert.equal((await page(one)(`/sessions/${other.id}`, { method: 'DELETE' })).status, 200)
  assert.deepEqual(await alive(), [true, false, false])
  assert.equal((await page(one)('/sessions/sess_none', { method: 'DELETE' })).status, 404)
  clock.advance(defaultControlSettings.sessionMs)
  assert.deepEqual(await alive(), [false, false, false])
})

test('W4: a confirmation, a new password and another account each change the cookie, and the old one opens nothing', async () => {
  const { setUp, page, ask } = await openTestControl()
  let cookie = await setUp()
  const elsewhere = (await ask('/sign-in', { body: { email: ownerEmail, password: ownerPassword }, headers })).cookie
  const account = (await page(cookie)('/accounts', { body: { name: 'Second' } })).body as unknown as { id: string }
  const next = 'another good one 77'
  const steps: [string, object][] = [
    ['/session/confirm', { password: ownerPassword }],
    ['/session/account', { account_id: account.id }],
    ['/user/password', { password: ownerPassword, new_password: next }],
  ]
  for (const [path, body] of steps) {
    const done = await page(cookie)(path, { body })
    assert.equal(done.status, 200, done.text)
    assert.notEqual(done.cookie, cookie)
    assert.equal((await page(cookie)('/session')).status, 401, path)
    cookie = done.cookie
    assert.equal((await page(cookie)('/session')).status, 200, path)
  }
  assert.partialDeepStrictEqual((await page(cookie)('/session')).body, { account: { id: account.id }, role: 'owner' })
  assert.equal((await page(elsewhere)('/session')).status, 401, 'a new password signs other browsers out')
  assert.equal((await ask('/sign-in', { body: { email: ownerEmail, password: ownerPassword }, headers })).status, 401)
  assert.equal((await ask('/sign-in', { body: { email: ownerEmail, password: next }, headers })).status, 201)
  assert.equal((await page(cookie)('/session/confirm', { body: { password: 'wrong password' } })).status, 401)
  assert.equal((await page(cookie)('/session/account', { body: { account_id: 'acct_none' } })).status, 404)
})

test('W5: every write of a session is refused to other sites, with the cookie and all', async () => {
  const { setUp, ask } = await openTestControl()
  const cookie = await setUp()
  const foreign: Record<string, string>[] = [
    { 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' },
    { 'sec-fetch-site': 'same-site', origin: 'http://other.localhost:3001' },
    { origin: 'null' },
    {},
    { ...fromPage, host: 'evil.example' },
  ]
  for (const strange of foreign) {
    for (const [path, method] of [
      ['/keys', 'POST'],
      ['/session', 'DELETE'],
      ['/sign-in', 'POST'],
      ['/user', 'PATCH'],
    ] as const) {
      const { status } = await ask(path, { method, body: { name: 'x' }, cookie, headers: strange })
      assert.equal(status, 403, `${method} ${path} ${JSON.stringify(strange)}`)
    }
  }
  assert.equal((await ask('/session', { cookie })).status, 200)
})

test('W17: the setup link works once, and the command line alone makes a new one', async () => {
  const { first, ask, setUp, operator, page } = await openTestControl()
  const cookie = await setUp()
  const token = first.setupUrl.reveal().split('token=')[1]
  const again = { body: { token, email: 'eve@example.com', password: ownerPassword }, headers }
  assert.equal((await ask('/setup', again)).status, 409)
  assert.equal((await operator('/setup-links', { method: 'POST' })).status, 403)
  assert.equal((await page(cookie)('/setup-links', { method: 'POST' })).status, 403)
  assert.equal((await ask('/setup-links', { method: 'POST', local: true })).status, 201)
})

test('strangers sign up only where the operator allows it, and then operate nothing', async () => {
  const body = { email: 'eve@example.com', password: ownerPassword, account_name: 'Eve & co' }
  const closed = await openTestControl()
  assert.equal((await closed.ask('/sign-up', { body, headers })).status, 403)
  const { ask, page } = await openTestControl({ settings: { ...defaultControlSettings, signUp: true } })
  const made = await ask('/sign-up', { body, headers })
  assert.partialDeepStrictEqual(made.body, {
    scope: 'account',
    role: 'owner',
    account: { name: 'Eve & co', balance_usd: '0' },
    user: { operator: false },
  })
  for (const path of ['/status', '/providers']) assert.equal((await page(made.cookie)(path)).status, 403)
  assert.equal((await page(made.cookie)('/credits', { body: { usd: '1' } })).status, 403)
  assert.equal((await ask('/sign-up', { body, headers })).status, 409)
})
