// Authenticator apps and recovery codes: what works, and what somebody finds who knows the password alone. Memory store, hand-moved clock.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { tokenOf } from '../../../test/control/furnish-scene.ts'
import { type AccountId, asId, type UserId } from '../../contract/ids.ts'
import { makeSession } from '../sessions/make-session.ts'
import { addPasskeyTo, appCode, passkeyProofFor, setUpApp, wrongCode } from '../../../test/control/factor-endpoint-cases.ts'
import {
  type Answered,
  fromPage,
  openTestControl,
  ownerEmail,
  ownerPassword,
  type TestControl,
} from '../../../test/control/open-test-control.ts'

const headers = fromPage
const minuteMs = 60_000

interface Protected {
  readonly control: TestControl
  readonly cookie: string
  readonly secret: string
  readonly codes: readonly string[]
  /** What the app shows now. */
  readonly code: () => string
  readonly mails: { readonly to: string; readonly subject: string; readonly text: string }[]
}

/** An owner with an app, whose first code is over. */
async function openProtected(): Promise<Protected> {
  const mails: Protected['mails'] = []
  const outbox = {
    mailer: { send: async (mail: { to: string; subject: string; text: string }) => void mails.push(mail) },
    webhooks: { allowPrivate: false, post: async () => ({ delivered: false, result: 'off' }) },
  }
  const control = await openTestControl({ outbox })
  const cookie = await control.setUp()
  const { secret, codes, confirmed } = await setUpApp(control.page(cookie), control.clock)
  assert.equal(confirmed.status, 201, confirmed.text)
  control.clock.advance(minuteMs)
  return { control, cookie, secret, codes, code: () => appCode(secret, control.clock.now()), mails }
}

const signIn = ({ ask }: TestControl, more: object = {}, address = '192.0.2.9'): Promise<Answered> =>
  ask('/sign-in', { body: { email: ownerEmail, password: ownerPassword, ...more }, headers, address })

/** A member of the owner's account, who is no operator. */
async function addBea(
  control: TestControl,
  cookie: string,
): Promise<{ readonly id: string; readonly page: ReturnType<TestControl['page']> }> {
  const token = tokenOf(await control.page(cookie)('/invitations', { body: { email: 'bea@example.com', role: 'admin' } }))
  const joined = await control.ask('/invitations/accept', { body: { token, password: ownerPassword }, headers })
  return { id: (joined.body as unknown as { user: { id: string } }).user.id, page: control.page(joined.cookie) }
}

const said = ({ status, body }: Answered): unknown[] => [status, body.error.code, body.error.param ?? null]

test('with an app, the password alone opens nothing, and says what is missing only when it is right', async () => {
  const { control, code } = await openProtected()
  assert.deepEqual(said(await signIn(control)), [401, 'second_factor_required', 'code'])
  assert.equal((await signIn(control)).cookie, '')
  assert.deepEqual(said(await signIn(control, { password: 'wrong password', code: code() })), [401, 'sign_in_failed', null])
  assert.deepEqual(said(await signIn(control, { password: 'wrong password' })), [401, 'sign_in_failed', null])
  const signedIn = await signIn(control, { code: `${code().slice(0, 3)} ${code().slice(3)}` })
  assert.equal(signedIn.status, 201, signedIn.text)
  assert.equal((await control.page(signedIn.cookie)('/session')).status, 200)
})

test('no code works twice, not even many at once, nor the one that confirmed the app', async () => {
  const control = await openTestControl()
  const page = control.page(await control.setUp())
  const { secret } = await setUpApp(page, control.clock)
  assert.deepEqual(said(await signIn(control, { code: appCode(secret, control.clock.now()) })), [401, 'sign_in_failed', 'code'])
  control.clock.advance(minuteMs)
  const code = appCode(secret, control.clock.now())
  const answers = await Promise.all(Array.from({ length: 5 }, () => signIn(control, { code })))
  assert.deepEqual(answers.filter(({ status }) => status === 201).length, 1)
})

test('nothing holds before a code confirms the app, and an attempt ends after half an hour', async () => {
  const control = await openTestControl()
  const cookie = await control.setUp()
  const page = control.page(cookie)
  const started = (await page('/user/totp', { body: {} })).body as unknown as { secret: string; otpauth_url: string }
  const url = new URL(started.otpauth_url)
  assert.deepEqual(
    [url.protocol, url.host, decodeURIComponent(url.pathname), url.searchParams.get('secret'), url.searchParams.get('issuer')],
    ['otpauth:', 'totp', `/NexoRouter localhost:${ownerEmail}`, started.secret, 'NexoRouter localhost'],
  )
  assert.equal((await signIn(control)).status, 201)
  assert.deepEqual(said(await page('/user/totp/confirm', { body: { code: wrongCode(started.secret, control.clock.now()) } })), [
    401,
    'sign_in_failed',
    'code',
  ])
  assert.deepEqual((await page('/user/factors')).body, {
    password: true,
    totp: false,
    passkeys: [],
    recovery_codes_left: 0,
    identities: [],
  })
  const other = (await page('/user/totp', { body: {} })).body as unknown as { secret: string }
  assert.equal((await page('/user/totp/confirm', { body: { code: appCode(started.secret, control.clock.now()) } })).status, 401)
  control.clock.advance(30 * minuteMs)
  const late = (await page('/session/confirm', { body: { password: ownerPassword } })).cookie
  const refused = await control.page(late)('/user/totp/confirm', { body: { code: appCode(other.secret, control.clock.now()) } })
  assert.deepEqual(said(refused), [409, 'conflict', null])
})

test('a recovery code stands in for the app, once, and its owner is told', async () => {
  const { control, cookie, codes, mails } = await openProtected()
  assert.equal(new Set(codes).size, 10)
  for (const code of codes) assert.match(code, /^[2-9A-HJ-NP-Z]{5}-[2-9A-HJ-NP-Z]{5}$/)
  const [first = '', second = '', third = ''] = codes
  assert.equal((await signIn(control, { code: first })).status, 201)
  const again = await signIn(control, { code: first })
  assert.deepEqual(said(again), [401, 'sign_in_failed', 'code'])
  assert.match(again.body.error.message, /recovery code .* each works once/)
  assert.equal((await signIn(control, { code: ` ${second.toLowerCase().replace('-', ' ')} ` })).status, 201)
  assert.deepEqual((await control.page(cookie)('/user/factors')).body, {
    password: true,
    totp: true,
    passkeys: [],
    recovery_codes_left: 8,
    identities: [],
  })
  const made = (await control.page(cookie)('/user/recovery-codes', { body: {} })).body as unknown as { recovery_codes: string[] }
  assert.equal((await signIn(control, { code: third })).status, 401)
  assert.equal((await signIn(control, { code: made.recovery_codes[0] })).status, 201)
  assert.deepEqual(
    mails.map(({ subject }) => subject),
    [
      'An authenticator app was set up for your user',
      'A recovery code of your user was used',
      'A recovery code of your user was used',
      'New recovery codes were made for your user',
      'A recovery code of your user was used',
    ],
  )
})

test('thirty wrong codes end the guessing for a day, from wherever; recovery codes still work, and a wrong password counts for nothing', async () => {
  const { control, secret, codes, code } = await openProtected()
  const wrong = wrongCode(secret, control.clock.now())
  const statuses: number[] = []
  for (let count = 0; count < 40; count += 1) statuses.push((await signIn(control, { code: wrong }, `198.51.100.${count}`)).status)
  assert.deepEqual([statuses.filter((status) => status === 401).length, statuses.at(-1)], [30, 429])
  assert.equal((await signIn(control, { code: code() })).status, 429)
  assert.equal((await signIn(control, { code: codes[0] })).status, 201)
  control.clock.advance(1_440 * minuteMs)
  for (let count = 0; count < 40; count += 1) {
    await signIn(control, { password: 'wrong password', code: wrong }, `203.0.113.${count}`)
    if (count % 15 === 0) control.clock.advance(minuteMs)
  }
  control.clock.advance(minuteMs)
  assert.equal((await signIn(control, { code: code() })).status, 201)
})

test('who changed their password, or was given a new app, is not kept out by the guesses before', async () => {
  const { control, cookie, secret, codes, code } = await openProtected()
  const lock = async (password: string): Promise<void> => {
    const wrong = wrongCode(secret, control.clock.now())
    for (let count = 0; count < 31; count += 1) await signIn(control, { password, code: wrong }, `198.51.100.${count}`)
    assert.equal((await signIn(control, { password, code: code() })).status, 429)
  }
  await lock(ownerPassword)
  const next = 'another good one 77'
  const changed = await control.page(cookie)('/user/password', { body: { password: ownerPassword, new_password: next, code: codes[0] } })
  assert.equal(changed.status, 200, changed.text)
  assert.equal((await signIn(control, { password: next, code: code() })).status, 201)
  control.clock.advance(minuteMs)
  await lock(next)
  const owner = await control.deps.store.findUserByEmail(ownerEmail)
  assert.equal((await control.ask(`/users/${owner?.id}/drop-factors`, { body: {}, local: true })).status, 200)
  const again = await setUpApp(control.page((await signIn(control, { password: next })).cookie), control.clock)
  control.clock.advance(minuteMs)
  assert.equal((await signIn(control, { password: next, code: appCode(again.secret, control.clock.now()) })).status, 201)
})

test('whatever else a password opens asks for the factor too: confirming, revealing, a new password, an invitation', async () => {
  const { control, cookie, code } = await openProtected()
  const page = control.page(cookie)
  const next = 'another good one 77'
  const key = (await page('/keys', { body: { name: 'app' } })).body as unknown as { id: string }
  const bea = await addBea(control, cookie)
  await control.deps.store.openWorkspace({ id: asId('acct_own'), name: 'Own', atMs: 0 }, asId(bea.id))
  const token = tokenOf(await bea.page('/invitations?account_id=acct_own', { body: { email: ownerEmail, role: 'admin' } }))
  const doors: [string, object, string][] = [
    [`/keys/${key.id}/reveal`, { password: ownerPassword }, cookie],
    ['/invitations/accept', { token, password: ownerPassword }, ''],
    ['/session/confirm', { password: ownerPassword }, cookie],
    ['/user/password', { password: ownerPassword, new_password: next }, cookie],
  ]
  let live = cookie
  for (const [path, body, from] of doors) {
    const asks = control.page(from === '' ? '' : live)
    assert.deepEqual(said(await asks(path, { body })), [401, 'second_factor_required', 'code'], path)
    assert.deepEqual(said(await asks(path, { body: { ...body, code: '2222222222' } })), [401, 'sign_in_failed', 'code'], path)
    const opened = await asks(path, { body: { ...body, code: code() } })
    assert.ok(opened.status < 300, `${path} ${opened.text}`)
    if (from !== '' && opened.cookie !== '') live = opened.cookie
    control.clock.advance(minuteMs)
  }
  const weak = await control.page(live)('/user/password', { body: { password: next, new_password: 'short', code: code() } })
  assert.deepEqual(said(weak), [400, 'invalid_request', 'new_password'])
  assert.equal((await signIn(control, { password: next, code: code() })).status, 201, 'a refused password cost no code')
})

test('somebody without a password reveals a key with the factor all the same', async () => {
  const control = await openTestControl()
  const { session, hash, cookie } = makeSession({ address: null, agent: '' }, control.deps)
  const createdAtMs = control.clock.now()
  const user = { id: asId<UserId>('user_bea'), email: 'bea@example.com', name: 'Bea', operator: false, disabled: false, createdAtMs }
  const account = { id: asId<AccountId>('acct_bea'), name: 'Bea', atMs: createdAtMs }
  assert.ok(await control.deps.store.signUp(account, { user, passwordHash: null, session, sessionHash: hash }))
  const page = control.page(cookie.split(';')[0] ?? '')
  const key = (await page('/keys', { body: { name: 'app' } })).body as unknown as { id: string }
  assert.equal((await page(`/keys/${key.id}/reveal`, { body: {} })).status, 200)
  const { secret } = await setUpApp(page, control.clock)
  control.clock.advance(minuteMs)
  assert.deepEqual(said(await page(`/keys/${key.id}/reveal`, { body: {} })), [401, 'second_factor_required', 'code'])
  assert.equal((await page(`/keys/${key.id}/reveal`, { body: { code: appCode(secret, control.clock.now()) } })).status, 200)
})

test('the audit log tells how somebody proved who they are, each time', async () => {
  const { control, cookie, codes, code } = await openProtected()
  assert.equal((await signIn(control, { code: codes[0] })).status, 201)
  assert.equal((await signIn(control, { code: code() })).status, 201)
  const page = control.page(cookie)
  const { cookie: confirmed } = await page('/session/confirm', { body: { password: ownerPassword, code: codes[1] } })
  assert.equal((await control.page(confirmed)('/user/totp', { method: 'DELETE' })).status, 200)
  assert.equal((await signIn(control)).status, 201)
  const { key } = await addPasskeyTo(control.page(confirmed))
  const { cookie: flow, passkey } = await passkeyProofFor(control, key)
  assert.equal((await control.ask('/sign-in/passkey', { body: { passkey }, headers, cookie: flow })).status, 201)
  const entries = await control.deps.store.listAudit(null, {}, 100, null)
  const proofs = entries.filter(({ after }) => after?.['proof'] !== undefined).map(({ action, after }) => [action, after?.['proof']])
  assert.deepEqual(proofs, [
    ['sign_in.passkey', 'passkey'],
    ['sign_in.create', 'password'],
    ['session.confirm', 'recovery_code'],
    ['sign_in.create', 'totp'],
    ['sign_in.create', 'recovery_code'],
  ])
})

test('what somebody else planted is named in the mail of every new password, and the mail of it says how it goes', async () => {
  const { control, cookie, mails, codes } = await openProtected()
  await addPasskeyTo(control.page(cookie))
  assert.match(mails.at(-1)?.text ?? '', /Settings[^]+a new password alone[^]+whoever runs the server/)
  const left = /an authenticator app[^]+a passkey, added on 20\d\d-\d\d-\d\d[^]+Settings/
  const next = 'another good one 77'
  await control.page(cookie)('/user/password', { body: { password: ownerPassword, code: codes[0], new_password: next } })
  assert.match(mails.at(-1)?.text ?? '', left)
  const started = await control.ask('/password-resets', { body: { email: ownerEmail }, headers })
  const code = /code: (\d{6})/.exec(mails.at(-1)?.text ?? '')?.[1]
  assert.equal(
    (await control.ask('/password-resets/complete', { body: { code, password: ownerPassword }, headers, cookie: started.cookie })).status,
    200,
  )
  assert.match(mails.at(-1)?.text ?? '', left)
})

test('a setup link takes a user back: whatever somebody else planted opens nothing any more, and the mail names what went', async () => {
  const { control, cookie, mails, codes, code } = await openProtected()
  const { key } = await addPasskeyTo(control.page(cookie))
  const { id } = (await control.deps.store.findUserByEmail(ownerEmail)) as { id: UserId }
  await control.deps.store.linkIdentity({ issuer: 'https://evil.example', subject: '1', userId: id, createdAtMs: 0 })
  const started = await control.ask('/password-resets', { body: { email: ownerEmail }, headers })
  const reset = /code: (\d{6})/.exec(mails.at(-1)?.text ?? '')?.[1]
  const { setup_url: link } = (await control.ask('/setup-links', { body: {}, local: true })).body as unknown as { setup_url: string }
  const token = link.split('token=')[1]
  const next = 'another good one 77'
  const before = mails.length
  const back = await control.ask('/setup', { body: { token, email: ownerEmail, password: next }, headers })
  assert.equal(back.status, 201)
  assert.deepEqual([mails.length, mails.at(-1)?.to], [before + 1, ownerEmail])
  assert.match(
    mails.at(-1)?.text ?? '',
    /is removed:[^]+an authenticator app[^]+a passkey, added on 20[^]+an identity of https:\/\/evil.example/,
  )
  const none = { password: true, totp: false, passkeys: [], recovery_codes_left: 0, identities: [] }
  assert.deepEqual((await control.page(back.cookie)('/user/factors')).body, none)
  assert.equal((await control.page(cookie)('/session')).status, 401)
  const proof = await passkeyProofFor(control, key)
  assert.equal((await control.ask('/sign-in/passkey', { body: { passkey: proof.passkey }, headers, cookie: proof.cookie })).status, 401)
  const late = { code: reset, password: ownerPassword }
  assert.equal((await control.ask('/password-resets/complete', { body: late, headers, cookie: started.cookie })).status, 401)
  for (const old of [code(), codes[0]])
    assert.deepEqual(said(await signIn(control, { code: old })), [401, 'sign_in_failed', null], 'the old password')
  assert.equal((await signIn(control, { password: next })).status, 201)
})

test('an app and recovery codes change only for who just proved who they are, with the factor', async () => {
  const { control, cookie } = await openProtected()
  control.clock.advance(10 * minuteMs)
  const page = control.page(cookie)
  for (const [path, asking] of [
    ['/user/totp', { body: {} }],
    ['/user/totp/confirm', { body: { code: '000000' } }],
    ['/user/totp', { method: 'DELETE' }],
    ['/user/recovery-codes', { body: {} }],
  ] as const)
    assert.deepEqual(said(await page(path, asking)), [403, 'confirmation_required', null], path)
  assert.equal((await control.operator('/user/totp', { body: {} })).status, 403, 'a management key is nobody')
})

test('without the app nothing is asked any more, and its recovery codes are gone', async () => {
  const { control, cookie, codes } = await openProtected()
  const page = control.page(cookie)
  assert.equal((await page('/user/totp', { method: 'DELETE' })).status, 200)
  assert.equal((await page('/user/totp', { method: 'DELETE' })).status, 404)
  assert.equal((await page('/user/recovery-codes', { body: {} })).status, 409)
  assert.equal((await signIn(control)).status, 201)
  assert.equal((await signIn(control, { code: codes[0] })).status, 201, 'a code that nobody asked for is not looked at')
})

test('a reset of the password is no way around the app', async () => {
  const { control, code } = await openProtected()
  const owner = await control.deps.store.findUserByEmail(ownerEmail)
  const started = await control.ask('/password-resets', { body: { email: ownerEmail }, headers })
  const { reset_id } = started.body as unknown as { reset_id: string }
  const shown = await control.ask(`/users/${owner?.id}/reset-code`, { body: { reset_id }, local: true })
  const next = 'another good one 77'
  const body = { code: String((shown.body as Record<string, unknown>)['code']), password: next }
  assert.equal((await control.ask('/password-resets/complete', { body, headers, cookie: started.cookie })).status, 200)
  assert.equal((await signIn(control, { password: next })).body.error.code, 'second_factor_required')
  assert.equal((await signIn(control, { password: next, code: code() })).status, 201)
})

test('W13: an operator takes the factors of others away, other operators are for the command line, and the person is told', async () => {
  const { control, cookie, mails, secret } = await openProtected()
  const page = control.page(cookie)
  const { id: beaId, page: beaPage } = await addBea(control, cookie)
  const ownerId = (await control.deps.store.findUserByEmail(ownerEmail))?.id
  const drop = (id: string | undefined, by = page): Promise<Answered> => by(`/users/${id}/drop-factors`, { body: {} })
  assert.equal((await drop(beaId)).status, 409, 'there are none')
  await setUpApp(beaPage, control.clock)
  assert.equal((await drop(beaId, beaPage)).status, 403)
  assert.equal((await drop(beaId, control.operator)).status, 403, 'a management key alone')
  assert.equal((await drop('user_none')).status, 404)
  control.clock.advance(6 * minuteMs)
  assert.deepEqual(said(await drop(beaId)), [403, 'confirmation_required', null])
  const { cookie: fresh } = await page('/session/confirm', {
    body: { password: ownerPassword, code: appCode(secret, control.clock.now()) },
  })
  assert.equal((await drop(beaId, control.page(fresh))).status, 200)
  assert.equal((await beaPage('/session')).status, 401, 'signed out, with whoever else was in')
  const [entry] = await control.deps.store.listAudit(null, { action: 'users.drop_factors' }, 1, null)
  assert.deepEqual([entry?.target, entry?.before], [beaId, { totp: true, passkeys: 0, recovery_codes: 10 }])
  assert.deepEqual(mails.at(-1), { ...mails.at(-1), to: 'bea@example.com', subject: 'Your second factors were removed by an operator' })
  assert.equal((await control.ask('/sign-in', { body: { email: 'bea@example.com', password: ownerPassword }, headers })).status, 201)
  const beaIdentity = { issuer: 'https://id.example', subject: '1', userId: asId<UserId>(beaId), createdAtMs: 0 }
  await control.deps.store.linkIdentity(beaIdentity)
  assert.equal((await drop(beaId, control.page(fresh))).status, 409, 'an identity is no factor')
  assert.equal((await control.page(fresh)(`/users/${beaId}/drop-factors`, { body: { identities: true } })).status, 200)
  const [all] = await control.deps.store.listAudit(null, { action: 'users.drop_factors' }, 1, null)
  assert.deepEqual([all?.before?.['identities'], all?.after?.['identities']], [1, true])
  assert.match(mails.at(-1)?.subject ?? '', /identities of other services were removed/)
  assert.equal((await drop(ownerId, control.page(fresh))).status, 403)
  assert.equal((await control.ask(`/users/${ownerId}/drop-factors`, { body: {}, local: true })).status, 200)
  assert.equal((await signIn(control)).status, 201)
})

test('no secret, code or recovery code stands in the store, an entry of the audit log or a mail; a wrong code is no entry', async () => {
  const { control, secret, codes, code, mails } = await openProtected()
  const used = code()
  await signIn(control, { code: wrongCode(secret, control.clock.now()) })
  await signIn(control, { code: used })
  await signIn(control, { code: codes[0] })
  const owner = await control.deps.store.findUserByEmail(ownerEmail)
  assert.ok(owner)
  const entries = await control.deps.store.listAudit(null, {}, 100, null)
  const actions = entries.map(({ action }) => action)
  assert.equal(actions.filter((action) => action === 'sign_in.create').length, 2)
  for (const action of ['user.totp', 'user.totp.confirm']) assert.ok(actions.includes(action), action)
  const { totp } = await control.deps.store.factorsOf(owner.id)
  const rested = Buffer.from(totp?.sealedSecret ?? []).toString('latin1')
  const text = JSON.stringify([entries, mails]) + rested
  for (const hidden of [secret, used, ...codes, ...codes.map((one) => one.replace('-', ''))]) assert.ok(!text.includes(hidden))
})
