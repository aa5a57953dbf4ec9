// The control API from its credentials to its answers, on the memory store: who may do what, what is refused and by which words.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { randomText } from '../base/hash.ts'
import type { Model } from '../catalog/model.ts'
import { type AccountId, asId, type KeyId, type ModelId, type ProviderId } from '../contract/ids.ts'
import { makeManagementKeyText } from '../keys/key-format.ts'
import { createFirstAccount } from './accounts/create-first-account.ts'
import { acmeProvider } from './open-test-connections.ts'
import { type ControlDeps, defaultControlSettings } from './control-deps.ts'
import {
  type Asking,
  fromPage,
  openTestControl,
  ownerEmail as email,
  ownerPassword as password,
} from '../../test/control/open-test-control.ts'

function model(id: string, more: Partial<Model> = {}): Model {
  const offer = {
    id: `acme/${id}`,
    provider: asId<ProviderId>('acme'),
    upstreamModel: id,
    weight: 1,
    dialect: 'openai-chat',
    outputCapField: 'max_tokens',
  } as const
  const offers = [{ ...offer, takesStreamOptions: true, sendsFinishReason: true, streamOnly: false, dropsParams: [] }]
  const facts = { name: id, contextLength: 1000, maxOutputTokens: 100, slow: false, public: true, created: 0, ownedBy: 'acme' }
  const price = { price: { input: 140_000n, output: 280_000n }, priceVersion: asId(`${id}@1`) } as Partial<Model>
  return { id: asId<ModelId>(id), capabilities: new Set(['chat']), provenance: 'yaml', offers, ...facts, ...price, ...more }
}

async function openControl(more: Partial<ControlDeps> = {}) {
  const changed: string[] = []
  const opened = await openTestControl({
    catalog: () => ({ models: new Map([model('nexo-demo'), model('Qwen/Qwen-Plus')].map((row) => [row.id, row])) }),
    keyChanged: (_account: AccountId, key: KeyId) => void changed.push(key),
    providers: () => [acmeProvider],
    testProvider: async (id) => (id === 'acme' ? { provider: id, ok: true, status: 200, latency_ms: 3, result: 'answered' } : undefined),
    ...more,
  })
  return { ...opened, store: opened.deps.store, changed }
}

test('the first run gives $5 of credit, a key that works, an operator key and a setup link, once', async () => {
  const { deps, store, first, operator } = await openControl()
  assert.equal(await createFirstAccount(deps), undefined)
  assert.ok(await store.findKeyByHash(deps.hashSecret(first.apiKey.reveal())))
  assert.match(first.setupUrl.reveal(), /^http:\/\/localhost:3001\/setup#token=nxr-setup-[0-9A-Za-z]{43}$/)
  assert.equal(JSON.stringify(first).includes('sk-nxr-'), false)
  const accounts = (await operator('/accounts')).body as unknown as { data: object[] }
  const balance = { balance_usd: '5', quota: '2500000', held_usd: '0', available_usd: '5', suspended: false }
  assert.deepEqual(accounts.data, [{ id: first.accountId, name: 'Default', ...balance }])
})

test('a key is created with all its settings, shown once, listed without its secret, changed, revoked, enabled and deleted', async () => {
  const { store, deps, operator, changed } = await openControl()
  const input = {
    name: 'app',
    budget_usd: '5.00',
    expires: '30d',
    models: ['Qwen/Qwen-Plus'],
    limits: { requests_per_minute: 10, tokens_per_minute: null },
  }
  const created = await operator('/keys', { body: input })
  assert.equal(created.status, 201)
  assert.equal(created.headers.get('cache-control'), 'no-store')
  const { key, ...shown } = created.body as unknown as { key: string; id: string; last_four: string }
  assert.match(key, /^sk-nxr-[0-9A-Za-z]{38}$/)
  assert.equal(shown.last_four, key.slice(-4))
  assert.partialDeepStrictEqual(shown, {
    name: 'app',
    budget_usd: '5',
    budget_quota: '2500000',
    state: 'active',
    models: ['Qwen/Qwen-Plus'],
    limits: { requests_per_minute: 10, tokens_per_minute: null },
    spent_usd: '0',
  })
  assert.ok(await store.findKeyByHash(deps.hashSecret(key)))
  const listed = (await operator('/keys')).body as unknown as { data: object[] }
  assert.deepEqual(listed.data[0], shown)
  assert.equal(JSON.stringify(listed).includes(key), false)

  const path = `/keys/${shown.id}`
  const patched = await operator(path, { method: 'PATCH', body: { name: 'app 2', budget_usd: null, expires: null, models: 'chat' } })
  assert.partialDeepStrictEqual(patched.body, { name: 'app 2', budget_usd: null, expires_at: null, models: 'chat' })
  assert.equal((await operator(`${path}/revoke`, { method: 'POST' })).body.state, 'disabled')
  assert.equal((await operator(`${path}/enable`, { method: 'POST' })).body.state, 'active')
  assert.equal((await operator(path, { method: 'PATCH', body: { disabled: true } })).body.state, 'disabled')
  assert.deepEqual((await operator(path, { method: 'DELETE' })).body, { id: shown.id, deleted: true })
  assert.equal((await operator(path)).status, 404)
  assert.equal(await store.findKeyByHash(deps.hashSecret(key)), undefined)
  assert.deepEqual(changed, Array(5).fill(shown.id))
})

test('bad input is refused by name', async () => {
  const { operator } = await openControl()
  const cases: [string, unknown, string, RegExp][] = [
    ['/keys', { name: 'a', budgt_usd: '5' }, 'budgt_usd', /^unknown field `budgt_usd`$/],
    ['/keys', { name: 'a', limits: { rpm: 5 } }, 'limits.rpm', /^unknown field `rpm`$/],
    ['/keys', {}, 'name', /^`name` is missing$/],
    ['/keys', { name: '' }, 'name', /must not be empty/],
    ['/keys', { name: 'a\u001b[31m' }, 'name', /control characters/],
    ['/keys', { name: 'a', budget_usd: 5 }, 'budget_usd', /decimal string/],
    ['/keys', { name: 'a', budget_usd: '-1' }, 'budget_usd', /decimal number/],
    ['/keys', { name: 'a', budget_usd: '1e3' }, 'budget_usd', /decimal number/],
    ['/keys', { name: 'a', expires: 'soon' }, 'expires', /"30d"/],
    ['/keys', { name: 'a', expires: '2001-01-01' }, 'expires', /past/],
    ['/keys', { name: 'a', models: ['qwen/qwen-plus'] }, 'models', /no model `qwen\/qwen-plus`/],
    ['/keys', { name: 'a', models: 'some' }, 'models', /"all", "chat" or a list/],
    ['/keys', { name: 'a', limits: { requests_per_minute: 0 } }, 'limits.requests_per_minute', /at least 1/],
    ['/credits', { usd: '0' }, 'usd', /more than 0/],
    ['/credits', { usd: '9999999999' }, 'usd', /at most/],
  ]
  for (const [path, body, param, message] of cases) {
    const { status, body: answered } = await operator(path, { body })
    assert.deepEqual([status, answered.error.code, answered.error.param], [400, 'invalid_request', param], JSON.stringify(body))
    assert.match(answered.error.message, message)
  }
  assert.match((await operator('/usage?limit=0')).body.error.message, /1 to 1000/)
  assert.match((await operator('/usage?modle=x')).body.error.message, /unknown query parameter `modle`/)
  assert.match((await operator('/usage?from=yesterday')).body.error.message, /`from` must be an ISO date/)
})

test('credit is exact, and the same reference credits once', async () => {
  const { operator } = await openControl()
  const body = { usd: '0.000042', note: 'thanks', reference: 'invoice-1' }
  const credited = await operator('/credits', { body })
  assert.partialDeepStrictEqual(credited.body, { usd: '0.000042', quota: '21', result: 'credited', balance_usd: '5.000042' })
  assert.partialDeepStrictEqual((await operator('/credits', { body })).body, { result: 'duplicate', balance_usd: '5.000042' })
  const other = await operator('/credits', { body: { ...body, usd: '1' } })
  assert.deepEqual([other.status, other.body.error.code, other.body.error.param], [409, 'conflict', 'reference'])
  const entries = (await operator('/entries')).body as unknown as { data: { kind: string; usd: string }[] }
  assert.deepEqual(
    entries.data.map(({ kind, usd }) => [kind, usd]),
    [
      ['manual_credit', '0.000042'],
      ['demo_credit', '5'],
    ],
  )
  assert.equal((await operator('/credits', { body: { usd: '1', account_id: 'acct_none' } })).status, 404)
})

test('there is no default principal: no credential, an API key, a broken or an unknown management key are all refused', async () => {
  const { ask, first } = await openControl()
  for (const token of [undefined, first.apiKey.reveal(), 'nxr-mgmt-x', makeManagementKeyText(randomText), 'Bearer']) {
    const { status, body } = await ask('/keys', token === undefined ? {} : { token })
    assert.deepEqual([status, body.error.code], [401, 'invalid_api_key'])
  }
})

test('guessing from one address is slowed down', async () => {
  const { ask, operator, clock } = await openControl()
  for (let count = 0; count < 20; count += 1) assert.equal((await ask('/keys', { token: `nxr-mgmt-${count}` })).status, 401)
  assert.equal((await ask('/keys', { token: 'nxr-mgmt-x' })).status, 429)
  assert.equal((await operator('/keys')).status, 200)
  clock.advance(60_000)
  assert.equal((await ask('/keys', { token: 'nxr-mgmt-x' })).status, 401)
})

test('each scope covers its own endpoints only, and an expired management key covers none', async () => {
  const { ask, store, deps, first, clock } = await openControl()
  const cut = async (scope: 'operator' | 'account' | 'read', expiresAtMs: number | null = null): Promise<string> => {
    const token = makeManagementKeyText(randomText)
    const row = {
      id: `mgmt_${scope}${expiresAtMs}`,
      accountId: first.accountId,
      name: scope,
      lastFour: token.slice(-4),
      scope,
      expiresAtMs,
    }
    await store.createManagementKey({ ...row, createdAtMs: clock.now() }, deps.hashSecret(token))
    return token
  }
  const key = { body: { name: 'a' } }
  const table: [string, Asking, number, number, number][] = [
    ['/keys', {}, 200, 200, 200],
    ['/models', {}, 200, 200, 200],
    ['/keys', key, 403, 201, 201],
    ['/credits', { body: { usd: '1' } }, 403, 403, 200],
    ['/providers', {}, 403, 403, 200],
    ['/status', {}, 403, 403, 200],
    ['/setup-links', { method: 'POST' }, 403, 403, 403],
    ['/backup', { body: { file: '/x' } }, 403, 403, 403],
  ]
  const [read, account, operator] = [await cut('read'), await cut('account'), await cut('operator')]
  for (const [path, asking, ...expected] of table) {
    const found = []
    for (const token of [read, account, operator]) found.push((await ask(path, { ...asking, token })).status)
    assert.deepEqual(found, expected, path)
  }
  const short = await cut('operator', clock.now() + 1)
  clock.advance(1)
  assert.equal((await ask('/keys', { token: short })).status, 401)
})

test("another account's things do not exist, and only an operator may name another account", async () => {
  const { ask, operator, store, deps, clock } = await openControl()
  const other = asId<AccountId>('acct_other')
  await store.createAccount({ id: other, name: 'Other', atMs: clock.now() })
  const token = makeManagementKeyText(randomText)
  const row = {
    id: 'mgmt_other',
    accountId: other,
    name: 'o',
    lastFour: 'xxxx',
    scope: 'account',
    expiresAtMs: null,
    createdAtMs: 0,
  } as const
  await store.createManagementKey(row, deps.hashSecret(token))
  const mine = (await operator('/keys', { body: { name: 'mine' } })).body as unknown as { id: string; account_id: string }
  for (const method of ['GET', 'DELETE']) assert.equal((await ask(`/keys/${mine.id}`, { method, token })).status, 404)
  assert.equal((await ask(`/keys/${mine.id}`, { method: 'PATCH', body: { name: 'x' }, token })).status, 404)
  assert.equal((await ask(`/keys?account_id=${mine.account_id}`, { token })).status, 404)
  assert.deepEqual(
    ((await ask('/accounts', { token })).body as unknown as { data: { id: string }[] }).data.map(({ id }) => id),
    [other],
  )
  const theirs = await operator('/keys?account_id=acct_other', { body: { name: 'for them' } })
  assert.equal((theirs.body as unknown as { account_id: string }).account_id, other)
})

test('the command line on this machine may do everything, on the oldest account', async () => {
  const { ask, first } = await openControl()
  const created = await ask('/keys', { local: true, body: { name: 'cli' } })
  assert.equal((created.body as unknown as { account_id: string }).account_id, first.accountId)
  const backup = await ask('/backup', { local: true, body: { file: '/nowhere/at/all' } })
  assert.deepEqual([backup.status, backup.body.error.code], [409, 'conflict'])
  assert.equal((await ask('/backup', { local: true, body: { file: 'relative' } })).status, 400)
})

test('a setup link signs one browser in, once, with a cookie that scripts cannot read', async () => {
  const { ask, first } = await openControl()
  const token = first.setupUrl.reveal().split('token=')[1]
  const redeemed = await ask('/setup', { body: { token, email, password }, headers: fromPage })
  assert.equal(redeemed.status, 201)
  const cookie = redeemed.headers.get('set-cookie') ?? ''
  assert.match(cookie, /^nexorouter=nxr-session-[0-9A-Za-z]{43}; Path=\/; Max-Age=604800; HttpOnly; SameSite=Strict$/)
  const again = await ask('/setup', { body: { token, email, password }, headers: fromPage })
  assert.deepEqual([again.status, again.body.error.code], [409, 'conflict'])

  const session = { cookie: cookie.split(';')[0] as string }
  assert.partialDeepStrictEqual((await ask('/session', { headers: session })).body, {
    scope: 'operator',
    role: 'owner',
    account: { balance_usd: '5' },
  })
  assert.equal((await ask('/keys', { body: { name: 'x' }, headers: session })).status, 403)
  assert.equal((await ask('/keys', { body: { name: 'x' }, headers: { ...session, ...fromPage } })).status, 201)
  const out = await ask('/session', { method: 'DELETE', headers: { ...session, ...fromPage } })
  assert.match(out.headers.get('set-cookie') ?? '', /Max-Age=0/)
  assert.equal((await ask('/session', { headers: session })).status, 401)
})

test('a session ends by itself, and an old setup link does not work', async () => {
  const { ask, first, clock } = await openControl()
  clock.advance(defaultControlSettings.setupLinkMs)
  const old = first.setupUrl.reveal().split('token=')[1]
  assert.equal((await ask('/setup', { body: { token: old, email, password }, headers: fromPage })).status, 409)
  const link = (await ask('/setup-links', { method: 'POST', local: true })).body as unknown as { setup_url: string }
  const redeemed = await ask('/setup', { body: { token: link.setup_url.split('token=')[1], email, password }, headers: fromPage })
  const cookie = redeemed.headers.get('set-cookie')?.split(';')[0] ?? ''
  clock.advance(defaultControlSettings.sessionMs)
  assert.equal((await ask('/session', { headers: { cookie } })).status, 401)
})

test('signing in is refused to foreign pages, foreign host names and public hosts without TLS', async () => {
  const { ask, first } = await openControl({ publicUrl: 'http://router.example:3001' })
  const body = { token: first.setupUrl.reveal().split('token=')[1], email, password }
  const cases: Record<string, string>[] = [
    { ...fromPage, 'sec-fetch-site': 'cross-site' },
    { origin: 'http://evil.example' },
    {},
    { ...fromPage, host: 'evil.example' },
    { 'sec-fetch-site': 'same-origin', host: 'router.example:3001', origin: 'http://router.example:3001' },
  ]
  for (const headers of cases) assert.equal((await ask('/setup', { body, headers })).status, 403, JSON.stringify(headers))
  assert.equal((await ask('/setup', { body, headers: fromPage })).status, 201)
})

test('behind TLS the cookie is bound to its host', async () => {
  const { ask, first } = await openControl({ publicUrl: 'https://router.example' })
  const headers = { host: 'router.example', origin: 'https://router.example', 'sec-fetch-site': 'same-origin' }
  const redeemed = await ask('/setup', { body: { token: first.setupUrl.reveal().split('token=')[1], email, password }, headers })
  assert.match(redeemed.headers.get('set-cookie') ?? '', /^__Host-nexorouter=.*; Secure$/)
})

test('models show their price and whether they can be called', async () => {
  const rows = [model('ready'), model('nowhere', { offers: [] }), model('secret', { public: false })]
  const { price: _price, ...unpriced } = model('unpriced')
  const { operator } = await openControl({ catalog: () => ({ models: new Map([...rows, unpriced].map((row) => [row.id, row])) }) })
  const { data } = (await operator('/models')).body as unknown as {
    data: { id: string; status: string; price_usd_per_million: object | null }[]
  }
  assert.deepEqual(
    data.map(({ id, status }) => [id, status]),
    [
      ['ready', 'Available'],
      ['nowhere', 'Unavailable'],
      ['unpriced', 'Price pending'],
    ],
  )
  assert.deepEqual(data[0]?.price_usd_per_million, { input: '0.14', output: '0.28', cached_input: null })
})

test('a provider is tested by its ID', async () => {
  const { operator } = await openControl()
  assert.equal((await operator('/providers/acme/test', { method: 'POST' })).body.ok, true)
  assert.equal((await operator('/providers/nobody/test', { method: 'POST' })).status, 404)
})

test('an unknown path is a 404 and a wrong method a 405, whoever asks', async () => {
  const { ask } = await openControl()
  assert.equal((await ask('/nothing')).body.error.code, 'not_found')
  assert.equal((await ask('/keys', { method: 'PUT' })).body.error.code, 'method_not_allowed')
})

test('a fault of ours leaves the app as an exception, for the HTTP floor to log', async () => {
  const { operator } = await openControl({
    providers: () => {
      throw new Error('boom')
    },
  })
  await assert.rejects(operator('/providers'), /boom/)
})
