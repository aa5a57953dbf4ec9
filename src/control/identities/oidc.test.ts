// W6: signing in through another service, against a provider over loopback sockets: what works, and what an attacker finds.
import assert from 'node:assert/strict'
import { generateKeyPairSync } from 'node:crypto'
import { after, before, test } from 'node:test'
import { appCode, setUpApp } from '../../../test/control/factor-endpoint-cases.ts'
import {
  type Answered,
  fromPage,
  openTestControl,
  ownerEmail,
  ownerPassword,
  type TestControl,
} from '../../../test/control/open-test-control.ts'
import { openTestIssuer, testClient, type TestIssuer } from '../../../test/identity/open-test-issuer.ts'
import { Secret } from '../../base/secret.ts'
import { openOidc } from '../../identity/oidc.ts'
import { defaultControlSettings } from '../control-deps.ts'

const headers = fromPage
let issuer: TestIssuer
before(async () => void (issuer = await openTestIssuer()))
after(() => issuer.close())

const ann = { sub: 'person-1', email: 'ann@example.com', email_verified: true, name: 'Ann' }

async function open(signUp = true, clientSecret: string = testClient.secret): Promise<TestControl & { readonly reasons: string[] }> {
  issuer.person = ann
  issuer.deviation = {}
  const reasons: string[] = []
  const settings = {
    id: 'default',
    issuer: issuer.url,
    clientId: testClient.id,
    clientSecret: new Secret(clientSecret),
    name: 'Test login',
  }
  const oidc = openOidc({ ...settings, refused: (reason) => void reasons.push(reason) })
  return { ...(await openTestControl({ oidc: [oidc], settings: { ...defaultControlSettings, signUp } })), reasons }
}

/** As far as the callback page: the cookie of the browser, and what the service sent it back with. */
async function goThere({ ask }: TestControl): Promise<{ readonly cookie: string; readonly query: string; readonly url: string }> {
  const started = await ask('/oidc-requests', { body: {}, headers })
  assert.equal(started.status, 201, started.text)
  const { url } = started.body as unknown as { url: string }
  return { cookie: started.cookie, url, query: await issuer.authorize(url) }
}

const finish = ({ ask }: TestControl, { cookie, query }: { cookie: string; query: string }): Promise<Answered> =>
  ask('/sign-in/oidc', { body: { query }, headers, cookie })
const signIn = async (control: TestControl): Promise<Answered> => finish(control, await goThere(control))
const said = ({ status, body }: Answered): unknown[] => [status, body.error?.code]

test('somebody new signs up where that is allowed, and is the same person the next time, whatever their address is then', async () => {
  const control = await open()
  const first = await signIn(control)
  assert.equal(first.status, 201, first.text)
  assert.partialDeepStrictEqual(first.body, { user: { email: 'ann@example.com', name: 'Ann', operator: false }, role: 'owner' })
  issuer.person = { ...ann, email: 'married@example.com' }
  const again = await signIn(control)
  assert.partialDeepStrictEqual(again.body, { user: { email: 'ann@example.com' } })
  assert.equal(await control.deps.store.countUsers(), 1)
})

test('the request carries PKCE, state and nonce, new each time, and asks for nothing but who somebody is', async () => {
  const control = await open()
  const [one, two] = [await goThere(control), await goThere(control)].map(({ url }) => new URL(url).searchParams)
  for (const name of ['state', 'nonce', 'code_challenge']) {
    assert.ok((one?.get(name) ?? '').length >= 43, name)
    assert.notEqual(one?.get(name), two?.get(name), name)
  }
  const fixed = { response_type: 'code', client_id: testClient.id, scope: 'openid email profile', code_challenge_method: 'S256' }
  for (const [name, value] of Object.entries(fixed)) assert.equal(one?.get(name), value)
  assert.equal(one?.get('redirect_uri'), 'http://localhost:3001/sign-in/callback')
})

test('an answer works once, in the browser that asked, within a quarter of an hour, and with its own state', async () => {
  const control = await open()
  const gone = await goThere(control)
  assert.deepEqual(said(await finish(control, { ...gone, cookie: '' })), [401, 'sign_in_failed'])
  const victim = await goThere(control)
  assert.deepEqual(said(await finish(control, { cookie: victim.cookie, query: gone.query })), [401, 'sign_in_failed'], 'login CSRF')
  assert.deepEqual(said(await finish(control, victim)), [401, 'sign_in_failed'], 'the one try is used up')
  const code = new URLSearchParams(gone.query).get('code') ?? ''
  const injected = await goThere(control)
  const own = new URLSearchParams(injected.query)
  own.set('code', code)
  assert.deepEqual(
    said(await finish(control, { ...injected, query: own.toString() })),
    [401, 'sign_in_failed'],
    'a code of another browser: PKCE',
  )
  const good = await goThere(control)
  const sent = await Promise.all(Array.from({ length: 4 }, () => finish(control, good)))
  assert.equal(sent.filter(({ status }) => status === 201).length, 1)
  const late = await goThere(control)
  control.clock.advance(15 * 60_000)
  assert.deepEqual(said(await finish(control, late)), [401, 'sign_in_failed'])
})

test('a token that is not for us, of another service, for another request, over, unsigned or signed by somebody else proves nothing', async () => {
  const control = await open()
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const past = Math.floor(Date.now() / 1_000) - 3_600
  const deviations: Readonly<Record<string, TestIssuer['deviation']>> = {
    audience: { claims: { aud: 'somebody-else' } },
    issuer: { claims: { iss: 'https://evil.example' } },
    nonce: { claims: { nonce: 'another' } },
    'no nonce': { claims: { nonce: undefined } },
    'no subject': { claims: { sub: undefined } },
    expired: { claims: { exp: past, iat: past - 60 } },
    unsigned: { alg: 'none' },
    'another key': { key: privateKey },
  }
  const messages = new Set<string>()
  for (const [name, deviation] of Object.entries(deviations)) {
    issuer.deviation = deviation
    const answered = await signIn(control)
    assert.deepEqual(said(answered), [401, 'sign_in_failed'], name)
    messages.add(answered.body.error.message)
    control.clock.advance(60_000)
  }
  assert.equal(messages.size, 1)
  assert.equal(await control.deps.store.countUsers(), 0)
  for (const query of ['error=access_denied', 'code=x', 'state=x', 'code=a&code=b', '%%%']) {
    const { cookie } = await goThere(control)
    assert.deepEqual(said(await finish(control, { cookie, query })), [401, 'sign_in_failed'], query)
    control.clock.advance(60_000)
  }
})

test('an address that is known here joins nobody: its owner signs in as before and connects the two, after proving who they are', async () => {
  const control = await open()
  const cookie = await control.setUp()
  issuer.person = { sub: 'person-2', email: ownerEmail, email_verified: true }
  assert.deepEqual(said(await signIn(control)), [403, 'identity_unknown'])
  const connect = async (session: string): Promise<Answered> => {
    const gone = await goThere(control)
    return control.ask('/user/identities', { body: { query: gone.query }, headers, cookie: `${session}; ${gone.cookie}` })
  }
  const connected = await connect(cookie)
  assert.equal(connected.status, 201, connected.text)
  assert.partialDeepStrictEqual(connected.body, { identities: [{ issuer: issuer.url, name: 'Test login' }] })
  assert.partialDeepStrictEqual((await signIn(control)).body, { user: { email: ownerEmail } })
  control.clock.advance(10 * 60_000)
  assert.deepEqual(said(await connect(cookie)), [403, 'confirmation_required'])
  const fresh = (await control.page(cookie)('/session/confirm', { body: { password: ownerPassword } })).cookie
  assert.deepEqual((await control.page(fresh)('/user/identities', { method: 'DELETE' })).body, { unlinked: 1 })
  assert.deepEqual(said(await signIn(control)), [403, 'identity_unknown'])
})

test('an identity belongs to one person: nobody else connects it', async () => {
  const control = await open()
  const cookie = await control.setUp()
  assert.equal((await signIn(control)).status, 201, 'ann has a user of her own')
  const gone = await goThere(control)
  const taken = await control.ask('/user/identities', { body: { query: gone.query }, headers, cookie: `${cookie}; ${gone.cookie}` })
  assert.deepEqual(said(taken), [409, 'conflict'])
})

test('nobody new comes in without sign-up, with an address that was not checked, or under somebody disabled', async () => {
  const closed = await open(false)
  assert.deepEqual(said(await signIn(closed)), [403, 'identity_unknown'])
  const control = await open()
  for (const email_verified of [false, undefined, 'false', 1]) {
    issuer.person = { ...ann, email_verified }
    assert.deepEqual(said(await signIn(control)), [403, 'identity_unknown'], String(email_verified))
  }
  issuer.person = ann
  const { body } = await signIn(control)
  const id = (body as unknown as { user: { id: never } }).user.id
  await control.deps.store.changeUser(id, { disabled: true })
  assert.deepEqual(said(await signIn(control)), [401, 'sign_in_failed'])
})

test('the second factor is asked for all the same, five times at most', async () => {
  const control = await open()
  const first = await signIn(control)
  const { secret, codes } = await setUpApp(control.page(first.cookie), control.clock)
  control.clock.advance(60_000)
  const code = (cookie: string, text: string): Promise<Answered> =>
    control.ask('/sign-in/oidc/code', { body: { code: text }, headers, cookie })
  const gone = await goThere(control)
  const asked = await finish(control, gone)
  assert.deepEqual([...said(asked), asked.cookie], [401, 'second_factor_required', ''])
  assert.deepEqual(said(await code('', appCode(secret, control.clock.now()))), [401, 'sign_in_failed'], 'in another browser')
  assert.equal((await code(gone.cookie, appCode(secret, control.clock.now()))).status, 201)
  assert.equal((await code(gone.cookie, codes[0] ?? '')).status, 401, 'once')
  const other = await goThere(control)
  await finish(control, other)
  for (let tries = 0; tries < 5; tries += 1) assert.equal((await code(other.cookie, 'ABCDE-FGHJK')).status, 401)
  assert.equal((await code(other.cookie, codes[0] ?? '')).status, 401, 'the tries are used up')
})

test('a sign-in that waits for a code ends with the factors that the code was of, instead of opening without one', async () => {
  const control = await open()
  const first = await signIn(control)
  const { codes } = await setUpApp(control.page(first.cookie), control.clock)
  const gone = await goThere(control)
  assert.deepEqual(said(await finish(control, gone)), [401, 'second_factor_required'])
  const { id } = (first.body as unknown as { user: { id: string } }).user
  assert.equal((await control.ask(`/users/${id}/drop-factors`, { body: {}, local: true })).status, 200)
  for (const code of [codes[0], '000000'])
    assert.deepEqual(said(await control.ask('/sign-in/oidc/code', { body: { code }, headers, cookie: gone.cookie })), [
      401,
      'sign_in_failed',
    ])
})

test('a service that knows another secret, or does not answer, is said to the operator, and the secret to nobody', async () => {
  const control = await open(true, 'a secret that is not theirs')
  assert.deepEqual(said(await signIn(control)), [401, 'sign_in_failed'])
  assert.ok(control.reasons.length === 1 && !control.reasons[0]?.includes('secret that'), control.reasons[0] ?? 'nothing said')
  const settings = {
    id: 'default',
    issuer: 'http://127.0.0.1:9',
    clientId: 'x',
    clientSecret: new Secret('canary secret of the client'),
    name: 'Gone',
  }
  const reasons: string[] = []
  const gone = await openTestControl({ oidc: [openOidc({ ...settings, refused: (reason) => void reasons.push(reason) })] })
  const answered = await gone.ask('/oidc-requests', { body: {}, headers })
  assert.deepEqual(said(answered), [503, 'upstream_unavailable'])
  assert.ok(reasons.length === 1 && !(reasons.join() + answered.text).includes('canary'))
  assert.deepEqual(said(await (await openTestControl()).ask('/oidc-requests', { body: {}, headers })), [409, 'conflict'])
})
