// What another service is good for beside signing in: confirming for people without a password, accepting an invitation; and several services side by
// side. Against providers over loopback sockets.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { appCode, setUpApp } from '../../../test/control/factor-endpoint-cases.ts'
import { tokenOf } from '../../../test/control/furnish-scene.ts'
import { type Answered, fromPage, openTestControl, ownerPassword, type TestControl } from '../../../test/control/open-test-control.ts'
import { openTestIssuer, testClient, type TestIssuer } from '../../../test/identity/open-test-issuer.ts'
import { Secret } from '../../base/secret.ts'
import { openOidc } from '../../identity/oidc.ts'
import { defaultControlSettings } from '../control-deps.ts'

const headers = fromPage
let first: TestIssuer
let second: TestIssuer
before(async () => void ([first, second] = await Promise.all([openTestIssuer(), openTestIssuer()])))
after(() => Promise.all([first.close(), second.close()]))

const ann = { sub: 'person-1', email: 'ann@example.com', email_verified: true, name: 'Ann' }
const bea = { sub: 'person-2', email: 'bea@example.com', email_verified: true, name: 'Bea' }

async function open(): Promise<TestControl> {
  for (const issuer of [first, second]) issuer.deviation = {}
  first.person = ann
  second.person = { ...ann, sub: 'person-1' }
  const client = { clientId: testClient.id, clientSecret: new Secret<string>(testClient.secret), refused: () => {} }
  const oidc = [
    openOidc({ ...client, id: 'default', issuer: first.url, name: 'First' }),
    openOidc({ ...client, id: 'second', issuer: second.url, name: 'Second' }),
  ]
  return openTestControl({ oidc, settings: { ...defaultControlSettings, signUp: true } })
}

interface Gone {
  readonly cookie: string
  readonly query: string
  readonly url: URL
}

async function goThere({ ask }: TestControl, asked: object = {}, issuer = first): Promise<Gone> {
  const started = await ask('/oidc-requests', { body: asked, headers })
  assert.equal(started.status, 201, started.text)
  const { url } = started.body as unknown as { url: string }
  return { cookie: started.cookie, url: new URL(url), query: await issuer.authorize(url) }
}

const said = ({ status, body }: Answered): unknown[] => [status, body.error?.code]
const signIn = async (control: TestControl, service?: string): Promise<Answered> => {
  const issuer = service === 'second' ? second : first
  const named = service === undefined ? {} : { service }
  const { cookie, query } = await goThere(control, named, issuer)
  return control.ask('/sign-in/oidc', { body: { query, ...named }, headers, cookie })
}

/** Signed in there so many seconds after the clock of this server. */
const since = (control: TestControl, seconds: number): object => ({ ...ann, auth_time: Math.floor(control.clock.now() / 1_000) + seconds })

/** As Ann, who has no password. */
async function confirm(control: TestControl, session: string, asked: object, person: object): Promise<Answered> {
  first.person = person as Record<string, unknown>
  const { cookie, query } = await goThere(control, asked)
  return control.ask('/session/confirm', { body: { oidc: { query } }, headers, cookie: `${session}; ${cookie}` })
}

test('somebody without a password confirms by signing in anew at the service, and what asked for it goes through', async () => {
  const control = await open()
  const session = (await signIn(control)).cookie
  assert.equal((await control.page(session)('/user/factors')).body['password'], false)
  control.clock.advance(10 * 60_000)
  const cut = (cookie: string) => control.page(cookie)('/management-keys', { body: { name: 'ci', scope: 'read' } })
  assert.deepEqual(said(await cut(session)), [403, 'confirmation_required'])
  const { url } = await goThere(control, { fresh: true })
  assert.deepEqual([url.searchParams.get('prompt'), url.searchParams.get('max_age')], ['login', '60'])
  const plain = (await goThere(control)).url.searchParams
  assert.deepEqual([plain.get('prompt'), plain.get('max_age')], [null, null])
  const confirmed = await confirm(control, session, { fresh: true }, since(control, 5))
  assert.equal(confirmed.status, 200, confirmed.text)
  assert.equal((await cut(confirmed.cookie)).status, 201)
  assert.equal((await control.page(session)('/session')).status, 401, 'the cookie from before it')
  const [entry] = await control.deps.store.listAudit(null, { action: 'session.confirm' }, 1, null)
  assert.equal(entry?.after?.['proof'], 'oidc')
})

test('a confirmation by another service is refused unless it is fresh, dated, of the same person and asked for as one', async () => {
  const control = await open()
  const session = (await signIn(control)).cookie
  control.clock.advance(10 * 60_000)
  const fresh = { fresh: true }
  const refused: Readonly<Record<string, readonly [object, object, RegExp]>> = {
    'an ordinary sign-in': [{}, since(control, 5), /needs a fresh sign-in/],
    'signed in an hour ago': [fresh, since(control, -3_600), /did not ask you to sign in anew/],
    'no word of when': [fresh, ann, /does not say when/],
    'somebody else': [fresh, { ...since(control, 5), sub: 'person-9' }, /not connected with ann@example.com/],
  }
  for (const [what, [asked, person, words]] of Object.entries(refused)) {
    const answered = await confirm(control, session, asked, person)
    assert.deepEqual([...said(answered), answered.cookie], [401, 'sign_in_failed', ''], what)
    assert.match(answered.body.error.message, words)
  }
  const cut = await control.page(session)('/management-keys', { body: { name: 'ci', scope: 'read' } })
  assert.deepEqual(said(cut), [403, 'confirmation_required'])
})

test('behind a confirmation elsewhere the second factor is asked for, and what a sign-in proved is no half of it', async () => {
  const control = await open()
  const session = (await signIn(control)).cookie
  const { secret } = await setUpApp(control.page(session), control.clock)
  control.clock.advance(10 * 60_000)
  const code = () => appCode(secret, control.clock.now())
  const byCode = (flow: string, typed: string) =>
    control.ask('/session/confirm', { body: { code: typed }, headers, cookie: `${session}; ${flow}` })
  assert.deepEqual(said(await byCode('', code())), [401, 'sign_in_failed'], 'a code alone')
  first.person = ann
  const gone = await goThere(control)
  assert.deepEqual(said(await control.ask('/sign-in/oidc', { body: { query: gone.query }, headers, cookie: gone.cookie })), [
    401,
    'second_factor_required',
  ])
  assert.deepEqual(said(await byCode(gone.cookie, code())), [401, 'sign_in_failed'], 'the code of a sign-in that was not fresh')
  first.person = since(control, 5) as Record<string, unknown>
  const again = await goThere(control, { fresh: true })
  const cookie = `${session}; ${again.cookie}`
  assert.deepEqual(said(await control.ask('/session/confirm', { body: { oidc: { query: again.query } }, headers, cookie })), [
    401,
    'second_factor_required',
  ])
  assert.equal(
    (await control.ask('/sign-in/oidc/code', { body: { code: code() }, headers, cookie: again.cookie })).status,
    401,
    'nor the other way round',
  )
  const confirmed = await byCode(again.cookie, code())
  assert.equal(confirmed.status, 200, confirmed.text)
  assert.equal((await control.page(confirmed.cookie)('/user/totp', { method: 'DELETE' })).status, 200)
})

async function invite(control: TestControl, owner: string, email: string): Promise<string> {
  return tokenOf(await control.page(owner)('/invitations', { body: { email, role: 'developer' } }))
}

test('somebody invited comes in through the service without setting a password, when it checked the invited address', async () => {
  const control = await open()
  const owner = await control.setUp()
  const token = await invite(control, owner, 'bea@example.com')
  const accept = async (person: object, body: object = {}): Promise<Answered> => {
    first.person = person as Record<string, unknown>
    const { cookie, query } = await goThere(control)
    return control.ask('/invitations/accept', { body: { token, oidc: { query }, ...body }, headers, cookie })
  }
  for (const [what, person] of Object.entries({
    'another address': { ...bea, email: 'eve@example.com' },
    'an address that nobody checked': { ...bea, email_verified: false },
    'no address': { sub: 'person-2' },
  })) {
    const refused = await accept(person)
    assert.deepEqual([...said(refused), refused.cookie], [403, 'identity_unknown', ''], what)
    assert.match(refused.body.error.message, /for bea@example.com/)
  }
  assert.equal(await control.deps.store.findUserByEmail('bea@example.com'), undefined)
  const accepted = await accept({ ...bea, email: 'Bea@Example.com' })
  assert.equal(accepted.status, 201, accepted.text)
  assert.partialDeepStrictEqual(accepted.body, { user: { email: 'bea@example.com', name: 'Bea', operator: false }, role: 'developer' })
  const again = await accept(bea)
  assert.deepEqual(said(again), [409, 'conflict'], 'the link works once')
  control.clock.advance(60_000)
  assert.equal((await signIn(control)).status, 201, 'and the identity signs in from then on')
  const [entry] = await control.deps.store.listAudit(null, { action: 'invitations.accept' }, 1, null)
  assert.equal(entry?.after?.['proof'], 'oidc')
})

test('an invitation through the service is no way into a user who is here: connected they come in, with their factor; by the address alone they do not', async () => {
  const control = await open()
  const owner = await control.setUp()
  first.person = bea
  const session = (await signIn(control)).cookie
  const token = await invite(control, owner, 'bea@example.com')
  const accept = async (body: object, cookie: string) => control.ask('/invitations/accept', { body: { token, ...body }, headers, cookie })
  first.person = { ...bea, sub: 'a namesake' }
  const namesake = await goThere(control)
  const refused = await accept({ oidc: { query: namesake.query } }, namesake.cookie)
  assert.deepEqual(said(refused), [403, 'identity_unknown'])
  assert.match(refused.body.error.message, /not connected with First/)
  first.person = ann
  assert.equal((await signIn(control)).status, 201, 'ann has a user of her own')
  const other = await goThere(control)
  assert.deepEqual(said(await accept({ oidc: { query: other.query } }, other.cookie)), [403, 'identity_unknown'])
  const { codes } = await setUpApp(control.page(session), control.clock)
  first.person = bea
  const own = await goThere(control)
  assert.deepEqual(said(await accept({ oidc: { query: own.query } }, own.cookie)), [401, 'second_factor_required'])
  assert.deepEqual(said(await accept({ code: codes[0] }, '')), [401, 'sign_in_failed'], 'in another browser')
  const accepted = await accept({ code: codes[0] }, own.cookie)
  assert.equal(accepted.status, 201, accepted.text)
  assert.equal((accepted.body as unknown as { accounts: unknown[] }).accounts.length, 2)
})

test('several services stand side by side: each has its own address to come back to, its own people, and proves nothing for another', async () => {
  const control = await open()
  const offered = (await control.ask('/sign-in')).body as unknown as { oidc: { id: string; name: string }[] }
  assert.deepEqual(
    offered.oidc.map(({ id, name }) => [id, name]),
    [
      ['default', 'First'],
      ['second', 'Second'],
    ],
  )
  const back = async (asked: object, issuer: TestIssuer) => (await goThere(control, asked, issuer)).url.searchParams.get('redirect_uri')
  assert.equal(await back({}, first), 'http://localhost:3001/sign-in/callback')
  assert.equal(await back({ service: 'second' }, second), 'http://localhost:3001/sign-in/callback/second')
  for (const service of ['third', 'default2'])
    assert.deepEqual(said(await control.ask('/oidc-requests', { body: { service }, headers })), [409, 'conflict'])
  assert.equal((await control.ask('/oidc-requests', { body: { service: '../x' }, headers })).status, 400)

  const one = await signIn(control)
  assert.equal(one.status, 201)
  second.person = { ...bea, sub: 'person-1' }
  const two = await signIn(control, 'second')
  assert.equal(two.status, 201, 'the same subject at another issuer is another person')
  assert.partialDeepStrictEqual(two.body, { user: { email: 'bea@example.com' } })

  const gone = await goThere(control, { service: 'second' }, second)
  for (const named of [{}, { service: 'default' }]) {
    const mixed = await goThere(control, { service: 'second' }, second)
    const answered = await control.ask('/sign-in/oidc', { body: { query: mixed.query, ...named }, headers, cookie: mixed.cookie })
    assert.deepEqual(said(answered), [401, 'sign_in_failed'], 'the answer of one, told as that of the other')
  }
  assert.equal(
    (await control.ask('/sign-in/oidc', { body: { query: gone.query, service: 'second' }, headers, cookie: gone.cookie })).status,
    201,
  )

  second.person = { ...bea, sub: 'person-7' }
  const linked = await goThere(control, { service: 'second' }, second)
  const connect = await control.ask('/user/identities', {
    body: { query: linked.query, service: 'second' },
    headers,
    cookie: `${one.cookie}; ${linked.cookie}`,
  })
  assert.equal((connect.body as unknown as { identities: unknown[] }).identities.length, 2)
  const issuer = encodeURIComponent(second.url)
  assert.deepEqual((await control.page(one.cookie)(`/user/identities?issuer=${issuer}`, { method: 'DELETE' })).body, { unlinked: 1 })
  assert.partialDeepStrictEqual((await control.page(one.cookie)('/user/factors')).body, {
    identities: [{ issuer: first.url, name: 'First' }],
  })
})

test('many who sign in through a service from one address are no guessers; those who only begin, again and again, are', async () => {
  const control = await open()
  for (let count = 0; count < 30; count += 1) assert.equal((await signIn(control)).status, 201)
  const statuses: number[] = []
  for (let count = 0; count < 25; count += 1) statuses.push((await control.ask('/oidc-requests', { body: {}, headers })).status)
  assert.deepEqual([statuses.filter((status) => status === 201).length, statuses.at(-1)], [20, 429])
})

test('a service that knows no `login` is asked for what it knows, or nobody would come back from there', async () => {
  const control = await open()
  first.metadata = { prompt_values_supported: ['none', 'select_account'] }
  try {
    const { url } = await goThere(control, { fresh: true })
    assert.equal(url.searchParams.get('prompt'), 'select_account')
  } finally {
    first.metadata = {}
  }
})

test('who accepts with a password is asked as before', async () => {
  const control = await open()
  const owner = await control.setUp()
  const token = await invite(control, owner, 'bea@example.com')
  assert.equal((await control.ask('/invitations/accept', { body: { token, password: ownerPassword }, headers })).status, 201)
})
