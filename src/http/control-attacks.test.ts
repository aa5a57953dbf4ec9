// What other sites, thieves of cookies and guessers try against the control API, over real sockets. The W numbers are those of the security list.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { defaultControlSettings } from '../control/control-deps.ts'
import { ownerEmail, ownerPassword } from '../../test/control/open-test-control.ts'
import { openControlServer as open } from '../../test/control/open-control-server.ts'

test('W4: the cookie is for this host alone, unseen by scripts and never sent along from another site', async () => {
  await using plain = await open()
  assert.match(plain.setUp.setCookie, /^nexorouter=nxr-session-[0-9A-Za-z]{43}; Path=\/; Max-Age=\d+; HttpOnly; SameSite=Strict$/)
  await using secure = await open('https://router.example.com')
  assert.match(secure.setUp.setCookie, /^__Host-nexorouter=nxr-session-\w{43}; Path=\/; Max-Age=\d+; HttpOnly; SameSite=Strict; Secure$/)
  for (const [from, answered] of [
    ['a public host without TLS', await secure.ask('/session', { headers: { host: 'evil.example', cookie: secure.setUp.cookie } })],
    [
      'a name that resolves to this machine',
      await plain.ask('/session', { headers: { host: 'evil.example:3001', cookie: plain.setUp.cookie } }),
    ],
  ] as const) {
    assert.equal(answered.code, 'permission_denied', from)
  }
})

test('W5: a page of another site changes nothing, whatever it says of itself, and in whatever form it sends', async () => {
  await using house = await open()
  const { own, ask, setUp } = house
  const cookie = { cookie: setUp.cookie }
  const rename = (headers: Record<string, string>, body = '{"name":"Taken"}') =>
    ask('/user', { method: 'PATCH', headers: { ...cookie, ...headers }, body })
  const foreign: Record<string, string>[] = [
    {},
    { origin: 'https://evil.example' },
    { origin: 'null' },
    { origin: '' },
    { origin: `${own}.evil.example` },
    { origin: own.replace('localhost', 'localhost.evil.example') },
    { origin: own.replace(/:\d+$/, ':1') },
    { origin: own.replace('http:', 'https:') },
    { 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'same-site' },
    { 'sec-fetch-site': 'none' },
    { 'sec-fetch-site': 'same-origin', origin: 'https://evil.example' },
    { 'sec-fetch-site': 'cross-site', origin: own },
    { referer: `${own}/settings` },
  ]
  for (const headers of foreign) assert.equal((await rename(headers)).code, 'permission_denied', JSON.stringify(headers))
  for (const type of [
    'text/plain',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'application/json-patch+json',
    '',
  ]) {
    assert.equal((await rename({ origin: 'https://evil.example', 'content-type': type })).status, 403, type)
    assert.equal((await rename({ origin: own, 'content-type': type })).code, 'unsupported_media_type', type)
  }
  const user = async () => ((await ask('/session', { headers: cookie })).body as unknown as { user: { name: string } }).user.name
  assert.notEqual(await user(), 'Taken')
  assert.equal((await rename({ origin: own })).status, 200)
  assert.equal((await rename({ 'sec-fetch-site': 'same-origin' }, '{"name":"Mine"}')).status, 200)
  assert.equal(await user(), 'Mine')
})

test('W5: no header and no parameter makes one method another, and nothing is changed by looking', async () => {
  await using house = await open()
  const { page, ask, fromPage, setUp } = house
  const { id } = (await page(setUp.cookie, '/keys', 'POST', { name: 'app' })).body as unknown as { id: string }
  const tricks = [{ 'x-http-method-override': 'DELETE' }, { 'x-http-method': 'DELETE' }, { 'x-method-override': 'DELETE' }]
  for (const method of ['GET', 'POST'])
    for (const headers of tricks) {
      const { status } = await ask(`/keys/${id}`, { method, headers: { ...fromPage, cookie: setUp.cookie, ...headers } })
      assert.equal(status, method === 'GET' ? 200 : 405)
    }
  assert.equal((await page(setUp.cookie, `/keys/${id}?_method=DELETE`)).code, 'invalid_request')
  for (const path of [`/keys/${id}/revoke`, `/keys/${id}/reveal`, '/session/confirm', '/account/leave'])
    for (const method of ['GET', 'HEAD']) assert.equal((await page(setUp.cookie, path, method)).status, 405, path)
  assert.equal(((await page(setUp.cookie, `/keys/${id}`)).body as unknown as { state: string }).state, 'active')
})

test('W4: a cookie that somebody planted is never taken over, and each sign-in has its own', async () => {
  await using house = await open()
  const { page, signIn } = house
  const planted = `nexorouter=nxr-session-${'a'.repeat(43)}`
  const signedIn = await page(planted, '/sign-in', 'POST', { email: ownerEmail, password: ownerPassword })
  assert.equal(signedIn.status, 201)
  assert.notEqual(signedIn.cookie, planted)
  assert.equal((await page(planted, '/session')).status, 401)
  assert.notEqual((await signIn()).cookie, signedIn.cookie)
  const other = house.first.managementKey.reveal()
  assert.equal((await page(`nexorouter=${other}`, '/session')).status, 401, 'a management key is no session')
  assert.equal((await house.ask('/session', { headers: { authorization: `Bearer ${signedIn.cookie.split('=')[1]}` } })).status, 401)
})

test('W4: a stolen cookie is worth nothing after sign-out, a new password, a confirmation or a removal, on any socket', async () => {
  await using house = await open()
  const { page, setUp, signIn, ask } = house
  const works = async (cookie: string) => (await page(cookie, '/session')).status === 200
  const first = (await signIn()).cookie
  assert.equal((await page(first, '/session', 'DELETE')).status, 200)
  const second = (await signIn()).cookie
  const confirmed = await page(second, '/session/confirm', 'POST', { password: ownerPassword })
  const invited = await page(setUp.cookie, '/invitations', 'POST', { email: 'member@example.com', role: 'admin' })
  const token = String((invited.body as unknown as { invitation_url: string }).invitation_url).split('token=')[1]
  const member = await page('', '/invitations/accept', 'POST', { token, password: 'a long password of theirs' })
  const { id } = (member.body as unknown as { user: { id: string } }).user
  assert.equal((await page(member.cookie, '/management-keys')).status, 200)
  assert.equal((await page(setUp.cookie, `/members/${id}`, 'PATCH', { role: 'viewer' })).status, 200)
  assert.equal((await page(member.cookie, '/management-keys')).code, 'permission_denied', 'a role is gone with the very next request')
  assert.equal((await page(setUp.cookie, `/members/${id}`, 'DELETE')).status, 200)
  const third = (await signIn()).cookie
  const changed = await page(third, '/user/password', 'POST', { password: ownerPassword, new_password: 'a new long password' })
  assert.equal(changed.status, 200)
  for (const [what, cookie] of Object.entries({
    first,
    second,
    third,
    confirmed: confirmed.cookie,
    setUp: setUp.cookie,
    member: member.cookie,
  }))
    assert.equal(await works(cookie), false, what)
  assert.equal(await works(changed.cookie), true)
  assert.equal(
    (
      await ask('/sign-in', {
        method: 'POST',
        headers: house.fromPage,
        body: JSON.stringify({ email: ownerEmail, password: ownerPassword }),
      })
    ).status,
    401,
  )
})

test('W9: what needs a fresh proof is refused once the proof is old, and a proof is worth nothing with the cookie from before it', async () => {
  await using house = await open()
  const { page, setUp, clock } = house
  const cut = (cookie: string) => page(cookie, '/management-keys', 'POST', { name: 'ci', scope: 'read' })
  assert.equal((await cut(setUp.cookie)).status, 201)
  clock.advance(defaultControlSettings.confirmationMs)
  assert.equal((await cut(setUp.cookie)).code, 'confirmation_required')
  const wrong = await page(setUp.cookie, '/session/confirm', 'POST', { password: 'a wrong password' })
  assert.deepEqual([wrong.code, wrong.cookie], ['sign_in_failed', ''])
  assert.equal((await cut(setUp.cookie)).code, 'confirmation_required')
  const { cookie } = await page(setUp.cookie, '/session/confirm', 'POST', { password: ownerPassword })
  assert.equal((await cut(setUp.cookie)).status, 401)
  assert.equal((await cut(cookie)).status, 201)
})

test('W9, W15: no management key reveals a secret or cuts another key, and whoever guesses at a reveal waits, right or wrong', async () => {
  await using house = await open()
  const { page, ask, setUp, clock, first } = house
  const { id } = (await page(setUp.cookie, '/keys', 'POST', { name: 'app' })).body as unknown as { id: string }
  const authorization = `Bearer ${first.managementKey.reveal()}`
  for (const [path, body] of [
    [`/keys/${id}/reveal`, { password: ownerPassword }],
    ['/management-keys', { name: 'x', scope: 'read' }],
    ['/session/confirm', { password: ownerPassword }],
  ] as const) {
    const headers = { authorization, cookie: setUp.cookie, ...house.fromPage }
    assert.equal((await ask(path, { method: 'POST', headers, body: JSON.stringify(body) })).code, 'permission_denied', path)
  }
  const reveal = (password: string) => page(setUp.cookie, `/keys/${id}/reveal`, 'POST', { password })
  const codes = new Set<string>()
  for (let count = 0; count < defaultControlSettings.authFailuresPerMinute; count += 1) codes.add((await reveal(`guess ${count}`)).code)
  assert.deepEqual([...codes], ['sign_in_failed'])
  assert.equal((await reveal(ownerPassword)).code, 'rate_limit_exceeded')
  clock.advance(60_000)
  assert.equal((await reveal(ownerPassword)).status, 200)
})

test('W14: a filter is a text to compare with: no pattern, no command, and no longer than it may be', async () => {
  await using house = await open()
  const { page, setUp } = house
  const hostile = [
    '%',
    '_',
    "' OR 1=1 --",
    '"; DROP TABLE entries; --',
    '*',
    '../..',
    `${'a'.repeat(8_000)}`,
    '\u0000',
    '\u202e',
    '(?:a+)+$',
  ]
  for (const text of hostile)
    for (const name of ['model', 'user', 'key_id', 'request_id', 'error_code']) {
      const { status, body } = await page(setUp.cookie, `/usage?${name}=${encodeURIComponent(text)}`)
      assert.deepEqual([status, (body as unknown as { data: object[] }).data], [200, []], `${name}=${text.slice(0, 20)}`)
    }
  for (const text of hostile.slice(0, 5)) assert.equal((await page(setUp.cookie, `/audit?actor=${encodeURIComponent(text)}`)).status, 200)
  assert.ok((await page(setUp.cookie, '/entries')).status === 200)
})
