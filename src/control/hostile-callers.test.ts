// What strangers and tenants can do to the control API of others: lock them out, hold memory, break the books' integers. Memory store.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { handClock } from '../base/clock.ts'
import { keyedHash, randomText } from '../base/hash.ts'
import { ok } from '../base/result.ts'
import { uuid7 } from '../base/uuid7.ts'
import { type AccountId, asId } from '../contract/ids.ts'
import { problems } from '../contract/problems.ts'
import { makeManagementKeyText } from '../keys/key-format.ts'
import { openMemoryStore } from '../storage/memory/open.ts'
import { openBilling } from './billing/billing.ts'
import { createUsageStreams } from './usage/usage-streams.ts'
import { createFirstAccount } from './accounts/create-first-account.ts'
import { createControlApp } from './app.ts'
import { type ControlDeps, defaultControlSettings } from './control-deps.ts'
import { endpoints } from './endpoints.ts'

interface Asking {
  readonly method?: string
  readonly body?: unknown
  readonly token?: string
  readonly headers?: Record<string, string>
}

const fromPage = { 'sec-fetch-site': 'same-origin', origin: 'http://localhost:3001' }

async function openControl(more: Partial<ControlDeps> = {}) {
  const clock = handClock()
  const store = openMemoryStore()
  const deps: ControlDeps = {
    clock,
    store,
    catalog: () => ({ models: new Map() }),
    pricesChanged: async () => {},
    settings: defaultControlSettings,
    version: '0.1.0',
    publicUrl: 'http://localhost:3001',
    hashSecret: (secret) => keyedHash(Buffer.from('test pepper'), secret),
    sealSecret: null,
    keyChanged: () => {},
    providers: () => [],
    testProvider: async () => undefined,
    usageStreams: createUsageStreams(),
    billing: openBilling(null),
    recovery: { epoch: 1, settled: 0, voided: 0, chargedNano: 0n, durationMs: 0, mismatches: [] },
    startedMs: clock.now(),
    draining: () => false,
    ledgerState: async () => ({ entries: 0, behind: 0, anchor: '', unreconciled: 0, findings: [] }),
    ...more,
  }
  const first = await createFirstAccount(deps)
  assert.ok(first)
  const app = createControlApp(deps)
  let bodiesRead = 0
  const ask = async (path: string, asking: Asking = {}) => {
    const text = asking.body === undefined ? '' : JSON.stringify(asking.body)
    const method = asking.method ?? (asking.body === undefined ? 'GET' : 'POST')
    const headers = new Headers({ host: 'localhost:3001', 'content-length': String(Buffer.byteLength(text)), ...asking.headers })
    const response = await app.fetch(new Request(`http://control.invalid/control/v1${path}`, { method, headers }), {
      requestId: asId(uuid7(clock.now())),
      clientAddress: '192.0.2.1',
      local: false,
      credential: asking.token === undefined ? null : ok(asking.token),
      readBody: async () => {
        bodiesRead += 1
        return ok(Buffer.from(text))
      },
      refuse: (refusal) => Response.json({ error: refusal }, { status: problems[refusal.code].status }),
    })
    // A live tail never ends by itself.
    const endless = response.headers.get('content-type')?.startsWith('text/event-stream') === true
    if (endless) await response.body?.cancel()
    const answered = endless ? '' : await response.text()
    return { status: response.status, text: answered, cookie: response.headers.get('set-cookie')?.split(';')[0] ?? '' }
  }
  const operator = first.managementKey.reveal()
  return { deps, store, clock, first, ask, operator, bodiesRead: () => bodiesRead }
}

/** A management key of an account of its own. */
async function tenant(deps: ControlDeps, name: string, scope: 'read' | 'account'): Promise<{ id: AccountId; token: string }> {
  const id = asId<AccountId>(`acct_${name}`)
  await deps.store.createAccount({ id, name, atMs: deps.clock.now() })
  const token = makeManagementKeyText(randomText)
  const row = { id: `mgmt_${name}`, accountId: id, name, lastFour: token.slice(-4), scope, expiresAtMs: null, createdAtMs: 0 }
  await deps.store.createManagementKey(row, deps.hashSecret(token))
  return { id, token }
}

test('requests without a credential, which any page can make a browser send, lock nobody out', async () => {
  const { ask, operator } = await openControl()
  for (let count = 0; count < 100; count += 1) assert.equal((await ask('/session')).status, 401)
  assert.equal((await ask('/keys', { token: operator })).status, 200)
  assert.equal((await ask('/keys', { token: 'nxr-mgmt-x' })).status, 401)
})

test('whoever shares an address with a guesser keeps the use of a right key and of a session', async () => {
  const { ask, operator, first } = await openControl()
  const body = { token: first.setupUrl.reveal().split('token=')[1] }
  const { cookie } = await ask('/setup', { body, headers: fromPage })
  for (let count = 0; count < 30; count += 1) await ask('/keys', { token: makeManagementKeyText(randomText) })
  assert.equal((await ask('/keys', { token: makeManagementKeyText(randomText) })).status, 429)
  assert.equal((await ask('/keys', { headers: { cookie: 'nexorouter=nxr-session-guessed' } })).status, 429)
  assert.equal((await ask('/keys', { token: operator })).status, 200)
  assert.equal((await ask('/keys', { headers: { cookie } })).status, 200)
})

test('guesses of setup links are counted, and a text that cannot be one never reaches the store', async () => {
  let asked = 0
  const store = openMemoryStore()
  const counting: typeof store.redeemSetupLink = (...more) => {
    asked += 1
    return store.redeemSetupLink(...more)
  }
  const { ask, clock } = await openControl({ store: { ...store, redeemSetupLink: counting } })
  const guess = (token: string) => ask('/setup', { body: { token }, headers: fromPage })
  for (const text of ['x', 'nxr-setup-', `nxr-setup-${'a'.repeat(44)}`, `nxr-session-${'a'.repeat(43)}`])
    assert.equal((await guess(text)).status, 409)
  assert.equal(asked, 0)
  const allowed = defaultControlSettings.authFailuresPerMinute - 4
  for (let count = 0; count < allowed; count += 1) assert.equal((await guess(`nxr-setup-${'a'.repeat(43)}`)).status, 409)
  assert.equal((await guess(`nxr-setup-${'a'.repeat(43)}`)).status, 429)
  assert.equal(asked, allowed)
  clock.advance(60_000)
  assert.equal((await guess(`nxr-setup-${'a'.repeat(43)}`)).status, 409)
})

test('the body of somebody unknown is read only when it says that it is small', async () => {
  const { ask, bodiesRead } = await openControl()
  const body = { token: 'x'.repeat(100) }
  assert.equal((await ask('/setup', { body, headers: { ...fromPage, 'content-length': '1025' } })).status, 413)
  assert.equal((await ask('/setup', { body, headers: { ...fromPage, 'transfer-encoding': 'chunked' } })).status, 413)
  assert.equal(bodiesRead(), 0)
  assert.equal((await ask('/setup', { body, headers: fromPage })).status, 409)
})

test('a budget beyond what the books can hold is refused by name', async () => {
  const { ask, operator } = await openControl()
  const created = await ask('/keys', { token: operator, body: { name: 'a', budget_usd: '9223372036.854775807' } })
  assert.equal(created.status, 201)
  const { id } = JSON.parse(created.text) as { id: string }
  for (const budget_usd of ['9223372036.854775808', '999999999999']) {
    for (const [path, method] of [
      ['/keys', 'POST'],
      [`/keys/${id}`, 'PATCH'],
    ] as const) {
      const { status, text } = await ask(path, { token: operator, method, body: { name: 'a', budget_usd } })
      assert.equal(status, 400)
      assert.match(text, /`budget_usd` must be at most 9223372036\.854775807/)
    }
  }
})

test('behind TLS a plain-HTTP page of the same host changes nothing', async () => {
  const { ask, first } = await openControl({ publicUrl: 'https://router.example' })
  const body = { token: first.setupUrl.reveal().split('token=')[1] }
  const plain = { host: 'router.example', origin: 'http://router.example' }
  assert.equal((await ask('/setup', { body, headers: plain })).status, 403)
  assert.equal((await ask('/setup', { body, headers: { ...plain, origin: 'https://router.example' } })).status, 201)
})

test('on every endpoint of the table a tenant sees and changes nothing of another one', async () => {
  const { ask, deps, store } = await openControl()
  const victim = await tenant(deps, 'victim', 'account')
  const created = await ask('/keys', { token: victim.token, body: { name: 'canary-name' } })
  const { id } = JSON.parse(created.text) as { id: string }
  const credit = { accountId: victim.id, kind: 'manual_credit', reference: 'canary-ref', amountNano: 7n, note: 'canary-note' } as const
  await store.credit({ ...credit, actor: 'test', atMs: 0 })
  const attacker = await tenant(deps, 'attacker', 'account')
  const bodies: Readonly<Record<string, object>> = { '/keys': { name: 'x' }, '/credits': { usd: '1' }, '/backup': { file: '/x' } }
  for (const row of endpoints) {
    const path = row.path.replace(':id', id)
    const body = row.method === 'PATCH' ? { name: 'taken' } : row.input === undefined ? undefined : (bodies[row.path] ?? {})
    for (const where of [path, `${path}?account_id=${victim.id}`]) {
      const asking = { method: row.method, token: attacker.token, headers: fromPage, ...(body && { body }) }
      const { status, text } = await ask(where, asking)
      assert.ok(!/canary/.test(text) && !text.includes(`"account_id":"${victim.id}"`), `${row.method} ${where}: ${text}`)
      if (where.includes('?') && row.scope !== 'public') assert.ok(status === 404 || status === 403, `${row.method} ${where}: ${status}`)
      if (row.path.includes(':id')) assert.ok(status === 404 || status === 403, `${row.method} ${where}: ${status}`)
    }
  }
  assert.partialDeepStrictEqual(await store.getKey(victim.id, asId(id)), { name: 'canary-name', disabled: false })
})
