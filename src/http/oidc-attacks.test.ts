// W6: what other sites and their visitors try against signing in through another service. Over real sockets, with a real provider on loopback.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { ownerEmail, ownerPassword } from '../../test/control/open-test-control.ts'
import { openTestIssuer, testClient, type TestIssuer } from '../../test/identity/open-test-issuer.ts'
import { Secret } from '../base/secret.ts'
import { defaultControlSettings } from '../control/control-deps.ts'
import { openOidc } from '../identity/oidc.ts'
import { type Answered, type ControlServer, openControlServer } from '../../test/control/open-control-server.ts'

let issuer: TestIssuer
let house: ControlServer
let sessions = ''

before(async () => {
  issuer = await openTestIssuer()
  const client = {
    id: 'default',
    issuer: issuer.url,
    clientId: testClient.id,
    clientSecret: new Secret(testClient.secret),
    name: 'Test login',
  }
  const oidc = openOidc({ ...client, refused: () => {} })
  house = await openControlServer('http://localhost:3001', { oidc: [oidc], settings: { ...defaultControlSettings, signUp: true } })
  sessions = house.setUp.cookie
})
after(async () => {
  await house?.[Symbol.asyncDispose]()
  await issuer.close()
})

interface Gone {
  readonly cookie: string
  readonly query: string
  readonly url: string
}

const start = (): Promise<Answered> => house.page('', '/oidc-requests', 'POST', {})

/** There and back, as far as the callback page. */
async function goThere(sub = 'person-1'): Promise<Gone> {
  issuer.person = { sub, email: `${sub}@example.com`, email_verified: true, name: sub }
  const started = await start()
  const { url } = started.body as unknown as { url: string }
  return { cookie: started.cookie, url, query: await issuer.authorize(url) }
}

const finish = (cookie: string, query: string): Promise<Answered> => house.page(cookie, '/sign-in/oidc', 'POST', { query })
/** A minute later, so that no limit hides what is asked. */
const refusedAt = async (cookie: string, query: string, what: string): Promise<void> => {
  house.clock.advance(60_000)
  const answered = await finish(cookie, query)
  assert.deepEqual([answered.code, answered.setCookie], ['sign_in_failed', ''], what)
}

test('W6: an answer opens only the browser that asked: not one without its mark, with another, or with a mark that somebody planted', async () => {
  const attacker = await goThere('attacker')
  const victim = await goThere('victim')
  await refusedAt('', attacker.query, 'a victim who follows the link of an attacker, without a sign-in under way')
  await refusedAt(victim.cookie, attacker.query, 'with one under way: it would be signed in as the attacker')
  await refusedAt(victim.cookie, victim.query, 'whose one try that was')
  const planted = await goThere('attacker')
  for (const name of ['nexorouter', 'nexorouter-reset', 'nexorouter-passkey'])
    await refusedAt(`${name}=${planted.cookie.split('=')[1]}`, planted.query, `the mark under the name ${name}`)
  assert.equal((await finish(planted.cookie, planted.query)).status, 201, 'the browser that asked')
})

test('W6: a code that was stolen from another browser is worth nothing, with the state of one’s own or without any', async () => {
  const stolen = new URLSearchParams((await goThere('victim')).query).get('code') ?? ''
  const variants: Readonly<Record<string, (own: URLSearchParams) => void>> = {
    'with my state': (own) => own.set('code', stolen),
    'without state': (own) => (own.set('code', stolen), own.delete('state')),
    'with an empty state': (own) => (own.set('code', stolen), own.set('state', '')),
    'with two states': (own) => (own.set('code', stolen), own.append('state', 'x')),
    'with two codes': (own) => own.append('code', stolen),
    'another service says that it answered': (own) => own.set('iss', 'https://evil.example'),
    'as a refusal': (own) => own.set('error', 'access_denied'),
  }
  for (const [what, change] of Object.entries(variants)) {
    const mine = await goThere('attacker')
    const own = new URLSearchParams(mine.query)
    change(own)
    await refusedAt(mine.cookie, own.toString(), what)
  }
})

test('W6: an answer works once, also when many send it at the same moment on sockets of their own', async () => {
  const gone = await goThere('person-1')
  const sent = await Promise.all(Array.from({ length: 6 }, () => finish(gone.cookie, gone.query)))
  assert.equal(sent.filter(({ status }) => status === 201).length, 1)
  await refusedAt(gone.cookie, gone.query, 'a second time')
})

test('W6: looking changes nothing: the page that the service sends the browser to uses no answer up, and no GET signs anybody in', async () => {
  const gone = await goThere('person-1')
  const callback = await fetch(`http://localhost:${house.server.port}/sign-in/callback?${gone.query}`, { headers: { cookie: gone.cookie } })
  assert.deepEqual([callback.status, callback.headers.get('set-cookie')], [200, null])
  assert.equal(callback.headers.get('referrer-policy'), 'no-referrer', 'the code in the address goes nowhere')
  for (const method of ['GET', 'HEAD', 'PUT'])
    assert.equal((await house.page(gone.cookie, `/sign-in/oidc?${gone.query}`, method)).status, 405, method)
  assert.equal((await finish(gone.cookie, gone.query)).status, 201)
})

test('W6: a page of another site can neither begin nor end a sign-in, nor connect an identity of its own to somebody who is signed in', async () => {
  const gone = await goThere('attacker')
  const foreign: Record<string, string>[] = [
    {},
    { origin: 'https://evil.example' },
    { 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'same-site' },
  ]
  for (const headers of foreign)
    for (const [path, body] of [
      ['/oidc-requests', {}],
      ['/sign-in/oidc', { query: gone.query }],
      ['/user/identities', { query: gone.query }],
    ] as const) {
      const cookie = `${sessions}; ${gone.cookie}`
      const sent = await house.ask(path, { method: 'POST', headers: { ...headers, cookie }, body: JSON.stringify(body) })
      assert.deepEqual([sent.code, sent.setCookie], ['permission_denied', ''], path)
    }
  const confirmed = await house.page(sessions, '/session/confirm', 'POST', { password: ownerPassword })
  sessions = confirmed.cookie
  const connect = (cookie: string) => house.page(cookie, '/user/identities', 'POST', { query: gone.query })
  assert.equal((await connect(sessions)).code, 'sign_in_failed', 'signed in, and never went there')
  assert.equal((await connect(gone.cookie)).status, 401, 'there, and not signed in')
  const owner = await house.deps.store.findUserByEmail(ownerEmail)
  assert.deepEqual(await house.deps.store.listIdentities(owner?.id as never), [])
})

test('W6: where the browser is sent back to is ours, whatever the request says of host, query and body', async () => {
  const forged = [
    { 'x-forwarded-host': 'evil.example' },
    { 'x-forwarded-proto': 'https' },
    { forwarded: 'host=evil.example' },
    { referer: 'https://evil.example/' },
  ]
  for (const headers of forged) {
    const started = await house.ask('/oidc-requests', { method: 'POST', headers: { ...house.fromPage, ...headers }, body: '{}' })
    const { url } = started.body as unknown as { url: string }
    assert.equal(new URL(url).origin, issuer.url)
    assert.equal(new URL(url).searchParams.get('redirect_uri'), 'http://localhost:3001/sign-in/callback', JSON.stringify(headers))
  }
  assert.equal(
    (await house.ask('/oidc-requests', { method: 'POST', headers: { ...house.fromPage, host: 'evil.example' }, body: '{}' })).code,
    'permission_denied',
  )
  for (const body of [{ redirect_uri: 'https://evil.example' }, { issuer: 'https://evil.example' }, { state: 'mine' }])
    assert.equal((await house.page('', '/oidc-requests', 'POST', body)).code, 'invalid_request')
})

test('W6: the same address at the service makes nobody the same person, and another subject is another person', async () => {
  house.clock.advance(60_000)
  issuer.person = { sub: 'namesake', email: ownerEmail, email_verified: true, name: 'Owner' }
  const begun = await start()
  const query = await issuer.authorize((begun.body as unknown as { url: string }).url)
  assert.equal((await finish(begun.cookie, query)).code, 'identity_unknown')
  const first = await goThere('person-8')
  const id = ((await finish(first.cookie, first.query)).body as unknown as { user: { id: string } }).user.id
  const second = await goThere('person-9')
  assert.notEqual(((await finish(second.cookie, second.query)).body as unknown as { user: { id: string } }).user.id, id)
})
