// S1: every secret of the people and the operator of a server is planted, the whole control plane is driven with good and bad input, and then
// looked for wherever it does not belong: answers, headers, the log, the figures, exports, the audit log, the data folder and a backup of it.
// secrets.test.ts does the same for provider keys, prompts and answers on the data plane.
import assert from 'node:assert/strict'
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { appCode, wrongCode } from '../control/factor-endpoint-cases.ts'
import { openTestIssuer, testClient, type TestIssuer } from '../identity/open-test-issuer.ts'
import { softPasskey } from '../control/soft-authenticator.ts'
import { startFakeStripe, type FakeStripe } from '../payments/fake-stripe.ts'
import { startRouter, type Router } from './start-router.ts'

/** What the operator gives by the environment: none has the form of a credential, so that no pattern hides it. */
const environment = {
  NEXOROUTER_SECRET_KEY: 'canarymastersecretcanarymastersecret',
  STRIPE_SECRET_KEY: 'sk_test_canarystripesecret',
  STRIPE_WEBHOOK_SECRET: 'whsec_canarystripewebhook',
  NEXOROUTER_OIDC_CLIENT_SECRET: testClient.secret,
  NEXOROUTER_METRICS_TOKEN: 'canarymetricstokencanarymetricstoken',
}
const mailPassword = 'canarymailpassword'
const password = 'canary password of the owner'
const newPassword = 'canary password that came after'
const wrongPassword = 'canary password that was wrong'

interface Planted {
  readonly what: string
  readonly secret: string
}

const planted: Planted[] = Object.entries(environment).map(([what, secret]) => ({ what, secret }))
/** Whatever left the server where no secret is asked for: headers and bodies of answers, tables of commands. */
const said: { where: string; text: string }[] = []

let stripe: FakeStripe
let issuer: TestIssuer
let router: Router
/** Of the browser, by name: its session, and the marks of what it began. */
const jar = new Map<string, string>()

before(async () => {
  stripe = await startFakeStripe()
  issuer = await openTestIssuer()
  // Nobody listens there, so that the failure of each mail is told as well.
  const mail = { NEXOROUTER_SMTP_URL: `smtp://somebody:${mailPassword}@127.0.0.1:9`, NEXOROUTER_MAIL_FROM: 'router@example.com' }
  router = await startRouter({
    env: {
      ...environment,
      ...mail,
      NEXOROUTER_OIDC_ISSUER: issuer.url,
      NEXOROUTER_OIDC_CLIENT_ID: testClient.id,
      STRIPE_API_URL: stripe.url,
      LOG_LEVEL: 'debug',
    },
  })
  planted.push(
    { what: 'the first API key', secret: router.key },
    { what: 'the first management key', secret: router.managementKey },
    { what: 'the setup link', secret: router.setupUrl.split('token=')[1] ?? '' },
    ...[password, newPassword, wrongPassword, mailPassword].map((secret) => ({ what: secret, secret })),
  )
})
after(async () => {
  await router?.[Symbol.asyncDispose]()
  await stripe?.close()
  await issuer?.close()
})

interface Asking {
  readonly method?: string
  readonly body?: object | string
  readonly bearer?: string
  readonly headers?: Record<string, string>
}

/** As the page of the dashboard, or with a bearer. The fields named in `shown` are the ones that the answer exists for. */
async function ask(
  path: string,
  { method, body, bearer, headers }: Asking = {},
  shown: readonly string[] = [],
): Promise<Record<string, never>> {
  const origin = `http://127.0.0.1:${router.port}`
  const response = await fetch(origin + path, {
    method: method ?? (body === undefined ? 'GET' : 'POST'),
    headers: {
      ...(bearer === undefined
        ? { cookie: [...jar].map((pair) => pair.join('=')).join('; '), origin, 'sec-fetch-site': 'same-origin' }
        : { authorization: `Bearer ${bearer}` }),
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  })
  const given = response.headers.get('set-cookie')
  if (given !== null) {
    const [name = '', value = ''] = given.split(';')[0]?.split('=') ?? []
    jar.set(name, value)
    if (value !== '') planted.push({ what: `the cookie ${name}`, secret: value })
  }
  const rest = [...response.headers].filter(([name]) => name !== 'set-cookie')
  const text = await response.text()
  const value = text.startsWith('{') ? (JSON.parse(text) as Record<string, never>) : ({} as Record<string, never>)
  said.push({
    where: `${method ?? (body === undefined ? 'GET' : 'POST')} ${path} ${response.status}`,
    text: JSON.stringify(rest) + (shown.length === 0 ? text : without(value, shown)),
  })
  for (const name of shown) {
    const secret = JSON.stringify(value).match(new RegExp(`"${name}":\\[?"([^"]+)"`))?.[1]
    assert.ok(secret !== undefined, `${path} gives ${name}: ${text}`)
    planted.push({ what: `${name} of ${path}`, secret: secret.includes('token=') ? (secret.split('token=')[1] ?? '') : secret })
  }
  return value
}

function without(value: unknown, names: readonly string[]): string {
  return JSON.stringify(value, (name, part: unknown) => (names.includes(name) ? undefined : part))
}

const control = (path: string, asking?: Asking, shown?: readonly string[]) => ask(`/control/v1${path}`, asking, shown)

/** An app is set up, used with a wrong code, and removed; its secret and recovery codes are planted. */
async function twoFactors(): Promise<void> {
  const started = await control('/user/totp', { body: {} }, ['secret', 'otpauth_url'])
  await control('/user/totp/confirm', { body: { code: wrongCode(String(started['secret']), Date.now()) } })
  const made = await control('/user/totp/confirm', { body: { code: appCode(String(started['secret']), Date.now()) } }, ['recovery_codes'])
  planted.push(...(made['recovery_codes'] as unknown as string[]).map((secret) => ({ what: 'a recovery code', secret })))
  await control('/user/totp', { method: 'DELETE' })
}

/** A passkey is added and removed; each challenge is planted, answered wrongly and rightly. */
async function passkeys(): Promise<void> {
  const key = softPasskey()
  const from = { origin: new URL(router.setupUrl).origin }
  const begin = async (path: string): Promise<object> => (await control(path, { body: {} }, ['challenge']))['options'] as unknown as object
  await begin('/user/passkeys/options')
  await control('/user/passkeys', {
    body: { name: 'wrong', passkey: key.create({ ...(await begin('/user/passkeys/options')), challenge: 'bm90aGluZw' }) },
  })
  const passkey = key.create(await begin('/user/passkeys/options'), from)
  const made = await control('/user/passkeys', { body: { name: 'laptop', passkey } }, ['recovery_codes'])
  planted.push(...(made['recovery_codes'] as unknown as string[]).map((secret) => ({ what: 'a recovery code', secret })))
  await control('/sign-in/passkey', { body: { passkey: key.get({ ...(await begin('/passkey-requests')), challenge: 'bm90aGluZw' }) } })
  await control('/sign-in/passkey', { body: { passkey: key.get(await begin('/passkey-requests'), from) } })
  await control('/sign-in', { body: { email: 'owner@example.com', password, code: 'ABCDE-FGHJK' } })
  await control(`/user/passkeys/${key.id}`, { method: 'DELETE' })
}

/** An identity is connected and signs in; what the service was sent and gave is planted, and sent to where it does not belong. */
async function otherService(): Promise<void> {
  const goThere = async (): Promise<string> => {
    const { url } = (await control('/oidc-requests', { body: {} }, ['url'])) as unknown as { url: string }
    for (const name of ['state', 'nonce', 'code_challenge'])
      planted.push({ what: `${name} of a sign-in elsewhere`, secret: new URL(url).searchParams.get(name) ?? '' })
    return issuer.authorize(url)
  }
  issuer.person = { sub: 'person-1', email: 'owner@example.com', email_verified: true, name: 'Ann' }
  await control('/sign-in/oidc', { body: { query: await goThere() } })
  const query = await goThere()
  await control('/keys?code=x', { body: { query } })
  await ask(`/sign-in/callback?${query}`)
  await control('/sign-in/oidc', { body: { query: `${query}&state=x` } })
  await control('/user/identities', { body: { query: await goThere() } })
  await control('/sign-in/oidc', { body: { query: await goThere() } })
  issuer.deviation = { claims: { nonce: 'another' } }
  await control('/sign-in/oidc', { body: { query: await goThere() } })
  issuer.deviation = {}
  planted.push(...issuer.given.map((secret) => ({ what: 'a code or token of the service', secret })))
}

/** Somebody forgets their password: a wrong code, the one that the operator reads out, and that one again. */
async function forgotten(invitation: string): Promise<void> {
  const email = 'member@example.com'
  const owner = new Map(jar)
  jar.clear()
  const joined = await control('/invitations/accept', {
    body: { token: invitation.split('token=')[1], password: 'canary password of a member' },
  })
  const { id } = joined['user'] as unknown as { id: string }
  jar.clear()
  const { reset_id } = await control('/password-resets', { body: { email } })
  const browser = new Map(jar)
  const become = (who: ReadonlyMap<string, string>): void => {
    jar.clear()
    for (const pair of who) jar.set(...pair)
  }
  become(owner)
  const { code } = await control(`/users/${id}/reset-code`, { body: { reset_id } }, ['code'])
  become(browser)
  const next = 'canary password after a reset'
  await control('/password-resets/complete', { body: { code: '000000', password: next } })
  await control('/password-resets/complete', { body: { code: `${String(code)}0`, password: next } })
  for (let twice = 0; twice < 2; twice += 1) await control('/password-resets/complete', { body: { code, password: next } })
  planted.push(...['canary password of a member', next].map((secret) => ({ what: secret, secret })))
  become(owner)
}

test('the whole control plane is driven, by people and by programs, with what is right and what is wrong', async () => {
  const token = router.setupUrl.split('token=')[1]
  await control('/setup', { body: { token, email: 'owner@example.com', password: 'short' } })
  await control('/setup', { body: { token, email: 'owner@example.com', password } })
  await control('/setup', { body: { token, email: 'owner@example.com', password } })
  await control('/sign-in', { body: { email: 'owner@example.com', password: wrongPassword } })
  await control('/sign-in', { body: { email: 'owner@example.com', password } })
  await control('/session/confirm', { body: { password: wrongPassword } })
  await control('/session/confirm', { body: { password } })
  await otherService()
  await passkeys()
  await twoFactors()
  const key = await control('/keys', { body: { name: 'app', budget_usd: '5' } }, ['key'])
  const { key: rotated } = await control(`/keys/${key['id']}/rotate`, { body: {}, headers: { 'idempotency-key': 'rotate once' } }, ['key'])
  await control(`/keys/${key['id']}/reveal`, { body: { password: wrongPassword } })
  assert.equal((await control(`/keys/${key['id']}/reveal`, { body: { password } }, ['key']))['key'], rotated)
  const management = await control('/management-keys', { body: { name: 'ci', scope: 'operator' } }, ['key'])
  const invited = await control('/invitations', { body: { email: 'member@example.com', role: 'viewer' } }, ['invitation_url'])
  await forgotten(String(invited['invitation_url']))
  await control('/alerts', { body: { balance_below_usd: '1', webhook_url: 'https://example.com/hook' } }, ['webhook_secret'])
  const vouchers = await control('/vouchers', { body: { usd: '1', count: 1 } }, ['code'])
  await control('/billing/redeem', { body: { code: (vouchers['data'] as unknown as { code: string }[])[0]?.code } })
  await control('/billing/redeem', { body: { code: (vouchers['data'] as unknown as { code: string }[])[0]?.code } })
  const play = await control('/playground-tokens', { body: { key_id: key['id'] } }, ['token'])
  await control('/billing/checkout', { body: { package: 'starter' } })
  stripe.failWith(402)
  await control('/billing/checkout', { body: { package: 'starter' } })
  await control('/billing/stripe-events', { body: '{"id":"evt"}', headers: { 'stripe-signature': environment.STRIPE_WEBHOOK_SECRET } })
  await control('/user/password', { body: { password, new_password: newPassword } })

  const secrets = [
    String(rotated),
    String(management['key']),
    String(play['token']),
    router.managementKey,
    jar.get('nexorouter') ?? '',
    wrongPassword,
  ]
  const asked = { model: 'nexo-demo', messages: [{ role: 'user', content: 'hello' }] }
  for (const bearer of [...secrets, `${String(rotated)}x`]) {
    await ask('/v1/chat/completions', { bearer, body: asked })
    await ask('/v1/key', { bearer })
    await control('/session', { bearer })
    await control('/keys?nonsense=1', { bearer })
  }
  // What somebody might paste where it does not belong.
  await control('/keys', { body: `{"name": "app", "key": "${String(rotated)}"` })
  await control(`/keys/${String(rotated).slice(0, 3)}/reveal`, { body: { passwort: password } })
  await control('/sign-in', { body: { email: password, password: [password] } })
  const reads = [
    '/keys',
    '/users',
    '/user/factors',
    '/management-keys',
    '/audit?limit=1000',
    '/audit/verify',
    '/accounts',
    '/entries',
    '/members',
    '/invitations',
    '/alerts',
  ]
  const more = [
    '/vouchers',
    '/billing',
    '/billing/orders',
    '/providers',
    '/models',
    '/usage',
    '/usage/export?format=csv',
    '/usage/export?format=json',
  ]
  for (const path of [...reads, ...more, '/status', '/ledger', '/sessions', '/session', '/sign-in', '/openapi.json', '/server-alerts'])
    await control(path)
  await ask('/metrics', { bearer: environment.NEXOROUTER_METRICS_TOKEN })
  await ask('/metrics', { bearer: wrongPassword })
  for (const args of [
    ['keys', 'list'],
    ['usage', 'list'],
    ['providers', 'list'],
    ['audit', 'verify'],
    ['doctor'],
    ['accounts', 'nothing'],
  ]) {
    const { stdout, stderr } = await router.cli(...args)
    said.push({ where: args.join(' '), text: stdout + stderr })
  }
  assert.equal((await router.cli('backup', join(router.folder, 'backup.db'))).code, 0)
  await router.kill('SIGTERM')
  assert.ok(planted.length > 20 && said.length > 80, `${planted.length} secrets, ${said.length} answers`)
  // What is right did work, or nothing would have been tried.
  for (const [path, status] of [
    ['/sign-in/oidc', 201],
    ['/user/identities', 201],
    ['/sign-in/passkey', 201],
    ['/user/totp/confirm', 201],
    ['/password-resets/complete', 200],
  ] as const)
    assert.ok(
      said.some(({ where }) => where === `POST /control/v1${path} ${status}`),
      path,
    )
  for (const { what, secret } of planted) assert.ok(secret.length >= 8 || /^\d{6}$/.test(secret), what)
})

/** A code of six digits stands inside longer numbers by chance; alone it does not. */
function tells(text: string, secret: string): boolean {
  return /^\d{6}$/.test(secret) ? new RegExp(`(?<![\\w.-])${secret}(?![\\w.-])`).test(text) : text.includes(secret)
}

test('no answer, header, figure, export, audit entry or printed table tells a secret that it was not made to tell', () => {
  for (const { where, text } of said) for (const { what, secret } of planted) assert.ok(!tells(text, secret), `${what} in ${where}`)
})

test('the log at its most talkative tells none', () => {
  const log = router.log()
  assert.ok(log.includes('"level":"debug"') || log.includes('"level":"info"'))
  for (const { what, secret } of planted) assert.ok(!tells(log, secret), what)
})

test('neither the data folder nor a backup holds one in the clear', () => {
  const seen: string[] = []
  for (const name of readdirSync(router.folder, { recursive: true }) as string[]) {
    const path = join(router.folder, name)
    if (!statSync(path).isFile()) continue
    seen.push(name)
    const text = readFileSync(path, 'latin1')
    for (const { what, secret } of planted) assert.ok(!tells(text, secret), `${what} in ${name}`)
  }
  assert.ok(seen.includes('nexorouter.db') && seen.includes('backup.db'))
})

test('Stripe was asked with its own secret all the same', () => {
  assert.ok(stripe.requests.length > 0)
  for (const { authorization } of stripe.requests) assert.equal(authorization, `Bearer ${environment.STRIPE_SECRET_KEY}`)
})
