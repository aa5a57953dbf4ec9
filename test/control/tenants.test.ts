// Two tenants and four roles against every endpoint of the control API: what is another account's does not exist, and who may not is told so.
// Written from the table of endpoints: an endpoint without a row in every-endpoint.ts fails the contract test.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { defaultControlSettings } from '../../src/control/control-deps.ts'
import { type Endpoint } from '../../src/control/endpoint.ts'
import { endpoints } from '../../src/control/endpoints.ts'
import { operationName } from '../../src/control/operation-name.ts'
import { believingOidc } from './identity-endpoint-cases.ts'
import { everyEndpoint, type Least } from './every-endpoint.ts'
import { furnishScene, join, ownerPassword, type Scene } from './furnish-scene.ts'
import { type Answered, type Asking, openTestControl } from './open-test-control.ts'

type Ask = (path: string, asking?: Asking) => Promise<Answered>

interface Caller {
  readonly ask: Ask
  readonly rank: number
  /** A management key is no person. */
  readonly person: boolean
}

const ranks: Readonly<Record<Least, number>> = { anyone: 0, viewer: 1, developer: 2, admin: 3, owner: 4, operator: 5, local: 6 }

function open() {
  const generous = { ...defaultControlSettings, signUp: true, requestsPerMinute: null, accountRequestsPerMinute: null }
  return openTestControl({ oidc: [believingOidc], settings: { ...generous, authFailuresPerMinute: 1_000 } })
}

async function managementKey(ask: Ask, scope: string): Promise<string> {
  const made = await ask('/management-keys', { body: { name: scope, scope } })
  assert.equal(made.status, 201, made.text)
  return (made.body as unknown as { key: string }).key
}

/** Somebody with an account of their own: with their browser, and with a management key of each scope that they can cut. */
async function stranger({ control }: Scene): Promise<Record<string, Caller>> {
  const signedUp = await control.page('')('/sign-up', { body: { email: 'stranger@example.com', password: ownerPassword } })
  assert.equal(signedUp.status, 201, signedUp.text)
  const ask = control.page(signedUp.cookie)
  const byKey = async (scope: string): Promise<Ask> => {
    const token = await managementKey(ask, scope)
    return (path, asking) => control.ask(path, { ...asking, token })
  }
  return {
    'a session': { ask, rank: ranks.owner, person: true },
    'an account key': { ask: await byKey('account'), rank: ranks.admin, person: false },
    'a read key': { ask: await byKey('read'), rank: ranks.viewer, person: false },
  }
}

function allowed({ rank, person }: Caller, row: Endpoint): boolean {
  const { least } = caseOf(row)
  return rank >= ranks[least] && (person || row.asks === undefined || least === 'anyone')
}

function caseOf(row: Endpoint) {
  const found = everyEndpoint[operationName(row)]
  assert.ok(found !== undefined, operationName(row))
  return found
}

const bodies: Readonly<Record<string, object>> = {
  'keys.change': { name: 'taken' },
  'keys.reveal': { password: ownerPassword },
  'members.change': { role: 'viewer' },
}

/** Everything of an account that its owner can see. */
async function everythingOf({ owner }: Scene): Promise<string[]> {
  const lists = endpoints.filter(({ method, path, query }) => method === 'GET' && !path.includes(':') && query?.includes('after') === true)
  return Promise.all(lists.map(async ({ path }) => `${path} ${(await owner(`${path}?limit=1000`)).text}`))
}

test('an ID of another account does not exist, for a session and for management keys, on every endpoint that takes one', async () => {
  const scene = await furnishScene(await open())
  await scene.freshCookie()
  const callers = await stranger(scene)
  const taking = endpoints.filter((row) => caseOf(row).id !== undefined)
  const ids = new Map<Endpoint, string>()
  for (const row of taking) ids.set(row, (await caseOf(row).id?.(scene)) ?? '')
  const before = await everythingOf(scene)
  for (const row of taking)
    for (const [who, caller] of Object.entries(callers)) {
      const path = row.path.replace(':id', ids.get(row) ?? '')
      const body = row.input === undefined ? {} : { body: bodies[operationName(row)] ?? {} }
      const { status, text } = await caller.ask(path, { method: row.method, ...body })
      assert.equal(status, allowed(caller, row) ? 404 : 403, `${row.method} ${row.path} by ${who}: ${text}`)
    }
  assert.deepEqual(await everythingOf(scene), before)
  const withIds = endpoints.filter(({ path }) => path.includes(':id')).map(operationName)
  // What belongs to the server, not to an account.
  const ofServer = [
    ...['providers.test', 'providers.change', 'providers.delete', 'providers.models', 'providers.credentials', 'models.delete'],
    ...[
      'provider_credentials.change',
      'provider_credentials.delete',
      'vouchers.revoke',
      'server_alerts.close',
      'users.change',
      'users.reset_code',
      'users.drop_factors',
    ],
  ]
  assert.deepEqual(taking.map(operationName).toSorted(), withIds.filter((name) => !ofServer.includes(name)).toSorted())
})

test('another account does not exist by `account_id` either, on every endpoint', async () => {
  const scene = await furnishScene(await open())
  const callers = await stranger(scene)
  const before = await everythingOf(scene)
  for (const row of endpoints.filter(({ scope }) => scope !== 'public'))
    for (const [who, { ask }] of Object.entries(callers)) {
      const body = row.input === undefined ? {} : { body: {} }
      const path = `${row.path.replace(':id', 'x')}?account_id=${scene.account}`
      const { status, text } = await ask(path, { method: row.method, ...body })
      assert.equal(status, 404, `${row.method} ${row.path} by ${who}: ${text}`)
    }
  assert.deepEqual(await everythingOf(scene), before)
})

test('an ID of another account inside a body does not exist', async () => {
  const scene = await furnishScene(await open())
  const { 'a session': caller } = await stranger(scene)
  const key = await scene.made('/keys', { name: 'mine', budget_usd: '5' })
  const cases: [string, object, string][] = [
    ['/alerts', { budget_percent: 50, key_id: key, webhook_url: 'https://example.com/' }, 'key_id'],
    ['/playground-tokens', { key_id: key }, 'key_id'],
    ['/session/account', { account_id: scene.account }, 'account_id'],
  ]
  for (const [path, body, param] of cases) {
    const refused = await caller?.ask(path, { body })
    assert.deepEqual([refused?.status, refused?.body.error.param], [404, param], path)
  }
  const credit = await caller?.ask('/credits', { body: { usd: '1', account_id: scene.account } })
  assert.equal(credit?.status, 403)
})

test('each role may call what its rank covers and nothing above, on every endpoint; a management key is never a person', async () => {
  const scene = await furnishScene(await open())
  const { control } = scene
  const byKey =
    (token: string): Ask =>
    (path, asking) =>
      control.ask(path, { ...asking, token })
  const callers: Record<string, Caller> = {}
  for (const role of ['viewer', 'developer', 'admin', 'owner'] as const) {
    const { cookie } = await join(scene, role, `a-${role}@example.com`)
    callers[role] = { ask: control.page(cookie), rank: ranks[role], person: true }
  }
  callers['operator'] = { ask: scene.owner, rank: ranks.operator, person: true }
  for (const [scope, rank] of Object.entries({ read: ranks.viewer, account: ranks.admin, operator: ranks.operator })) {
    callers[`${scope} key`] = { ask: byKey(await managementKey(scene.owner, scope)), rank, person: false }
  }
  for (const row of endpoints)
    for (const [who, caller] of Object.entries(callers)) {
      // Whoever may is told that the parameter is unknown; nothing is done.
      const path = `${row.path.replace(':id', 'x')}?nonsense=1`
      const headers = caller.person ? {} : { headers: { 'sec-fetch-site': 'same-origin' } }
      const { status, text } = await caller.ask(path, { method: row.method, ...headers })
      assert.equal(status, allowed(caller, row) ? 400 : 403, `${row.method} ${row.path} by ${who}: ${text}`)
    }
})

test('without a credential every endpoint but the public ones is refused with 401', async () => {
  const { ask } = await open()
  for (const row of endpoints) {
    const path = `${row.path.replace(':id', 'x')}?nonsense=1`
    const { status } = await ask(path, { method: row.method, headers: { 'sec-fetch-site': 'same-origin' } })
    assert.equal(status, row.scope === 'public' ? 400 : 401, `${row.method} ${row.path}`)
  }
})
