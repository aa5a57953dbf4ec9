// Writes of the control API under an Idempotency-Key, on the memory store: done once, answered as often as asked.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { randomText } from '../base/hash.ts'
import { ok } from '../base/result.ts'
import { uuid7 } from '../base/uuid7.ts'
import { asId } from '../contract/ids.ts'
import { problems } from '../contract/problems.ts'
import { PaymentProviderFailure, type PaymentProvider } from '../ledger/payment-provider.ts'
import { openBilling } from './billing/billing.ts'
import { makeManagementKeyText } from '../keys/key-format.ts'
import { createFirstAccount } from './accounts/create-first-account.ts'
import { createControlApp } from './app.ts'
import type { ControlDeps } from './control-deps.ts'
import { endpoints } from './endpoints.ts'
import { controlDepsOf } from '../../test/control/open-test-control.ts'

interface Asking {
  readonly method?: string
  readonly body?: unknown
  readonly key?: string
  readonly token?: string
}

async function openControl(more: (deps: ControlDeps) => Partial<ControlDeps> = () => ({})) {
  const base = controlDepsOf()
  const { clock, store } = base
  const deps = { ...base, ...more(base) }
  const first = await createFirstAccount(deps)
  assert.ok(first)
  const app = createControlApp(deps)
  const ask = async (path: string, asking: Asking = {}) => {
    const text = asking.body === undefined ? '' : JSON.stringify(asking.body)
    const method = asking.method ?? (asking.body === undefined ? 'GET' : 'POST')
    const headers = new Headers({ host: 'localhost:3001', 'content-length': String(Buffer.byteLength(text)) })
    if (asking.key !== undefined) headers.set('idempotency-key', asking.key)
    const response = await app.fetch(new Request(`http://control.invalid/control/v1${path}`, { method, headers }), {
      requestId: asId(uuid7(clock.now())),
      clientAddress: '127.0.0.1',
      local: false,
      credential: ok(asking.token ?? first.managementKey.reveal()),
      readBody: async () => ok(Buffer.from(text)),
      refuse: (refusal) => Response.json({ error: refusal }, { status: problems[refusal.code].status }),
    })
    const answer = await response.text()
    return { status: response.status, text: answer, headers: response.headers, code: /"code":"([a-z_]+)"/.exec(answer)?.[1] }
  }
  return { store, deps, first, ask, accountId: first.accountId }
}

const replayOf = ({ headers }: { headers: Headers }): string | null => headers.get('x-nexorouter-idempotent-replay')

test('a key that is created twice under one Idempotency-Key is one key, and both answers show its secret', async () => {
  const { store, ask, accountId } = await openControl()
  const created = await ask('/keys', { body: { name: 'app', budget_usd: '5' }, key: 'k' })
  const again = await ask('/keys', { body: { name: 'app', budget_usd: '5' }, key: 'k' })
  assert.deepEqual([created.status, again.status, again.text], [201, 201, created.text])
  assert.match(again.text, /sk-nxr-/)
  assert.deepEqual([replayOf(created), replayOf(again)], [null, 'true'])
  assert.ok(again.headers.get('x-nexorouter-original-request-id'))
  assert.equal((await store.listKeys(accountId)).length, 2)
  await ask('/keys', { body: { name: 'app', budget_usd: '5' } })
  assert.equal((await store.listKeys(accountId)).length, 3)
})

test('credit that is sent twice is given once, and another amount under the same key is refused', async () => {
  const { store, ask, accountId } = await openControl()
  const first = await ask('/credits', { body: { usd: '1', note: '' }, key: 'k' })
  assert.equal((await ask('/credits', { body: { usd: '1', note: '' }, key: 'k' })).text, first.text)
  const other = await ask('/credits', { body: { usd: '2', note: '' }, key: 'k' })
  assert.deepEqual([other.status, other.code], [409, 'idempotency_conflict'])
  assert.equal((await store.getBalance(accountId))?.balanceNano, 6_000_000_000n)
})

test('credit whose answer was lost in a crash is still given once', async () => {
  const lost = await openControl(({ idempotency }) => ({
    idempotency: {
      ...idempotency,
      async begin(ask) {
        const begun = await idempotency.begin(ask)
        return begun.kind === 'begun' ? { ...begun, ticket: { ...begun.ticket, end: () => Promise.reject(new Error('no time')) } } : begun
      },
    },
  }))
  assert.equal((await lost.ask('/credits', { body: { usd: '1', note: '' }, key: 'k' })).status, 200)
  assert.equal((await lost.ask('/credits', { body: { usd: '1', note: '' }, key: 'k' })).code, 'idempotency_in_progress')
  await lost.store.recover(0)
  assert.equal((await lost.ask('/credits', { body: { usd: '1', note: '' }, key: 'k' })).code, 'idempotency_not_kept')
  assert.equal((await lost.store.getBalance(lost.accountId))?.balanceNano, 6_000_000_000n)
})

test('a write that failed after its first step is not run again: what it did is in the audit log', async () => {
  const broken = await openControl(({ store }) => ({
    store: new Proxy(store, {
      get: (target, name: keyof typeof store) =>
        name === 'audited'
          ? (note: Parameters<typeof store.audited>[0]) => {
              const audited = target.audited(note)
              const createKey: typeof audited.createKey = async (...args) => {
                await audited.createKey(...args)
                throw new Error('the rest of the action failed')
              }
              return { ...audited, createKey }
            }
          : target[name],
    }),
  }))
  await broken.ask('/keys', { body: { name: 'app' }, key: 'k' }).catch(() => {})
  assert.equal((await broken.ask('/keys', { body: { name: 'app' }, key: 'k' })).code, 'idempotency_not_kept')
  assert.equal((await broken.store.listKeys(broken.accountId)).length, 2)
})

test('a change, a deletion and an answer without a body are given again; the object is part of the request', async () => {
  const { store, ask, accountId } = await openControl()
  const [one, two] = await Promise.all(
    ['a', 'b'].map(async (name) => (JSON.parse((await ask('/keys', { body: { name } })).text) as { id: string }).id),
  )
  const change = { method: 'PATCH', body: { name: 'renamed' }, key: 'k' }
  assert.equal((await ask(`/keys/${one}`, change)).text, (await ask(`/keys/${one}`, change)).text)
  assert.equal((await ask(`/keys/${two}`, change)).code, 'idempotency_conflict')
  const gone = await ask(`/keys/${one}`, { method: 'DELETE', key: 'k' })
  const again = await ask(`/keys/${one}`, { method: 'DELETE', key: 'k' })
  assert.deepEqual([again.status, again.text, replayOf(again)], [gone.status, gone.text, 'true'])
  assert.equal((await ask(`/keys/${one}`, { method: 'DELETE', key: 'other' })).status, 404)
  assert.equal((await store.listKeys(accountId)).length, 2)
})

test('a refusal did nothing and keeps nothing: the key is free for the corrected request', async () => {
  const { ask } = await openControl()
  assert.equal((await ask('/credits', { body: { usd: '0', note: '' }, key: 'k' })).code, 'invalid_request')
  assert.equal((await ask('/keys', { body: { nonsense: 1 }, key: 'k2' })).code, 'invalid_request')
  assert.equal((await ask('/credits', { body: { usd: '1', note: '' }, key: 'k' })).status, 200)
  assert.equal((await ask('/keys', { body: { name: 'x' }, key: 'k2' })).status, 201)
})

test('a top-up that the payment provider refused leaves its key free: the next try gets a page of its own', async () => {
  let asked = 0
  const provider = {
    name: 'stripe',
    checkout: async () => {
      asked += 1
      if (asked === 1) throw new PaymentProviderFailure('Stripe could not be reached')
      return { url: `https://pay.example/${asked}` }
    },
  } as unknown as PaymentProvider
  const { ask } = await openControl(() => ({ billing: openBilling(provider) }))
  const checkout = { body: { usd: '20' }, key: 'k' }
  assert.equal((await ask('/billing/checkout', checkout)).code, 'upstream_unavailable')
  const page = await ask('/billing/checkout', checkout)
  assert.deepEqual([page.status, replayOf(page)], [201, null])
  assert.equal((await ask('/billing/checkout', checkout)).text, page.text)
  assert.equal(asked, 2)
})

test('while a write runs the same one is told to wait', async () => {
  const gate = Promise.withResolvers<void>()
  const begun = Promise.withResolvers<void>()
  const { ask } = await openControl(({ testProvider }) => ({
    testProvider: async (id) => {
      begun.resolve()
      await gate.promise
      return testProvider(id)
    },
  }))
  const first = ask('/providers/acme/test', { method: 'POST', key: 'k' })
  await begun.promise
  assert.equal((await ask('/providers/acme/test', { method: 'POST', key: 'k' })).code, 'idempotency_in_progress')
  gate.resolve()
  await first
})

test('a bad key is refused by name on every write, and public paths ignore it', async () => {
  const { ask } = await openControl()
  for (const row of endpoints) {
    if (row.scope === 'local' || row.method === 'GET') continue
    const answer = await ask(row.path.replace(':id', 'none'), { method: row.method, key: 'x'.repeat(256), body: {} })
    const named = answer.text.includes('"param":"Idempotency-Key"')
    if (row.scope === 'public') assert.equal(named, false, row.path)
    else
      assert.ok(
        named || answer.code === 'invalid_request' || answer.code === 'permission_denied',
        `${row.method} ${row.path}: ${answer.text}`,
      )
  }
})

test('a read takes no notice of a key, good or bad', async () => {
  const { ask } = await openControl()
  for (const key of ['x'.repeat(256), 'k', 'k']) {
    const answer = await ask('/keys', { key })
    assert.deepEqual([answer.status, replayOf(answer)], [200, null])
  }
})

test("another management key's same text is a key of its own", async () => {
  const { store, deps, ask, accountId } = await openControl()
  const token = makeManagementKeyText(randomText)
  const more = { lastFour: '', scope: 'operator', expiresAtMs: null, createdAtMs: 0 } as const
  await store.createManagementKey({ id: 'mk_2', accountId, name: 'second', ...more }, deps.hashSecret(token))
  const mine = await ask('/keys', { body: { name: 'app' }, key: 'k' })
  const theirs = await ask('/keys', { body: { name: 'theirs' }, key: 'k', token })
  assert.deepEqual([mine.status, theirs.status, replayOf(theirs)], [201, 201, null])
})
