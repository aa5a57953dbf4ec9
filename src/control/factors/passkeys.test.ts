// Passkeys: what they open, and what an attacker finds who changes one thing about them. Memory store, hand-moved clock, authenticator in software.
import assert from 'node:assert/strict'
import { generateKeyPairSync, sign } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { test } from 'node:test'
import { androidAttestation } from '../../../test/control/android-attestation.ts'
import { addPasskeyTo, passkeyProofFor } from '../../../test/control/factor-endpoint-cases.ts'
import { tokenOf } from '../../../test/control/furnish-scene.ts'
import {
  type Answered,
  fromPage,
  openTestControl,
  ownerEmail,
  ownerPassword,
  type TestControl,
} from '../../../test/control/open-test-control.ts'
import { type Deviation, type SoftPasskey, softPasskey } from '../../../test/control/soft-authenticator.ts'
import { asId } from '../../contract/ids.ts'

const headers = fromPage
const minuteMs = 60_000
const said = ({ status, body }: Answered): unknown[] => [status, body.error?.code, body.error?.param ?? null]
const refused = [401, 'sign_in_failed', 'passkey']

interface Opened {
  readonly control: TestControl
  readonly cookie: string
  readonly key: SoftPasskey
  readonly codes: readonly string[]
}

async function openWithPasskey(): Promise<Opened> {
  const control = await openTestControl()
  const cookie = await control.setUp()
  const { key, added } = await addPasskeyTo(control.page(cookie))
  assert.equal(added.status, 201, added.text)
  return { control, cookie, key, codes: (added.body as unknown as { recovery_codes: string[] }).recovery_codes }
}

/** Signs in with what the key makes of a fresh request. */
async function signIn(control: TestControl, key: SoftPasskey, deviation: Deviation = {}): Promise<Answered> {
  const { cookie, passkey } = await passkeyProofFor(control, key, deviation)
  return control.ask('/sign-in/passkey', { body: { passkey }, headers, cookie })
}

test('a passkey signs its owner in, alone, and the password without it opens nothing any more', async () => {
  const { control, key, codes } = await openWithPasskey()
  const signedIn = await signIn(control, key)
  assert.equal(signedIn.status, 201, signedIn.text)
  assert.partialDeepStrictEqual((await control.page(signedIn.cookie)('/session')).body, { user: { email: ownerEmail } })
  const plain = { email: ownerEmail, password: ownerPassword }
  assert.equal((await control.ask('/sign-in', { body: plain, headers })).body.error.code, 'second_factor_required')
  assert.equal((await control.ask('/sign-in', { body: { ...plain, code: '123456' }, headers })).status, 401)
  assert.equal((await control.ask('/sign-in', { body: { ...plain, code: codes[0] }, headers })).status, 201)
})

test('whatever does not fit the request, the site or the person is refused in the same words', async () => {
  const { control, key } = await openWithPasskey()
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const deviations: Readonly<Record<string, Deviation>> = {
    'another origin': { origin: 'https://evil.example' },
    'the same name on another port': { origin: 'http://localhost:3002' },
    'another site': { rpId: 'evil.example' },
    'another challenge': { challenge: 'AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA' },
    'another ceremony': { type: 'webauthn.create' },
    'nobody recognised': { verified: false },
    'another key': { key: privateKey },
    'another person': { userHandle: Buffer.from('user_other').toString('base64url') },
  }
  const messages = new Set<string>()
  for (const [name, deviation] of Object.entries(deviations)) {
    const answered = await signIn(control, key, deviation)
    assert.deepEqual(said(answered), refused, name)
    messages.add(answered.body.error.message)
  }
  const stranger = await signIn(control, softPasskey())
  assert.deepEqual(said(stranger), refused)
  messages.add(stranger.body.error.message)
  assert.equal(messages.size, 1)
  control.clock.advance(minuteMs)
  assert.equal((await signIn(control, key)).status, 201)
})

test('an answer works once, in the browser that asked, within five minutes, and not from a copy of the key', async () => {
  const { control, key } = await openWithPasskey()
  const { passkey } = await passkeyProofFor(control, key)
  const send = (from: string): Promise<Answered> => control.ask('/sign-in/passkey', { body: { passkey }, headers, cookie: from })
  assert.deepEqual(said(await send('')), refused)
  const other = await passkeyProofFor(control, key)
  assert.deepEqual(said(await send(other.cookie)), refused, 'the answer to the request of another browser')
  assert.equal((await control.ask('/sign-in/passkey', { body: { passkey: other.passkey }, headers, cookie: other.cookie })).status, 401)
  const fresh = await passkeyProofFor(control, key)
  const sent = await Promise.all(
    Array.from({ length: 5 }, () => control.ask('/sign-in/passkey', { body: { passkey: fresh.passkey }, headers, cookie: fresh.cookie })),
  )
  assert.equal(sent.filter(({ status }) => status === 201).length, 1)
  assert.deepEqual(said(await signIn(control, key, { counter: 1 })), refused, 'a counter that does not grow')
  const late = await passkeyProofFor(control, key)
  control.clock.advance(5 * minuteMs)
  assert.deepEqual(said(await control.ask('/sign-in/passkey', { body: { passkey: late.passkey }, headers, cookie: late.cookie })), refused)
})

test('a passkey stands for password and code wherever they are asked for, and only for its owner', async () => {
  const { control, cookie, key } = await openWithPasskey()
  const invited = await control.page(cookie)('/invitations', { body: { email: 'bea@example.com', role: 'admin' } })
  const joined = await control.ask('/invitations/accept', { body: { token: tokenOf(invited), password: ownerPassword }, headers })
  const beaId = (joined.body as unknown as { user: { id: string } }).user.id
  const bea = await addPasskeyTo(control.page(joined.cookie))
  await control.deps.store.openWorkspace({ id: asId('acct_own'), name: 'Own', atMs: 0 }, asId(beaId))
  const again = await control.page(joined.cookie)('/invitations?account_id=acct_own', { body: { email: ownerEmail, role: 'admin' } })
  const apiKey = (await control.page(cookie)('/keys', { body: { name: 'app' } })).body as unknown as { id: string }
  const doors: [string, object][] = [
    ['/invitations/accept', { token: tokenOf(again) }],
    [`/keys/${apiKey.id}/reveal`, {}],
    ['/session/confirm', {}],
    ['/user/password', { new_password: 'another good one 77' }],
  ]
  let live = cookie
  for (const [path, body] of doors) {
    const send = async (by: SoftPasskey): Promise<Answered> => {
      const { cookie: flow, passkey } = await passkeyProofFor(control, by)
      return control.ask(path, { body: { ...body, passkey }, headers, cookie: `${live}; ${flow}` })
    }
    assert.deepEqual(said(await send(bea.key)), refused, `${path} by somebody else`)
    const opened = await send(key)
    assert.ok(opened.status < 300, `${path} ${opened.text}`)
    if (path !== '/invitations/accept' && opened.cookie !== '') live = opened.cookie
    control.clock.advance(minuteMs)
  }
  assert.deepEqual(said(await control.page(live)('/session/confirm', { body: {} })), [400, 'invalid_request', 'password'])
})

test('a passkey is added by who just proved who they are, for the challenge they were given, and belongs to one person', async () => {
  const { control, cookie, key } = await openWithPasskey()
  const page = control.page(cookie)
  const begin = async (): Promise<unknown> =>
    ((await page('/user/passkeys/options', { body: {} })).body as unknown as { options: unknown }).options
  const name = 'key'
  assert.deepEqual(said(await page('/user/passkeys', { body: { name, passkey: softPasskey().create({ challenge: 'AAAA' }) } })), [
    409,
    'conflict',
    null,
  ])
  for (const deviation of [
    { origin: 'https://evil.example' },
    { rpId: 'evil.example' },
    { challenge: 'AAAA' },
    { verified: false },
    { id: softPasskey().id },
    { type: 'webauthn.get' },
  ] as Deviation[]) {
    const passkey = softPasskey().create(await begin(), deviation)
    assert.deepEqual(said(await page('/user/passkeys', { body: { name, passkey } })), refused, JSON.stringify(deviation))
  }
  const options = (await begin()) as { excludeCredentials: { id: string }[]; authenticatorSelection: object }
  assert.deepEqual(
    options.excludeCredentials.map(({ id }) => id),
    [key.id],
  )
  assert.partialDeepStrictEqual(options.authenticatorSelection, { residentKey: 'required', userVerification: 'required' })
  assert.deepEqual(said(await page('/user/passkeys', { body: { name, passkey: key.create(options) } })), [409, 'conflict', 'passkey'])
  const second = await addPasskeyTo(page)
  assert.deepEqual((second.added.body as Record<string, unknown>)['recovery_codes'], null, 'recovery codes come with the first factor')
  control.clock.advance(10 * minuteMs)
  for (const [path, asking] of [
    ['/user/passkeys/options', { body: {} }],
    ['/user/passkeys', { body: { name, passkey: softPasskey().create(options) } }],
    [`/user/passkeys/${key.id}`, { method: 'DELETE' }],
  ] as const)
    assert.equal((await page(path, asking)).body.error.code, 'confirmation_required', path)
})

test('no attestation makes the server call an address; one that a key signs for itself is as good as none', async (t) => {
  let calls = 0
  const listener = createServer((_request, response) => {
    calls += 1
    response.end()
  })
  listener.listen(0, '127.0.0.1')
  await once(listener, 'listening')
  t.after(() => listener.close())
  const revokedUrl = `http://127.0.0.1:${(listener.address() as AddressInfo).port}/revoked`
  const control = await openTestControl()
  const page = control.page(await control.setUp())
  const add = async (deviation: Deviation): Promise<Answered> => {
    const { options } = (await page('/user/passkeys/options', { body: {} })).body as unknown as { options: unknown }
    return page('/user/passkeys', { body: { name: 'phone', passkey: softPasskey().create(options, deviation) } })
  }
  const attest = androidAttestation(revokedUrl)
  assert.deepEqual(said(await add({ attest })), refused)
  assert.deepEqual(said(await add({ attest: (of) => ({ ...attest(of), format: 'packed' }) })), refused)
  assert.equal(calls, 0)
  const bySelf: Deviation['attest'] = ({ authData, clientDataHash, privateKey }) => {
    const signature = sign('sha256', Buffer.concat([authData, clientDataHash]), privateKey)
    const statement = Buffer.concat([Buffer.from('a263616c672663736967', 'hex'), Buffer.from([0x58, signature.length]), signature])
    return { format: 'packed', statement }
  }
  assert.equal((await add({ attest: bySelf })).status, 201)
})

test('a removed passkey opens nothing, and so does one of somebody disabled', async () => {
  const { control, cookie, key } = await openWithPasskey()
  const page = control.page(cookie)
  const second = await addPasskeyTo(page)
  const owner = await control.deps.store.findUserByEmail(ownerEmail)
  await control.deps.store.changeUser(asId(owner?.id ?? ''), { disabled: true })
  assert.deepEqual(said(await signIn(control, key)), refused)
  await control.deps.store.changeUser(asId(owner?.id ?? ''), { disabled: false })
  const back = await signIn(control, key)
  assert.equal((await control.page(back.cookie)(`/user/passkeys/${key.id}`, { method: 'DELETE' })).status, 200)
  assert.equal((await control.page(back.cookie)(`/user/passkeys/${key.id}`, { method: 'DELETE' })).status, 404)
  assert.deepEqual(said(await signIn(control, key)), refused)
  assert.equal((await control.page(back.cookie)(`/user/passkeys/${second.key.id}`, { method: 'DELETE' })).status, 200)
  assert.equal((await control.ask('/sign-in', { body: { email: ownerEmail, password: ownerPassword }, headers })).status, 201)
})

test('where the server is known by an IP number there are no passkeys, and it says so', async () => {
  for (const publicUrl of ['http://127.0.0.1:3001', 'http://[::1]:3001']) {
    const { ask } = await openTestControl({ publicUrl })
    assert.partialDeepStrictEqual((await ask('/sign-in')).body, { passkeys: false })
    const answered = await ask('/passkey-requests', { body: {}, headers: { ...fromPage, origin: publicUrl } })
    assert.deepEqual(said(answered), [409, 'conflict', null])
    const from = { headers: { ...fromPage, origin: publicUrl } }
    for (let count = 0; count < 25; count += 1) await ask('/passkey-requests', { body: {}, ...from })
    assert.equal((await ask('/sign-in', { body: { email: ownerEmail, password: 'x' }, ...from })).status, 401, 'nobody guessed')
  }
})

test('a proof by passkey is refused where there are none, as the reference says, and adding one is in the audit log once', async () => {
  const { control, key } = await openWithPasskey()
  const entries = await control.deps.store.listAudit(null, { action: 'user.passkeys' }, 10, null)
  assert.deepEqual(
    entries.map(({ target, after }) => [target, after]),
    [[key.id, { name: 'laptop' }]],
  )
  const { ask, first } = await openTestControl({ publicUrl: 'http://127.0.0.1:3001' })
  const from = { headers: { ...fromPage, origin: 'http://127.0.0.1:3001', host: '127.0.0.1:3001' } }
  const token = first.setupUrl.reveal().split('token=')[1]
  const { cookie } = await ask('/setup', { body: { token, email: ownerEmail, password: ownerPassword }, ...from })
  const passkey = key.get({ challenge: 'AAAA' })
  for (const [path, body] of [
    ['/session/confirm', { passkey }],
    ['/user/password', { passkey, new_password: 'another good one 77' }],
  ] as const)
    assert.deepEqual(said(await ask(path, { body, cookie, ...from })), [409, 'conflict', null], path)
})

test('who signs in by passkey again and again from one address is not taken for a guesser', async () => {
  const { control, key } = await openWithPasskey()
  for (let count = 0; count < 25; count += 1) assert.equal((await signIn(control, key)).status, 201, String(count))
})

test('strangers write nothing into the audit log, and all of one IPv6 network are one', async () => {
  const control = await openTestControl()
  await control.setUp()
  const { entries } = await control.deps.store.verifyAudit()
  const statuses: number[] = []
  for (let count = 0; count < 25; count += 1) {
    const address = count % 2 === 0 ? `2001:db8:0:7::${count}` : `2001:db8:0000:0007:${count}:0:0:1`
    statuses.push((await control.ask('/passkey-requests', { body: {}, headers, address })).status)
  }
  assert.deepEqual([statuses.filter((status) => status === 201).length, statuses.at(-1)], [20, 429])
  assert.equal((await control.ask('/passkey-requests', { body: {}, headers, address: '2001:db8:0:8::1' })).status, 201)
  assert.equal((await control.ask('/password-resets', { body: { email: ownerEmail }, headers })).status, 201)
  assert.equal((await control.deps.store.verifyAudit()).entries, entries)
})

test('a reset under way and a try with a passkey in the same browser leave each other alone, whichever began first', async () => {
  const { control, key } = await openWithPasskey()
  const owner = await control.deps.store.findUserByEmail(ownerEmail)
  for (const first of ['reset', 'passkey']) {
    const jar = new Map<string, string>()
    const from = async (path: string, body: object): Promise<Answered> => {
      const answered = await control.ask(path, { body, headers, cookie: [...jar].map((pair) => pair.join('=')).join('; ') })
      const [name = '', value = ''] = answered.cookie.split('=')
      if (name !== '') jar.set(name, value)
      return answered
    }
    let reset_id = ''
    const startReset = async (): Promise<void> => {
      reset_id = String((await from('/password-resets', { email: ownerEmail })).body['reset_id'])
    }
    if (first === 'reset') await startReset()
    const { options } = (await from('/passkey-requests', {})).body as unknown as { options: unknown }
    if (first === 'passkey') await startReset()
    assert.equal((await from('/sign-in/passkey', { passkey: key.get(options) })).status, 201, first)
    const shown = await control.ask(`/users/${owner?.id}/reset-code`, { body: { reset_id }, local: true })
    const { code } = shown.body as unknown as { code: string }
    assert.equal((await from('/password-resets/complete', { code, password: `${first} is a good one 77` })).status, 200, first)
  }
})

test('one address asks for twenty requests a minute at most, and other sites for none', async () => {
  const { ask } = await openTestControl()
  const statuses: number[] = []
  for (let count = 0; count < 25; count += 1) statuses.push((await ask('/passkey-requests', { body: {}, headers })).status)
  assert.deepEqual([statuses.filter((status) => status === 201).length, statuses.at(-1)], [20, 429])
  const foreign = { 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' }
  assert.equal((await ask('/passkey-requests', { body: {}, headers: foreign, address: '192.0.2.7' })).status, 403)
})
